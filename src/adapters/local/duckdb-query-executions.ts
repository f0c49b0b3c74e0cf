import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PlatformError } from '../../core/errors.ts';
import type { Statement } from '../../core/statement.ts';
import type { Clock } from '../../ports/clock.ts';
import type {
  ExecutionLimits,
  ExecutionStatus,
  QueryExecutions,
  ResultColumn,
} from '../../ports/query-executions.ts';
import { lakeCatalog } from './duckdb-catalog.ts';
import type { DuckDbLake } from './duckdb-lake.ts';
import { checkLakeSelect } from './duckdb-select-check.ts';
import { streamSelect } from './duckdb-select-stream.ts';
import { readResult, writeResult } from './result-file.ts';

export interface DuckDbQueryExecutionsOptions {
  readonly lake: DuckDbLake;
  /** Where results lie, one file of rows and one of its state for each execution. */
  readonly folder: string;
  readonly limits: ExecutionLimits;
  /** By how much the process may grow while one runs, as `streamSelect` has it. */
  readonly growthBytes?: number;
  readonly clock: Clock;
}

export interface DuckDbQueryExecutions extends QueryExecutions {
  /** Drops every result that is kept: whoever reads one asks anew. */
  forgetAll(): Promise<void>;
  /** Cancels what runs and waits for its end. */
  close(): Promise<void>;
}

/** How an execution ended, as its file tells it. */
interface Ended extends Omit<ExecutionStatus, 'completedAt'> {
  readonly completedAt?: string;
  readonly columns: readonly ResultColumn[];
}

/** One that waits or runs. */
interface Live {
  readonly done: Promise<void>;
  readonly stop: AbortController;
  startedAt?: number;
  rows: number;
  progress(): number | undefined;
}

/** Executions that run at once, so that a few long ones do not keep the short ones waiting. */
const RUNNING_AT_ONCE = 8;
const KEPT_MS = 25 * 3600 * 1000;
const ID = /^[0-9a-f-]{36}$/;

