import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type AthenaClient,
  type ColumnInfo,
  GetQueryExecutionCommand,
  paginateGetQueryResults,
  type QueryExecution,
  StartQueryExecutionCommand,
  type StartQueryExecutionInput,
} from '@aws-sdk/client-athena';
import { CopyObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { PlatformError } from '../../core/errors.ts';
import { MAX_STATEMENT_BYTES, type Statement } from '../../core/statement.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { QueryEngine, SqlRow, UnloadTarget } from '../../ports/query-engine.ts';
import { queryFailure, requestFailure } from './athena-failure.ts';
import { inOrderOf, readJsonColumns, withJsonColumns } from './athena-json-rows.ts';
import { athenaText } from './athena-literal.ts';
import { isAmbiguous, sqlRow } from './athena-values.ts';

export interface AthenaOptions {
  readonly athena: AthenaClient;
  readonly s3: S3Client;
  /** The lake bucket. */
  readonly lake: ObjectStore;
  /** Its settings (where results go, the scan limit) are enforced on every query. */
  readonly workGroup: string;
  readonly database: string;
  /**
   * A SELECT with the same text and values within so many minutes is answered from the earlier
   * result, even if the tables changed. 0: never.
   */
  readonly reuseMinutes?: number;
}

const FIRST_LOOK_MS = 100;
const LONGEST_PAUSE_MS = 2000;
/** How often `run` goes on to a new execution because the one under its token had failed. */
const RUNS_PER_TOKEN = 8;
/** Statements whose ambiguous columns are remembered. */
const KNOWN_STATEMENTS = 1000;

interface Answer {
  readonly columns: readonly ColumnInfo[];
  readonly rows: SqlRow[];
}

/** The QueryEngine port on Athena. */
export function athenaQueryEngine(options: AthenaOptions): QueryEngine {
  const { athena, lake, workGroup, database, reuseMinutes = 0 } = options;
  /** Names of map, array and row columns by statement text, learnt from the first answer. */
  const ambiguousColumns = new Map<string, readonly string[]>();

  async function start(statement: Statement, extra: Partial<StartQueryExecutionInput> = {}): Promise<string> {
    const QueryString = athenaText(statement);
    refuseLong(QueryString);
    const command = new StartQueryExecutionCommand({
      QueryString,
      QueryExecutionContext: { Catalog: 'AwsDataCatalog', Database: database },
      WorkGroup: workGroup,
      ...extra,
    });
    const { QueryExecutionId = '' } = await athena.send(command).catch((error: unknown) => {
      throw requestFailure(error, statement.text);
    });
    return QueryExecutionId;
  }

  async function look(id: string): Promise<QueryExecution> {
    const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId: id }));
    return QueryExecution ?? {};
  }

  /** Waits for the end. @throws PlatformError when it is not success */
  async function finish(id: string, statement: Statement): Promise<QueryExecution> {
    for (let wait = FIRST_LOOK_MS; ; wait = Math.min(wait * 1.5, LONGEST_PAUSE_MS)) {
      const execution = await look(id);
      if (execution.Status?.State === 'SUCCEEDED') return execution;
      if (hasFailed(execution)) throw queryFailure(execution, statement.text);
      await pause(wait);
    }
  }

  async function answer(statement: Statement): Promise<Answer> {
    const reuse = { ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes: reuseMinutes } };
    const id = await start(statement, reuseMinutes > 0 ? { ResultReuseConfiguration: reuse } : {});
    await finish(id, statement);
    const columns: ColumnInfo[] = [];
    const rows: SqlRow[] = [];
    for await (const { ResultSet } of paginateGetQueryResults({ client: athena }, { QueryExecutionId: id })) {
      const isFirst = columns.length === 0;
      if (isFirst) columns.push(...(ResultSet?.ResultSetMetadata?.ColumnInfo ?? []));
      const data = ResultSet?.Rows ?? [];
      rows.push(...data.slice(isFirst ? 1 : 0).map((row) => sqlRow(columns, row))); // the first row is the header
    }
    return { columns, rows };
  }

  async function query(statement: Statement): Promise<SqlRow[]> {
    const known = ambiguousColumns.get(statement.text);
    const isOrdered = /\border\s+by\b/i.test(statement.text);
    const plain =
      known === undefined || known.length === 0 || isOrdered ? await answer(statement) : undefined;
    const names = known ?? plain?.columns.filter(isAmbiguous).map(({ Name = '' }) => Name) ?? [];
    if (ambiguousColumns.size >= KNOWN_STATEMENTS) ambiguousColumns.clear();
    ambiguousColumns.set(statement.text, names);
    if (plain && (names.length === 0 || plain.rows.length === 0)) return plain.rows;
    const { rows } = await answer(withJsonColumns(statement, names));
    return readJsonColumns(plain && isOrdered ? inOrderOf(plain.rows, rows) : rows, names);
  }

  async function run(statement: Statement, token: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const ClientRequestToken = createHash('sha256').update(`${token}\n${attempt}`).digest('hex');
      const id = await start(statement, { ClientRequestToken });
      const first = await look(id);
      if (!hasFailed(first)) {
        await finish(id, statement);
        return;
      }
      // The token led to an execution that an earlier call saw fail, and that changed nothing.
      const failure = queryFailure(first, statement.text);
      if (failure.code === 'BadRequest' || attempt === RUNS_PER_TOKEN) throw failure;
    }
  }

  /** Athena's own result file is CSV with a header and every value quoted; UNLOAD's text has neither. */
  async function unloadCsv(select: Statement, key: string): Promise<void> {
    const { ResultConfiguration } = await finish(await start(select), select);
    const source = ResultConfiguration?.OutputLocation?.replace('s3://', '') ?? '';
    const CopySource = source.split('/').map(encodeURIComponent).join('/');
    await options.s3.send(new CopyObjectCommand({ Bucket: lake.bucket, Key: key, CopySource }));
  }

  return {
    query: <Row extends SqlRow>(statement: Statement) => query(statement) as Promise<Row[]>,
    run,
    async unload(select, target) {
      for (const { key } of await lake.list(target.prefix)) await lake.delete(key);
      if (target.format === 'csv') await unloadCsv(select, `${target.prefix}part-0.csv`);
      else {
        const statement = unloadStatement(select, target, lake.bucket);
        await finish(await start(statement), statement);
      }
      return (await lake.list(target.prefix)).map(({ key }) => key);
    },
  };
}

/** @throws PlatformError `BadRequest`: Athena says of such a text only that it is not valid */
function refuseLong(text: string): void {
  const bytes = Buffer.byteLength(text);
  if (bytes <= MAX_STATEMENT_BYTES) return;
  throw new PlatformError(
    'BadRequest',
    `The statement has ${bytes} bytes; Athena takes at most ${MAX_STATEMENT_BYTES}. Shorten the segments or the journey that it is made from`,
  );
}

function hasFailed({ Status }: QueryExecution): boolean {
  return Status?.State === 'FAILED' || Status?.State === 'CANCELLED';
}

/** @throws PlatformError `Internal` for a prefix that is not plain, since it becomes part of the text */
export function unloadStatement(
  select: Statement,
  { prefix, format }: UnloadTarget,
  bucket: string,
): Statement {
  if (!/^[\w./=-]+\/$/.test(prefix)) {
    throw new PlatformError('Internal', `Not a plain prefix to unload to: ${prefix}`);
  }
  const options = format === 'parquet' ? `format = 'PARQUET'` : `format = 'JSON', compression = 'GZIP'`;
  return {
    text: `unload (\n${select.text}\n)\nto 's3://${bucket}/${prefix}'\nwith (${options})`,
    values: select.values,
  };
}
