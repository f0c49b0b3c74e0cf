import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bindNamedQuery, type NamedQuery, parseNamedQuery } from '../compiler/named-query.ts';
import { PlatformError } from '../core/errors.ts';
import type { Statement } from '../core/statement.ts';

export interface NamedQueries {
  readonly all: readonly NamedQuery[];
  /** @throws PlatformError `NotFound` for an unknown name, `BadRequest` for parameters that do not fit */
  bind(name: string, parameters: Record<string, unknown>): Statement;
}

/**
 * Reads every `.sql` file below a folder.
 * @throws Error when a header is untrue or a file is not named after its query
 */
export function readNamedQueries(folder: string): NamedQueries {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.sql'),
  );
  const byName = new Map(
    files.sort().map((file) => {
      const query = parseNamedQuery(readFileSync(join(folder, file), 'utf8'));
      if (query.name !== basename(file, '.sql')) throw new Error(`${file} holds the query ${query.name}`);
      return [query.name, query];
    }),
  );
  return {
    all: [...byName.values()],
    bind(name, parameters) {
      const query = byName.get(name);
      if (!query) throw new PlatformError('NotFound', `Query ${name} not found`);
      return bindNamedQuery(query, parameters);
    },
  };
}
