import type { AthenaClient } from '@aws-sdk/client-athena';
import { describe, expect, it } from '@jest/globals';
import { athenaTypeOf } from '../../../src/adapters/aws/athena-catalog.ts';
import { scanCost } from '../../../src/adapters/aws/athena-cost.ts';
import { athenaQueryExecutions } from '../../../src/adapters/aws/athena-query-executions.ts';

const NOW = new Date('2026-11-24T12:00:00Z');

/** Athena with one execution of this status, and what it was asked. */
function athenaWith(execution: Record<string, unknown>) {
  const asked: [string, Record<string, unknown>][] = [];
  const athena = {
    async send(command: { constructor: { name: string }; input: Record<string, unknown> }) {
      asked.push([command.constructor.name.replace('Command', ''), command.input]);
      return { QueryExecution: execution, QueryExecutionId: 'one' };
    },
  } as unknown as AthenaClient;
  const executions = athenaQueryExecutions({
    athena,
    workGroup: 'group',
    database: 'db',
    limits: { seconds: 900, rows: 10, bytes: Number.POSITIVE_INFINITY },
    clock: { now: () => NOW },
  });
  return { executions, asked };
}

describe('query executions on Athena', () => {
  it('tell what was scanned and what that costs', async () => {
    const { executions } = athenaWith({
      Status: { State: 'SUCCEEDED', SubmissionDateTime: NOW, CompletionDateTime: NOW },
      Statistics: { DataScannedInBytes: 1024 ** 4, EngineExecutionTimeInMillis: 2500 },
    });
    expect(await executions.describe('one')).toEqual({
      state: 'SUCCEEDED',
      seconds: 2.5,
      completedAt: NOW,
      scannedBytes: 1024 ** 4,
      costUsd: 5,
    });
  });

  it('cost nothing when Athena took an earlier result', async () => {
    const { executions } = athenaWith({
      Status: { State: 'SUCCEEDED', SubmissionDateTime: NOW, CompletionDateTime: NOW },
      Statistics: { DataScannedInBytes: 1024 ** 4, ResultReuseInformation: { ReusedPreviousResult: true } },
    });
    expect(await executions.describe('one')).toMatchObject({ scannedBytes: 0, costUsd: 0 });
  });

  it("tell that the workgroup's limit on scanned bytes was reached", async () => {
    const { executions } = athenaWith({
      QueryExecutionId: 'one',
      Status: {
        State: 'CANCELLED',
        StateChangeReason: 'Query exhausted resources: Bytes scanned limit was exceeded',
        SubmissionDateTime: NOW,
        CompletionDateTime: NOW,
      },
    });
    expect(await executions.describe('one')).toMatchObject({
      state: 'FAILED',
      error: { code: 'BadRequest', message: expect.stringContaining('Bytes scanned limit was exceeded') },
    });
  });

  it.each([
    [0, undefined],
    [59, undefined],
    [150, 2],
    [30 * 86_400, 10_080],
  ])('asked with an age of %i seconds reuse results of %p minutes', async (reuseSeconds, minutes) => {
    const { executions, asked } = athenaWith({});
    await executions.start({ text: 'select 1', values: [] }, { reuseSeconds });
    expect(asked).toEqual([
      [
        'StartQueryExecution',
        {
          QueryString: 'select 1',
          QueryExecutionContext: { Catalog: 'AwsDataCatalog', Database: 'db' },
          WorkGroup: 'group',
          ...(minutes !== undefined && {
            ResultReuseConfiguration: {
              ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes: minutes },
            },
          }),
        },
      ],
    ]);
  });
});

describe('the cost of a scan', () => {
  it.each([
    [0, 0],
    [1, (10 * 5) / 1024 ** 2],
    [10 * 1024 ** 2 + 1, (11 * 5) / 1024 ** 2],
  ])('of %i bytes is %d dollars', (bytes, dollars) => {
    expect(scanCost(bytes)).toBeCloseTo(dollars, 12);
  });
});

describe("Glue's name of a type", () => {
  it.each([
    ['string', 'varchar'],
    ['int', 'integer'],
    ['decimal(38,8)', 'decimal(38,8)'],
    ['map<string,array<string>>', 'map(varchar, array(varchar))'],
    ['struct<int:string,sent:map<string,decimal(9,2)>>', 'row(int varchar, sent map(varchar, decimal(9,2)))'],
  ])('%s is %s in Athena', (hive, athena) => {
    expect(athenaTypeOf(hive)).toBe(athena);
  });
});
