import { AthenaClient, InvalidRequestException } from '@aws-sdk/client-athena';
import { readLakeTables } from '../../src/adapters/local/lake-tables.ts';
import type { SqlValue } from '../../src/ports/query-engine.ts';
import type { QueryExecutions } from '../../src/ports/query-executions.ts';

type Input = Record<string, unknown>;

const TABLES = ['lake-tables.yml', 'event-lake.yml'].map(
  (file) => new URL(`../../resources/${file}`, import.meta.url),
);

/** A client of an Athena that runs its queries on DuckDB: ids, states, pages and texts are as Athena's API has them. */
export function athenaOnDuckDb(duckDb: QueryExecutions): AthenaClient {
  const submitted = new Map<string, Date>();
  const idOf = (input: Input) => {
    const id = input.QueryExecutionId as string;
    if (submitted.has(id)) return id;
    throw invalid(`QueryExecution ${id} was not found`);
  };
  const commands: Record<string, (input: Input) => Promise<unknown>> = {
    async StartQueryExecutionCommand({ QueryString }) {
      const QueryExecutionId = await duckDb.start({ text: QueryString as string, values: [] });
      submitted.set(QueryExecutionId, new Date());
      return { QueryExecutionId };
    },
    async GetQueryExecutionCommand(input) {
      const id = idOf(input);
      const status = await duckDb.describe(id);
      const isOver = status && !['QUEUED', 'RUNNING'].includes(status.state);
      return {
        QueryExecution: {
          QueryExecutionId: id,
          Status: {
            State: status?.state,
            StateChangeReason: status?.error?.message,
            SubmissionDateTime: submitted.get(id),
            CompletionDateTime: isOver ? new Date() : undefined,
            AthenaError: status?.error && { ErrorCategory: 2 },
          },
          Statistics: { DataScannedInBytes: 25 * 1024 ** 2, EngineExecutionTimeInMillis: 1234 },
        },
      };
    },
    async GetQueryRuntimeStatisticsCommand(input) {
      const status = await duckDb.describe(idOf(input));
      return { QueryRuntimeStatistics: { Rows: { OutputRows: status?.rows } } };
    },
    async GetQueryResultsCommand(input) {
      const { MaxResults, NextToken } = input as { MaxResults: number; NextToken?: string };
      if (MaxResults > 1000) throw invalid('MaxResults is more than maximum allowed length 1000');
      const limit = MaxResults - (NextToken === undefined ? 1 : 0);
      const part = { limit, after: NextToken };
      const { columns, rows, next } = await duckDb.page(idOf(input), part).catch((error: Error) => {
        throw invalid(error.message);
      });
      const header = { Data: columns.map(({ name }) => ({ VarCharValue: name })) };
      const data = rows.map((row) => ({
        Data: columns.map(({ name, type }) => ({ VarCharValue: printed(type, row[name] ?? null) })),
      }));
      return {
        ResultSet: {
          Rows: NextToken === undefined ? [header, ...data] : data,
          ResultSetMetadata: { ColumnInfo: columns.map(({ name, type }) => ({ Name: name, Type: type })) },
        },
        NextToken: next,
      };
    },
    async StopQueryExecutionCommand(input) {
      await duckDb.cancel(idOf(input));
      return {};
    },
    async ListTableMetadataCommand({ NextToken }) {
      const tables = TABLES.flatMap(readLakeTables).map(({ name, columns }) => ({
        Name: name,
        TableType: 'EXTERNAL_TABLE',
        Columns: columns.map((column) => ({ Name: column.name, Type: column.type })),
      }));
      const at = Number(NextToken ?? 0);
      return {
        TableMetadataList: tables.slice(at, at + 3),
        NextToken: at + 3 < tables.length ? String(at + 3) : undefined,
      };
    },
  };
  const client = {
    async send(command: { input: Input; constructor: { name: string } }) {
      const answer = commands[command.constructor.name];
      if (!answer) throw new Error(`Not known here: ${command.constructor.name}`);
      return answer(command.input);
    },
  };
  Object.setPrototypeOf(client, AthenaClient.prototype);
  return client as unknown as AthenaClient;
}

function invalid(message: string): InvalidRequestException {
  return new InvalidRequestException({ message, $metadata: {} });
}

/** As Athena prints it: `{k=[x, y]}`, and nothing for null. */
function printed(type: string, value: SqlValue): string | undefined {
  if (value === null) return undefined;
  if (value instanceof Date) {
    const text = value.toISOString().replace('T', ' ').replace('Z', '');
    return type === 'date' ? text.slice(0, 10) : text;
  }
  if (Array.isArray(value)) return `[${value.map((item) => printed('', item)).join(', ')}]`;
  if (typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([key, item]) => `${key}=${printed('', item)}`)
      .join(', ')}}`;
  }
  return String(value);
}
