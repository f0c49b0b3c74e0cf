import type { Statement } from '../../core/statement.ts';
import {
  type ErasablePlace,
  type ErasedValue,
  type ErasureOrder,
  type ErasureTurn,
  FOR_GOOD,
} from '../../ports/erasable-place.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { QueryEngine } from '../../ports/query-engine.ts';
import type { FileTableEraser } from './erase-file-table.ts';

/** What the compiler says (`src/compiler/erasure.ts`). */
export interface RowErasure<Table extends { readonly name: string }> {
  readonly tables: readonly Table[];
  /** `erasure_id`, `found`. */
  count(table: Table): Statement;
  /** The same, of the rows of deleted applications. */
  countApplications(table: string): Statement;
  /** Changes a table's rows in place. */
  erase(table: Table): readonly Statement[];
  /** Removes the rows of deleted applications. */
  dropApplications(table: string): Statement;
  /** Tables of which nothing but that is done. */
  readonly impersonal: readonly string[];
}

export interface AthenaErasureOptions<Table extends { readonly name: string }> {
  readonly lake: ObjectStore;
  readonly queries: QueryEngine;
  readonly rows: RowErasure<Table>;
  readonly files: readonly FileTableEraser[];
  /** Brings what was accepted into `endpoints`. */
  refresh(): Promise<void>;
  pause(milliseconds: number): Promise<void>;
}

/** Rows of table `erased_values` (resources/event-lake.yml), one run's at a time. */
const VALUES = 'erasures/values/values.ndjson';
/** In front of a run's id: a file for each table in which it found somebody, put there before their rows go. */
const TOUCHED = 'erasures/touched/';
/** An older snapshot of a table still has the rows; readers of one are done sooner. */
const SNAPSHOT_SECONDS = 60;
/** Athena does a part of the work and says so; each repeats from where the last one ended. */
const MORE_RUNS = /ICEBERG_(?:OPTIMIZE|VACUUM)_MORE_RUNS_NEEDED/;
const MOST_RUNS = 50;
/**
 * Whose row comes and goes after a table was written anew. The snapshot of OPTIMIZE itself still lists the files that it
 * replaced, with the least and the greatest value of each column (their first 16 characters); the next one does not.
 */
const MARKER = 'erasure';

type Found = { readonly erasure_id: string; readonly found: number };
type Counts = Record<string, Record<string, number>>;

/**
 * The lake's tables on Athena. Iceberg marks rows as deleted and keeps files and snapshots: each table that had persons
 * is written anew where it has marks (OPTIMIZE), and then its older snapshots go with their files (VACUUM). Tables of
 * files are the `files`' business. One table a turn.
 */
