import { randomUUID } from 'node:crypto';
import { AthenaClient, InvalidRequestException } from '@aws-sdk/client-athena';
import type { S3Client } from '@aws-sdk/client-s3';
import type { ObjectStore } from '../../src/ports/object-store.ts';
import { maintenanceOf } from './athena-maintenance.ts';
import { fileTables, icebergTables } from './lake-schema.ts';
import { type TrinoAnswer, type TrinoClient, TrinoError } from './trino-client.ts';

type Input = Record<string, unknown> & { readonly QueryExecutionContext: { readonly Database: string } };

/** Athena's API: what it answers to a command or operation, such as `StartQueryExecution`. */
export type AthenaApi = (operation: string, input: Record<string, unknown>) => Promise<unknown>;

/** What has become of one execution. */
type Ended = { readonly answer: TrinoAnswer } | { readonly error: TrinoError };

interface Execution {
  readonly submittedAt: Date;
  /** Unset while it runs. */
  ended?: Ended;
  completedAt?: Date;
  isCancelled?: boolean;
  /** What broke here, and is no answer of Trino. */
  fault?: unknown;
}

/** Athena's limit on a statement, in bytes (Athena User Guide, "Service quotas"). */
const MAX_STATEMENT_BYTES = 262_144;

export interface AthenaOnTrinoOptions {
  readonly trino: TrinoClient;
  /** The lake bucket, and its place for Trino with a slash at its end. */
  readonly bucket: ObjectStore;
  readonly uri: string;
  /** The catalog of Iceberg tables. */
  readonly iceberg?: string;
  /** Whether the CSV of each result is put in the bucket, as Athena's own in S3. */
  readonly keepsResults?: boolean;
  /** Whether StartQueryExecution answers at once, as Athena does, and not when the query has ended. */
  readonly inBackground?: boolean;
}

/** Where the workgroup has results put (resources/query-engine.yml). */
const RESULTS = 'athena-results/';
const UNLOAD = /^unload \(\n([\s\S]*)\n\)\nto 's3:\/\/[^/]+\/([^']*)'\nwith \(format = '(\w+)'/;

/**
 * A client of an Athena that runs its queries on Trino (athenaApi).
 * @returns Athena, and the S3 where the CSV of each result lies
 */
export function athenaOnTrino(options: AthenaOnTrinoOptions): { athena: AthenaClient; s3: S3Client } {
  const { api, resultOf } = athenaApi(options);
  const client = {
    send: (command: { input: Record<string, unknown>; constructor: { name: string } }) =>
      api(command.constructor.name.replace(/Command$/, ''), command.input),
  };
  Object.setPrototypeOf(client, AthenaClient.prototype);
  const s3 = {
    async send({ input }: { input: { Key: string; CopySource: string } }) {
      const [, id = ''] = /^results\/(.*)\.csv$/.exec(input.CopySource) ?? [];
      await options.bucket.put(input.Key, resultOf(id));
    },
  };
  return { athena: client as unknown as AthenaClient, s3: s3 as unknown as S3Client };
}

/**
 * An Athena that runs its queries on Trino, whose SQL is that of Athena's engine 3. A token that was seen runs nothing
 * again. What Athena maintains tables with is said in Trino's words (athena-maintenance.ts). Trino has no UNLOAD: its
 * rows become the files of a table, which are then moved.
 */