/** The QueryExecutions port on DuckDB. */
export function duckDbQueryExecutions(options: DuckDbQueryExecutionsOptions): DuckDbQueryExecutions {
  const { lake, folder, limits, growthBytes, clock } = options;
  mkdirSync(folder, { recursive: true });
  const live = new Map<string, Live>();
  const turns = turnsOf(RUNNING_AT_ONCE);
  let sweptAt = 0;
  const rowsFile = (id: string) => join(folder, `${id}.rows`);
  const stateFile = (id: string) => join(folder, `${id}.json`);

  async function execute(id: string, statement: Statement, own: Live): Promise<void> {
    const ended = await turns(async () => {
      own.startedAt = performance.now();
      return resultOf(statement, own, rowsFile(id));
    });
    if (ended.state !== 'SUCCEEDED') await rm(rowsFile(id), { force: true });
    const state = JSON.stringify({ ...ended, completedAt: clock.now() });
    await writeFile(`${stateFile(id)}.new`, state);
    await rename(`${stateFile(id)}.new`, stateFile(id));
    live.delete(id);
  }

  async function resultOf(statement: Statement, own: Live, file: string): Promise<Ended> {
    const writer = await writeResult(file);
    let columns: readonly ResultColumn[] = [];
    try {
      const onBegin = (progress: Live['progress']) => {
        own.progress = progress;
      };
      const bounds = { limits, growthBytes, signal: own.stop.signal, onBegin };
      columns = await streamSelect(lake, statement, bounds, async (rows) => {
        await writer.write(rows);
        own.rows += rows.length;
        return writer.bytes;
      });
    } catch (error) {
      return { ...failed(error, own), columns };
    } finally {
      await writer.close();
    }
    return { state: 'SUCCEEDED', seconds: secondsOf(own), rows: own.rows, columns };
  }

  async function endOf(id: string): Promise<Ended | undefined> {
    if (!ID.test(id)) return undefined;
    const text = await readFile(stateFile(id), 'utf8').catch(absent);
    if (text !== undefined) return JSON.parse(text) as Ended;
    const begun = await stat(rowsFile(id)).catch(absent);
    return begun && { ...CUT_OFF, columns: [] };
  }

  async function sweep(): Promise<void> {
    if (Date.now() - sweptAt < KEPT_MS / 25) return;
    sweptAt = Date.now();
    for (const name of await readdir(folder)) {
      const file = join(folder, name);
      const found = await stat(file).catch(absent);
      const isLive = live.has(name.replace(/\..*/, ''));
      if (found && !isLive && Date.now() - found.mtimeMs > KEPT_MS) await rm(file, { force: true });
    }
  }

  return {
    limits,
    nested: 'values',
    async start(statement) {
      await sweep();
      const id = randomUUID();
      await writeFile(rowsFile(id), ''); // with it, an end by a crash is told from an id never given
      const own: { -readonly [name in keyof Live]: Live[name] } = {
        done: Promise.resolve(),
        stop: new AbortController(),
        rows: 0,
        progress: () => undefined,
      };
      live.set(id, own);
      // what cannot be written (a full disk) reads as an execution that was cut off
      own.done = execute(id, statement, own).catch(() => void live.delete(id));
      return id;
    },
    async describe(id, patienceMs = 0) {
      const own = live.get(id);
      if (own && patienceMs > 0) await within(own.done, patienceMs);
      if (own && live.has(id)) {
        const state = own.startedAt === undefined ? 'QUEUED' : 'RUNNING';
        const progress = own.progress();
        return {
          state,
          seconds: secondsOf(own),
          rows: own.rows,
          ...(progress !== undefined && { progress }),
        };
      }
      const ended = await endOf(id);
      if (!ended) return undefined;
      const { columns: _, completedAt, ...status } = ended;
      return { ...status, ...(completedAt !== undefined && { completedAt: new Date(completedAt) }) };
    },
    async page(id, part) {
      const ended = live.has(id) ? undefined : await endOf(id);
      if (!ended && !live.has(id)) throw new PlatformError('NotFound', `Execution ${id} not found`);
      if (ended?.state !== 'SUCCEEDED') {
        throw new PlatformError('Conflict', `Execution ${id} is ${ended?.state ?? 'RUNNING'}`);
      }
      return readResult(rowsFile(id), ended.columns, part);
    },
    async cancel(id) {
      const own = live.get(id);
      own?.stop.abort();
      await own?.done;
    },
    tables: () => lakeCatalog(lake),
    async checkSelect({ text, values }) {
      await checkLakeSelect(lake, text);
      return { text: text.replace(/[;\s]+$/, ''), values };
    },
    async forgetAll() {
      for (const name of await readdir(folder)) {
        if (!live.has(name.replace(/\..*/, ''))) await rm(join(folder, name), { force: true });
      }
    },
    async close() {
      const ends = [...live.values()].map(({ stop, done }) => {
        stop.abort();
        return done;
      });
      await Promise.all(ends);
    },
  };
}

const CUT_OFF: Omit<Ended, 'columns'> = {
  state: 'FAILED',
  seconds: 0,
  error: { code: 'Internal', message: 'The result was cut off: the stage ended, or its disk was full' },
};

function failed(error: unknown, own: Live): Omit<Ended, 'columns'> {
  const seconds = secondsOf(own);
  if (own.stop.signal.aborted) return { state: 'CANCELLED', seconds };
  const { code, message } =
    error instanceof PlatformError ? error : new PlatformError('Internal', String((error as Error).message));
  return { state: 'FAILED', seconds, error: { code, message } };
}

function secondsOf({ startedAt }: Live): number {
  return startedAt === undefined ? 0 : Math.round(performance.now() - startedAt) / 1000;
}

/** Lets so many work at once; the others wait, first come first served. */
function turnsOf(atOnce: number) {
  let free = atOnce;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}

async function within(done: Promise<void>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([done, patience]);
  clearTimeout(timer);
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
