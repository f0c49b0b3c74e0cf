import {
  AthenaClient,
  type ColumnInfo,
  type QueryExecution,
  type StartQueryExecutionInput,
} from '@aws-sdk/client-athena';
import type { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { athenaQueryEngine, unloadStatement } from '../../../src/adapters/aws/athena-query-engine.ts';
import type { ObjectStore } from '../../../src/ports/object-store.ts';

/** An Athena that answers what it is told to, and remembers what it was asked. */
interface Script {
  /** Rows with their header, by what the statement contains; Athena's texts, null for NULL. */
  readonly answers?: Record<string, { columns: [string, string][]; rows: (string | null)[][] }>;
  /** How the executions end, in their order; the last one repeats. */
  readonly ends?: Partial<NonNullable<QueryExecution['Status']>>[];
}

function athenaOf({ answers = {}, ends = [{ State: 'SUCCEEDED' }] }: Script) {
  const started: StartQueryExecutionInput[] = [];
  const byToken = new Map<string, number>();
  const client = {
    config: {},
    async send(command: { input: Record<string, unknown>; constructor: { name: string } }) {
      const { input } = command;
      switch (command.constructor.name) {
        case 'StartQueryExecutionCommand': {
          const token = input.ClientRequestToken as string | undefined;
          const known = token === undefined ? undefined : byToken.get(token);
          if (known !== undefined) return { QueryExecutionId: String(known) };
          started.push(input as unknown as StartQueryExecutionInput);
          if (token !== undefined) byToken.set(token, started.length - 1);
          return { QueryExecutionId: String(started.length - 1) };
        }
        case 'GetQueryExecutionCommand': {
          const id = input.QueryExecutionId as string;
          return { QueryExecution: { QueryExecutionId: id, Status: ends[Number(id)] ?? ends.at(-1) } };
        }
        default: {
          const text = started[Number(input.QueryExecutionId)]?.QueryString ?? '';
          const found = Object.entries(answers).find(([part]) => text.includes(part))?.[1];
          if (!found) throw new Error(`No answer for ${text}`);
          const datum = (value: string | null) => (value === null ? {} : { VarCharValue: value });
          const Rows = [found.columns.map(([name]) => name), ...found.rows].map((row) => ({
            Data: row.map(datum),
          }));
          const ColumnInfo = found.columns.map(([Name, Type]) => ({ Name, Type }) as ColumnInfo);
          const after = Number(input.NextToken ?? 0);
          return {
            ResultSet: { Rows: Rows.slice(after, after + 2), ResultSetMetadata: { ColumnInfo } },
            NextToken: after + 2 < Rows.length ? String(after + 2) : undefined,
          };
        }
      }
    },
  };
  Object.setPrototypeOf(client, AthenaClient.prototype); // the SDK's paginator looks at that
  const engine = athenaQueryEngine({
    athena: client as unknown as AthenaClient,
    s3: {} as S3Client,
    lake: { bucket: 'lake' } as ObjectStore,
    workGroup: 'group',
    database: 'db',
  });
  return { engine, started };
}

describe('athena query engine', () => {
  it('reads every type, over pages, and NULL of each', async () => {
    const columns: [string, string][] = [
      ['t', 'varchar'],
      ['n', 'bigint'],
      ['x', 'double'],
      ['b', 'boolean'],
      ['d', 'decimal'],
      ['at', 'timestamp'],
      ['zoned', 'timestamp with time zone'],
      ['day', 'date'],
      ['j', 'json'],
    ];
    const { engine, started } = athenaOf({
      answers: {
        select: {
          columns,
          rows: [
            [
              'a, b',
              '-5',
              '1.5E-7',
              'true',
              '12.50000000',
              '2026-03-01 09:30:00.123',
              '2026-03-01 09:30:00.123 UTC',
              '2026-03-01',
              '{"a":[1]}',
            ],
            [
              '',
              '0',
              'NaN',
              'false',
              '0',
              '1969-12-31 23:59:59.999000',
              '2026-03-01 09:30:00.000 +05:30',
              '0001-01-01',
              '[]',
            ],
            columns.map(() => null),
          ],
        },
      },
    });

    const rows = await engine.query({ text: 'select ?', values: [{ type: 'bigint', value: 1 }] });

    expect(rows).toEqual([
      {
        t: 'a, b',
        n: -5,
        x: 1.5e-7,
        b: true,
        d: '12.50000000',
        at: new Date('2026-03-01T09:30:00.123Z'),
        zoned: new Date('2026-03-01T09:30:00.123Z'),
        day: new Date('2026-03-01T00:00:00Z'),
        j: { a: [1] },
      },
      {
        t: '',
        n: 0,
        x: Number.NaN,
        b: false,
        d: '0',
        at: new Date('1969-12-31T23:59:59.999Z'),
        zoned: new Date('2026-03-01T04:00:00Z'),
        day: new Date('0001-01-01T00:00:00Z'),
        j: [],
      },
      Object.fromEntries(columns.map(([name]) => [name, null])),
    ]);
    expect(started).toEqual([
      {
        QueryString: 'select 1',
        QueryExecutionContext: { Catalog: 'AwsDataCatalog', Database: 'db' },
        WorkGroup: 'group',
      },
    ]);
  });

  it('reads maps and lists as JSON, since Athena prints them so that they cannot be read back', async () => {
    const { engine, started } = athenaOf({
      answers: {
        m_as_json: {
          columns: [
            ['id', 'varchar'],
            ['m', 'map'],
            ['m_as_json', 'varchar'],
          ],
          rows: [
            ['b', '{k=[x, y]}', '{"k":["x, y"]}'],
            ['a', null, null],
          ],
        },
        'select id': {
          columns: [
            ['id', 'varchar'],
            ['m', 'map'],
          ],
          rows: [
            ['b', '{k=[x, y]}'],
            ['a', null],
          ],
        },
      },
    });
    const statement = { text: 'select id, m from t', values: [] };
    const expected = [
      { id: 'b', m: { k: ['x, y'] } },
      { id: 'a', m: null },
    ];

    expect(await engine.query(statement)).toEqual(expected);
    expect(await engine.query(statement)).toEqual(expected);

    expect(started.map(({ QueryString }) => QueryString?.includes('json_format'))).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('keeps the order of the statement when it reads them so', async () => {
    const columns: [string, string][] = [
      ['id', 'varchar'],
      ['m', 'array'],
    ];
    const { engine } = athenaOf({
      answers: {
        m_as_json: {
          columns: [...columns, ['m_as_json', 'varchar']],
          rows: [
            ['a', '[1]', '["1"]'],
            ['b', '[2]', '["2"]'],
          ],
        },
        'order by': {
          columns,
          rows: [
            ['b', '[2]'],
            ['a', '[1]'],
          ],
        },
      },
    });
    expect(await engine.query({ text: 'select id, m from t order by n', values: [] })).toEqual([
      { id: 'b', m: ['2'] },
      { id: 'a', m: ['1'] },
    ]);
  });

  it('starts one execution for one token', async () => {
    const { engine, started } = athenaOf({});
    const statement = { text: 'insert into t select 1', values: [] };
    await engine.run(statement, 'a');
    await engine.run(statement, 'a');
    await engine.run(statement, 'b');
    expect(started).toHaveLength(2);
    expect(started[0]?.ClientRequestToken).toMatch(/^[0-9a-f]{64}$/); // Athena wants 32 to 128 characters
  });

  it('starts another one when the execution of the token had failed and may be tried again', async () => {
    const failed = { State: 'FAILED', StateChangeReason: 'ICEBERG_COMMIT_ERROR: another commit' } as const;
    const { engine, started } = athenaOf({ ends: [failed, { State: 'SUCCEEDED' }] });
    await engine.run({ text: 'merge', values: [] }, 'a');
    expect(started).toHaveLength(2);
  });

  it.each([
    ['SYNTAX_ERROR: line 1:8: Column x cannot be resolved', {}, 'BadRequest'],
    ['Query exhausted resources at this scale factor', { AthenaError: { ErrorCategory: 1 } }, 'Internal'],
    ['Bytes scanned limit was exceeded', {}, 'BadRequest'],
    ['ICEBERG_COMMIT_ERROR: Failed to commit', {}, 'Throttled'],
    ['whatever', { AthenaError: { Retryable: true } }, 'Throttled'],
    ['whatever', { AthenaError: { ErrorCategory: 2 } }, 'BadRequest'],
  ])('takes %s %j for %s', async (StateChangeReason, more, code) => {
    const { engine } = athenaOf({ ends: [{ State: 'FAILED', StateChangeReason, ...more }] });
    const failing = engine.query({ text: 'select 1', values: [] });
    await expect(failing).rejects.toMatchObject({
      code,
      message: `Athena query 0 FAILED: ${StateChangeReason}`,
    });
  });
});

describe('unloadStatement', () => {
  const select = { text: 'select a from t where b = ?', values: [{ type: 'varchar', value: 'x' }] } as const;

  it('keeps the values apart', () => {
    expect(unloadStatement(select, { prefix: 'runs/1/load/', format: 'ndjson' }, 'lake')).toEqual({
      text: `unload (\n${select.text}\n)\nto 's3://lake/runs/1/load/'\nwith (format = 'JSON', compression = 'GZIP')`,
      values: select.values,
    });
  });

  it.each(["a'b/", 'a b/', 'a'])('refuses the prefix %s', (prefix) => {
    expect(() => unloadStatement(select, { prefix, format: 'parquet' }, 'lake')).toThrow(
      'Not a plain prefix',
    );
  });
});
