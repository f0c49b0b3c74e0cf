import { setTimeout as wait } from 'node:timers/promises';
import {
  type AthenaClient,
  type ColumnInfo,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  GetQueryRuntimeStatisticsCommand,
  type QueryExecution,
  type Row,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { PlatformError } from '../../core/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type {
  ExecutionLimits,
  ExecutionStatus,
  QueryExecutions,
  ResultPage,
} from '../../ports/query-executions.ts';
import { athenaCatalog } from './athena-catalog.ts';
import { scanCost } from './athena-cost.ts';
import { queryFailure, requestFailure } from './athena-failure.ts';
import { athenaText } from './athena-literal.ts';
import { checkAthenaSelect } from './athena-select-check.ts';
import { sqlRow } from './athena-values.ts';

export interface AthenaExecutionsOptions {
  readonly athena: AthenaClient;
  /** Its settings (where results go, the scan limit) are enforced on every query. */
  readonly workGroup: string;
  readonly database: string;
  /** `seconds` is kept by whoever asks how it goes; what nobody asks for ends at Athena's own limit. */
  readonly limits: ExecutionLimits;
  readonly clock: Clock;
}

const FIRST_LOOK_MS = 50;
const LONGEST_PAUSE_MS = 1000;
/** GetQueryResults gives at most so many rows. */
const MAX_RESULTS = 1000;
/** Ended executions whose status is remembered. */
const REMEMBERED = 1000;
/** The longest that Athena reuses a result, in minutes. */
const LONGEST_REUSE = 7 * 24 * 60;

/** The QueryExecutions port on Athena. */
export function athenaQueryExecutions(options: AthenaExecutionsOptions): QueryExecutions {
  const { athena, workGroup, database, limits } = options;
  const ended = new Map<string, ExecutionStatus>();

  async function look(id: string): Promise<ExecutionStatus | undefined> {
    const known = ended.get(id);
    if (known) return known;
    const execution = await found(athena.send(new GetQueryExecutionCommand({ QueryExecutionId: id })));
    if (!execution?.QueryExecution) return undefined;
    const status = await statusOf(id, execution.QueryExecution);
    if (status.completedAt === undefined) return status;
    if (ended.size >= REMEMBERED) ended.clear();
    ended.set(id, status);
    return status;
  }

  async function statusOf(id: string, execution: QueryExecution): Promise<ExecutionStatus> {
    const { Status, Statistics } = execution;
    const state = Status?.State ?? 'QUEUED';
    const isLate = isTooLong(execution);
    const scannedBytes = isReused(execution) ? 0 : (Statistics?.DataScannedInBytes ?? 0);
    const common = {
      seconds: (Statistics?.EngineExecutionTimeInMillis ?? 0) / 1000,
      scannedBytes,
      costUsd: scanCost(scannedBytes),
    };
    if (state === 'QUEUED' || state === 'RUNNING') {
      if (isLate) await athena.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
      return { ...common, state };
    }
    const over = { ...common, completedAt: Status?.CompletionDateTime ?? options.clock.now() };
    if (state === 'CANCELLED' && isLate) return tooMuch(over, `${limits.seconds} seconds`);
    if (state === 'FAILED' || isOverScanLimit(execution)) {
      const { code, message } = queryFailure(execution, '');
      return { ...over, state: 'FAILED', error: { code, message } };
    }
    if (state === 'CANCELLED') return { ...over, state };
    const rows = await rowsOf(id);
    if (rows !== undefined && rows > limits.rows) return tooMuch(over, `${limits.rows} rows`);
    return { ...over, state, ...(rows !== undefined && { rows }) };
  }

  function isTooLong({ Status }: QueryExecution): boolean {
    const end = Status?.CompletionDateTime ?? options.clock.now();
    const begun = Status?.SubmissionDateTime ?? end;
    return end.getTime() - begun.getTime() >= limits.seconds * 1000;
  }

  /** Rows of a result; unknown where the statistics have not arrived. */
  async function rowsOf(id: string): Promise<number | undefined> {
    const asked = athena.send(new GetQueryRuntimeStatisticsCommand({ QueryExecutionId: id }));
    const answer = await asked.catch(() => undefined);
    return answer?.QueryRuntimeStatistics?.Rows?.OutputRows;
  }

  const tables = () => athenaCatalog(athena, { workGroup, database });

  return {
    limits,
    nested: 'texts',
    async start(statement, { reuseSeconds = 0 } = {}) {
      const MaxAgeInMinutes = Math.min(Math.floor(reuseSeconds / 60), LONGEST_REUSE);
      const reuse = { ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes } };
      const command = new StartQueryExecutionCommand({
        QueryString: athenaText(statement),
        QueryExecutionContext: { Catalog: 'AwsDataCatalog', Database: database },
        WorkGroup: workGroup,
        ...(MaxAgeInMinutes > 0 && { ResultReuseConfiguration: reuse }),
      });
      const { QueryExecutionId = '' } = await athena.send(command).catch((error: unknown) => {
        throw requestFailure(error, statement.text);
      });
      return QueryExecutionId;
    },
    async describe(id, patienceMs = 0) {
      let left = patienceMs;
      for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
        const status = await look(id);
        if (status === undefined || status.completedAt !== undefined || left <= 0) return status;
        await wait(Math.min(pause, left));
        left -= pause;
      }
    },
    async page(id, part) {
      const status = await look(id);
      if (!status) throw new PlatformError('NotFound', `Execution ${id} not found`);
      if (status.state !== 'SUCCEEDED')
        throw new PlatformError('Conflict', `Execution ${id} is ${status.state}`);
      return readPage(athena, id, part);
    },
    async cancel(id) {
      const status = await look(id);
      if (!status || status.completedAt !== undefined) return;
      await athena.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
    },
    tables,
    async checkSelect(statement) {
      const names = new Set((await tables()).map(({ name }) => name));
      return checkAthenaSelect(statement, names, limits.rows + 1); // one more, so that it is seen to be too many
    },
  };
}