export function athenaApi({
  trino,
  bucket,
  uri,
  iceberg = 'iceberg',
  keepsResults,
  inBackground,
}: AthenaOnTrinoOptions): {
  readonly api: AthenaApi;
  /** The CSV of an execution. */
  resultOf(id: string): string;
} {
  const executions = new Map<string, Execution>();
  const byToken = new Map<string, Promise<string>>();

  function found(input: Input): Execution {
    const execution = executions.get(input.QueryExecutionId as string);
    if (!execution) throw invalid(`QueryExecution ${input.QueryExecutionId} was not found`);
    if (execution.fault) throw execution.fault;
    return execution;
  }

  async function execute(input: Input): Promise<Ended> {
    const sent = input.QueryString as string;
    const [, select, prefix, format] = UNLOAD.exec(sent) ?? [];
    const scratch = `unloaded_${randomUUID().slice(0, 8)}`;
    const text =
      select === undefined
        ? sent
        : `create table ${scratch} with (format = '${format}', external_location = '${uri}${scratch}/') as\n${select}`;
    try {
      const maintenance = maintenanceOf(sent, `${iceberg}.${input.QueryExecutionContext.Database}`);
      if (maintenance) {
        for (const statement of maintenance) await trino(statement);
        return { answer: { columns: [], rows: [] } };
      }
      const answer = await trino(text);
      if (prefix !== undefined) await move(`${scratch}/`, prefix);
      return { answer };
    } catch (error) {
      if (error instanceof TrinoError) return { error };
      throw error;
    }
  }

  async function move(from: string, to: string): Promise<void> {
    for (const { key } of await bucket.list(from)) {
      await bucket.put(to + key.slice(from.length), (await bucket.get(key)) ?? '');
      await bucket.delete(key);
    }
  }

  function resultOf(id: string): string {
    const { ended } = found({ QueryExecutionId: id } as unknown as Input);
    return ended && 'answer' in ended ? csv(ended.answer) : '';
  }

  async function start(input: Input): Promise<string> {
    if (Buffer.byteLength(input.QueryString as string) > MAX_STATEMENT_BYTES)
      throw invalid('QueryString is too long');
    const id = randomUUID();
    const execution: Execution = { submittedAt: new Date() };
    executions.set(id, execution);
    const work = execute(input).then(async (ended) => {
      if (keepsResults) await bucket.put(`${RESULTS}${id}.csv`, 'answer' in ended ? csv(ended.answer) : '');
      if (execution.isCancelled) return;
      execution.ended = ended;
      execution.completedAt = new Date();
    });
    if (!inBackground) await work;
    work.catch((error: unknown) => {
      execution.fault = error;
    });
    return id;
  }

  const operations: Record<string, (input: Input) => Promise<unknown>> = {
    async StartQueryExecution(input) {
      const token = input.ClientRequestToken as string | undefined;
      const started = (token !== undefined && byToken.get(token)) || start(input);
      if (token !== undefined) byToken.set(token, started);
      return { QueryExecutionId: await started };
    },
    async GetQueryExecution(input) {
      const { submittedAt, completedAt, ended, isCancelled } = found(input);
      const failure = ended && 'error' in ended ? ended.error : undefined;
      const seconds = (at?: Date) => at && at.getTime() / 1000;
      return {
        QueryExecution: {
          QueryExecutionId: input.QueryExecutionId,
          ResultConfiguration: {
            OutputLocation: `s3://${keepsResults ? `${bucket.bucket}/${RESULTS}` : 'results/'}${input.QueryExecutionId}.csv`,
          },
          Status: {
            State: isCancelled ? 'CANCELLED' : failure ? 'FAILED' : ended ? 'SUCCEEDED' : 'RUNNING',
            SubmissionDateTime: seconds(submittedAt),
            CompletionDateTime: seconds(completedAt),
            StateChangeReason: failure?.message,
            AthenaError: failure && { ErrorCategory: failure.type === 'USER_ERROR' ? 2 : 1 },
          },
        },
      };
    },
    async StopQueryExecution(input) {
      const execution = found(input);
      if (execution.ended) return {};
      execution.isCancelled = true;
      execution.completedAt = new Date();
      return {};
    },
    async GetTableMetadata({ TableName }) {
      const file = fileTables().find(({ name }) => name === TableName);
      const { columns } = file ?? icebergTables().find(({ name }) => name === TableName) ?? {};
      if (!columns) throw invalid(`Table ${TableName} was not found`);
      const told = columns.map(({ name, type }) => ({ Name: name, Type: type }));
      const isPath = ({ Name }: { Name: string }) => file?.partitions.includes(Name) ?? false;
      const TableMetadata = {
        Name: TableName,
        Columns: told.filter((column) => !isPath(column)),
        PartitionKeys: told.filter(isPath),
      };
      return { TableMetadata };
    },
    async GetQueryResults(input) {
      const { ended } = found(input);
      if (!ended || 'error' in ended) throw invalid(ended?.error.message ?? 'The query has not succeeded');
      const { columns, rows } = ended.answer;
      return {
        ResultSet: {
          Rows: [
            { Data: columns.map(({ name }) => ({ VarCharValue: name })) },
            ...rows.map((row) => ({ Data: row.map((value) => ({ VarCharValue: printed(value) })) })),
          ],
          ResultSetMetadata: {
            ColumnInfo: columns.map(({ name, type }) => ({
              Name: name,
              Type: type.replace(/\(.*?\)(?= |$)/s, ''), // Athena names `map`, `decimal`, `timestamp with time zone`
            })),
          },
        },
      };
    },
  };
  return {
    resultOf,
    async api(operation, input) {
      const answer = operations[operation];
      if (!answer) throw new Error(`Not known here: ${operation}`);
      return answer(input as Input);
    },
  };
}

/** As Athena writes it: a header, and every value in quotes but null. */
function csv({ columns, rows }: TrinoAnswer): string {
  const quoted = (text?: string) => (text === undefined ? '' : `"${text.replaceAll('"', '""')}"`);
  const lines = [columns.map(({ name }) => name), ...rows.map((row) => row.map(printed))];
  return lines.map((line) => `${line.map(quoted).join(',')}\n`).join('');
}

function invalid(message: string): InvalidRequestException {
  return new InvalidRequestException({ message, $metadata: {} });
}

/** As Athena prints it: `{k=[x, y]}`, and nothing for null. Trino's protocol has all else as it is printed. */
function printed(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return `[${value.map((item) => printed(item) ?? 'null').join(', ')}]`;
  if (typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([key, item]) => `${key}=${printed(item) ?? 'null'}`)
      .join(', ')}}`;
  }
  return String(value);
}