export function athenaTables<Table extends { readonly name: string }>(
  options: AthenaErasureOptions<Table>,
): ErasablePlace {
  const { lake, queries, rows, files } = options;
  const names = [...rows.tables.map(({ name }) => name), ...rows.impersonal];
  const steps = [
    'begin',
    ...names.map((name) => `rows ${name}`),
    ...files.map(({ name }) => `files ${name}`),
    ...names.map((name) => `rewrite ${name}`),
    'rest',
    ...names.map((name) => `expire ${name}`),
    'end',
  ];

  async function rowsOf(name: string, order: ErasureOrder): Promise<Counts> {
    const table = rows.tables.find((one) => one.name === name);
    const found = table ? await queries.query<Found>(rows.count(table)) : [];
    const isApplication = order.values.some(({ kind }) => kind === 'application');
    const gone = isApplication ? await queries.query<Found>(rows.countApplications(name)) : [];
    // A turn whose answer is lost is done again, and finds nobody: the file still says so.
    if (found.length + gone.length > 0) await lake.put(touchedKey(order, name), '');
    if (table && found.length > 0) {
      for (const [index, statement] of rows.erase(table).entries()) {
        await queries.run(statement, `${order.runId}-${name}-${index}-${countOf(found)}`);
      }
    }
    if (gone.length > 0) {
      await queries.run(rows.dropApplications(name), `${order.runId}-${name}-applications-${countOf(gone)}`);
    }
    return Object.fromEntries([...found, ...gone].map((row) => [row.erasure_id, { [name]: row.found }]));
  }

  /** Runs again as long as Athena asks for it. A token would give the earlier answer, so each has its own. */
  async function repeated(text: string, token: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await queries.run({ text, values: [] }, `${token}-${attempt}`);
        return;
      } catch (error) {
        if (!MORE_RUNS.test(String((error as Error).message)) || attempt === MOST_RUNS) throw error;
      }
    }
  }

  async function rewrite(name: string, { runId }: ErasureOrder): Promise<void> {
    const properties = [
      `'optimize_rewrite_delete_file_threshold' = '1'`,
      `'vacuum_max_snapshot_age_seconds' = '${SNAPSHOT_SECONDS}'`,
      `'vacuum_min_snapshots_to_keep' = '1'`,
    ];
    const text = `alter table ${name} set tblproperties (${properties.join(', ')})`;
    await queries.run({ text, values: [] }, `${runId}-${name}-properties`);
    await repeated(`optimize ${name} rewrite data using bin_pack`, `${runId}-${name}-optimize`);
    await queries.run(
      { text: `insert into ${name} (application_id) values ('${MARKER}')`, values: [] },
      `${runId}-${name}-marker`,
    );
    await queries.run(
      { text: `delete from ${name} where application_id = '${MARKER}'`, values: [] },
      `${runId}-${name}-unmarked`,
    );
  }

  async function doStep(step: string, order: ErasureOrder, touched: readonly string[]): Promise<Counts> {
    const [what, name = ''] = step.split(' ');
    if (what === 'begin') {
      await options.refresh();
      await lake.put(VALUES, linesOf(order.values));
    }
    if (what === 'rows') return rowsOf(name, order);
    const isTouched = !order.onlyLate || touched.includes(name);
    if (what === 'rewrite' && isTouched) await rewrite(name, order);
    if (what === 'rest') await options.pause((SNAPSHOT_SECONDS + 1) * 1000);
    if (what === 'expire' && isTouched) await repeated(`vacuum ${name}`, `${order.runId}-${name}-vacuum`);
    if (what === 'end') {
      await lake.delete(VALUES);
      for (const touchedName of touched) await lake.delete(touchedKey(order, touchedName));
    }
    return {};
  }

  return {
    name: 'tables',
    async erase(order, next): Promise<ErasureTurn> {
      if (order.values.length === 0) return { counts: {} };
      const at = next === undefined ? { step: 0, touched: [] } : (JSON.parse(next) as Cursor);
      const current = steps[at.step] ?? 'end';
      const [what, name = ''] = current.split(' ');
      if (what === 'files') {
        const found = await files.find((one) => one.name === name)?.erase(order);
        const step = at.step + (found?.more ? 0 : 1);
        return { counts: found?.counts ?? {}, next: JSON.stringify({ ...at, step } satisfies Cursor) };
      }
      const counts = await doStep(current, order, at.touched);
      const isFound = what === 'rows' && (await lake.head(touchedKey(order, name))) !== undefined;
      const touched = isFound ? [...at.touched, name] : at.touched;
      const step = at.step + 1;
      return {
        counts,
        ...(step < steps.length && { next: JSON.stringify({ step, touched } satisfies Cursor) }),
      };
    },
  };
}

interface Cursor {
  readonly step: number;
  /** Tables in which somebody was found. */
  readonly touched: readonly string[];
}

const touchedKey = ({ runId }: ErasureOrder, table: string) => `${TOUCHED}${runId}/${table}`;

/** Done again, a statement has other rows to change: then it is another one, and its token must be, too. */
function countOf(found: readonly { readonly found: number }[]): number {
  return found.reduce((sum, row) => sum + row.found, 0);
}

/** Each value once: a row may match one only. */
function linesOf(values: readonly ErasedValue[]): string {
  const once = new Map(values.map((value) => [`${value.applicationId}#${value.kind}#${value.value}`, value]));
  return [...once.values()]
    .map(({ erasureId, applicationId, kind, value, salt, until }) => ({
      erasure_id: erasureId,
      application_id: applicationId,
      kind,
      value,
      salt,
      until: (until ?? FOR_GOOD).toISOString().replace('T', ' ').replace('Z', ''),
    }))
    .map((row) => `${JSON.stringify(row)}\n`)
    .join('');
}
