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
      const view = readHeader(file, () => parseView(readFileSync(join(folder, file), 'utf8')));
      if (`${view.name}.sql` !== file) throw new Error(`${file} holds the view ${view.name}`);
      return view;
    });
  return inOrderOfNeed(views);
}

/** So that whoever wrote the file learns which it is. */
function readHeader<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Reads every `.sql` file below a folder, but for the views.
 * @throws Error naming the file when its header is untrue, or it is not named after its query, or another one is
 */
export function readNamedQueries(folder: string): NamedQueries {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.sql') && !file.startsWith(VIEWS + sep),
  );
  const byName = new Map<string, NamedQuery>();
  for (const file of files.sort()) {
    const query = readHeader(file, () => parseNamedQuery(readFileSync(join(folder, file), 'utf8')));
    if (query.name !== basename(file, '.sql')) throw new Error(`${file} holds the query ${query.name}`);
    if (byName.has(query.name)) throw new Error(`${file}: there is another query ${query.name}`);
    byName.set(query.name, { ...query, area: dirname(file).split(sep)[0] });
  }
  return {
    all: [...byName.values()],
    bind(name, parameters) {
      const query = byName.get(name);
      if (!query) throw new PlatformError('NotFound', `Query ${name} not found`);
      return bindNamedQuery(query, parameters);
    },
  };
}
