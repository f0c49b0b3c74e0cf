import { createHash } from 'node:crypto';
import type { Statement } from '../../core/statement.ts';
import type { ErasureOrder } from '../../ports/erasable-place.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { QueryEngine } from '../../ports/query-engine.ts';

/** What the compiler says of a table that is files. */
export interface FileTableStatements {
  readonly name: string;
  /** Folder in the lake bucket, ending in `/`. */
  readonly prefix: string;
  readonly partitions: readonly string[];
  /** `path`, `erasure_id`, `found`. @param applicationId where one application is read at a time */
  find(applicationId?: string): Statement;
  /** The rows of files of one partition, without persons. */
  rowsOf(
    part: { readonly values: readonly string[]; readonly paths: readonly string[] },
    columns: readonly string[],
  ): Promise<Statement> | Statement;
}

export interface FileTableEraser {
  readonly name: string;
  /** Some partitions; `more`: there are others, for another turn. */
  erase(order: ErasureOrder): Promise<{ counts: Record<string, Record<string, number>>; more: boolean }>;
}

export interface FileTableEraserOptions {
  readonly lake: ObjectStore;
  readonly queries: QueryEngine;
  readonly statements: FileTableStatements;
  columnsOf(table: string): Promise<readonly string[]>;
}

/** A partition whose files are exchanged; written before the first of them is, so that a second attempt ends it. */
interface Exchange {
  /** Keys. */
  readonly old: readonly string[];
  readonly fresh: readonly string[];
}

/** Files of one statement: their names stand in it. */
const FILES_AT_ONCE = 200;
/** Partitions that one turn writes anew, so that it stays within a function's time. */
const PARTITIONS_A_TURN = 20;
const EXCHANGES = 'erasures/exchanges/';
const UNLOADED = 'erasures/unloaded/';

/**
 * Files that Firehose wrote: those that name a person are written anew beside the others of their partition, and then
 * removed. For a moment both are there; readers count an event once by its id.
 */
export function fileTableEraser(options: FileTableEraserOptions): FileTableEraser {
  const { lake, queries, statements } = options;
  const { name, prefix, partitions } = statements;

  async function exchange(journal: string, { old, fresh }: Exchange): Promise<void> {
    for (const [index, key] of fresh.entries()) {
      const body = await lake.stream(key);
      if (!body) continue; // an earlier attempt has moved it
      try {
        await lake.put(targetOf(old[0] ?? '', key, index), body);
      } finally {
        body.destroy();
      }
    }
    for (const key of old) await lake.delete(key);
    for (const key of fresh) await lake.delete(key);
    await lake.delete(journal);
  }

  async function rewrite(old: readonly string[], paths: readonly string[]): Promise<void> {
    const values = valuesOf(old[0] ?? '', partitions);
    const columns = await options.columnsOf(name);
    const id = digest(old.join('\n'));
    const rows = await statements.rowsOf({ values, paths }, columns);
    const fresh = await queries.unload(rows, { prefix: `${UNLOADED}${id}/`, format: 'parquet' });
    const journal = `${EXCHANGES}${name}/${id}.json`;
    const planned: Exchange = { old, fresh };
    await lake.put(journal, JSON.stringify(planned));
    await exchange(journal, planned);
  }

  return {
    name,
    async erase({ values }) {
      for (const { key } of await lake.list(`${EXCHANGES}${name}/`)) {
        await exchange(key, JSON.parse(new TextDecoder().decode(await lake.get(key))) as Exchange);
      }
      const gone = values
        .filter(({ kind }) => kind === 'application')
        .map(({ applicationId }) => applicationId);
      const [first] = partitions;
      if (first === 'application_id') {
        for (const applicationId of gone) {
          for (const { key } of await lake.list(`${prefix}application_id=${applicationId}/`))
            await lake.delete(key);
        }
      }
      const living = new Set(
        values.map(({ applicationId }) => applicationId).filter((id) => !gone.includes(id)),
      );
      const asked = first === 'application_id' ? [...living] : [undefined];
      const counts: Record<string, Record<string, number>> = {};
      let left = PARTITIONS_A_TURN;
      for (const applicationId of asked) {
        const found = await queries.query<{ path: string; erasure_id: string | null; found: number }>(
          statements.find(applicationId),
        );
        for (const paths of partitionsOf(found.map(({ path }) => path))) {
          if (left-- === 0) return { counts, more: true };
          await rewrite(
            paths.map((path) => path.slice(path.indexOf(`/${prefix}`) + 1)),
            paths,
          );
          for (const { path, erasure_id: id, found: rows } of found) {
            if (id === null || !paths.includes(path)) continue; // null: of an application that is gone
            counts[id] = { [name]: (counts[id]?.[name] ?? 0) + rows };
          }
        }
      }
      return { counts, more: false };
    },
  };
}

/** Paths by their folder, each once, so many at a time. */
function partitionsOf(paths: readonly string[]): string[][] {
  const folders = new Map<string, string[]>();
  for (const path of new Set(paths)) {
    const folder = path.slice(0, path.lastIndexOf('/'));
    const group = folders.get(folder);
    if (group) group.push(path);
    else folders.set(folder, [path]);
  }
  return [...folders.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / FILES_AT_ONCE) }, (_, index) =>
      group.slice(index * FILES_AT_ONCE, (index + 1) * FILES_AT_ONCE),
    ),
  );
}

/** `events/application_id=a/arrival_date=d/file` */
function valuesOf(key: string, partitions: readonly string[]): string[] {
  return partitions.map((partition) => new RegExp(`/${partition}=([^/]*)/`).exec(key)?.[1] ?? '');
}

/** Beside the files that it stands for, under a name that follows from them: a second attempt writes the same. */
function targetOf(old: string, fresh: string, index: number): string {
  const folder = old.slice(0, old.lastIndexOf('/') + 1);
  const end = fresh.endsWith('.parquet') ? '.parquet' : '';
  return `${folder}rewritten-${digest(fresh.split('/').slice(0, -1).join('/'))}-${index}${end}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
