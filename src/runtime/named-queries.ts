import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { bindNamedQuery, type NamedQuery, parseNamedQuery } from '../compiler/named-query.ts';
import { inOrderOfNeed, type LakeView, parseView } from '../compiler/view.ts';
import { PlatformError } from '../core/errors.ts';
import type { Statement } from '../core/statement.ts';

export interface NamedQueries {
  readonly all: readonly NamedQuery[];
  /** @throws PlatformError `NotFound` for an unknown name, `BadRequest` for parameters that do not fit */
  bind(name: string, parameters: Record<string, unknown>): Statement;
}

/** Views lie here, below the folder of the queries. */
const VIEWS = 'views';

/**
 * Reads the views of `queries/views/`, each after those it stands on.
 * @throws Error when a header is untrue or a file is not named after its view
 */
export function readViews(queriesFolder: string): LakeView[] {
  const folder = join(queriesFolder, VIEWS);
  const views = readdirSync(folder)
    .sort()
    .map((file) => {
      const view = parseView(readFileSync(join(folder, file), 'utf8'));
      if (`${view.name}.sql` !== file) throw new Error(`${file} holds the view ${view.name}`);
      return view;
    });
  return inOrderOfNeed(views);
}

/**
 * Reads every `.sql` file below a folder, but for the views.
 * @throws Error when a header is untrue or a file is not named after its query
 */
export function readNamedQueries(folder: string): NamedQueries {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.sql') && !file.startsWith(VIEWS + sep),
  );
  const byName = new Map(
    files.sort().map((file) => {
      const query = parseNamedQuery(readFileSync(join(folder, file), 'utf8'));
      if (query.name !== basename(file, '.sql')) throw new Error(`${file} holds the query ${query.name}`);
      return [query.name, { ...query, area: dirname(file).split(sep)[0] }];
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