async function readPage(
  athena: AthenaClient,
  id: string,
  { limit, after }: { readonly limit: number; readonly after?: string },
): Promise<ResultPage> {
  let columns: readonly ColumnInfo[] = [];
  const data: Row[] = [];
  let next = after;
  do {
    const isFirst = next === undefined; // the first row is the header
    const wanted = limit - data.length + (isFirst ? 1 : 0);
    const command = new GetQueryResultsCommand({
      QueryExecutionId: id,
      MaxResults: Math.min(wanted, MAX_RESULTS),
      NextToken: next,
    });
    const { ResultSet, NextToken } = await athena.send(command).catch((error: unknown) => {
      throw requestFailure(error, '');
    });
    columns = ResultSet?.ResultSetMetadata?.ColumnInfo ?? columns;
    data.push(...(ResultSet?.Rows ?? []).slice(isFirst ? 1 : 0));
    next = NextToken;
  } while (next !== undefined && data.length < limit);
  return {
    columns: columns.map(({ Name = '', Type = 'varchar' }) => ({ name: Name, type: Type })),
    rows: data.map((row) => sqlRow(columns, row)),
    ...(next !== undefined && { next }),
  };
}

/** Athena itself cancels what reads more than the workgroup allows. */
function isOverScanLimit({ Status }: QueryExecution): boolean {
  return /Bytes scanned limit/i.test(Status?.StateChangeReason ?? '');
}

function isReused({ Statistics }: QueryExecution): boolean {
  return Statistics?.ResultReuseInformation?.ReusedPreviousResult ?? false;
}

function tooMuch(common: Omit<ExecutionStatus, 'state'>, limit: string): ExecutionStatus {
  const message = `The query was ended at its limit of ${limit}; ask for less at once`;
  return { ...common, state: 'FAILED', error: { code: 'BadRequest', message } };
}

/** The answer, or `undefined` for what Athena does not know. */
async function found<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && error.name === 'InvalidRequestException') return undefined;
    throw requestFailure(error, '');
  }
}
