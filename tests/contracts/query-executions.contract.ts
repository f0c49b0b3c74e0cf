import { describe, expect, it } from '@jest/globals';
import type { Statement } from '../../src/core/statement.ts';
import type { SqlRow } from '../../src/ports/query-engine.ts';
import type { ExecutionLimits, ExecutionStatus, QueryExecutions } from '../../src/ports/query-executions.ts';

const PLENTY: ExecutionLimits = { seconds: 600, rows: 100_000, bytes: 100_000_000 };
/** Longer than any test may take. */
const PATIENCE_MS = 60_000;

const select = (text: string, ...values: Statement['values']): Statement => ({ text, values });
const numbers = (count: number) =>
  select(
    `select n, concat('no. ', cast(n as varchar)) as name from unnest(sequence(1, ${count})) as t (n) order by n desc`,
  );
/** More than any machine counts. */
const ENDLESS = select(
  `select count(*) as n from ${['a', 'b', 'c', 'd'].map((name) => `unnest(sequence(1, 9000)) as ${name} (${name}1)`).join(' cross join ')}
   where a1 * b1 + c1 <> d1`,
);

export function queryExecutionsContract(
  name: string,
  open: (limits: ExecutionLimits) => Promise<QueryExecutions>,
) {
  describe(`${name}: query executions`, () => {
    const ended = async (executions: QueryExecutions, statement: Statement) => {
      const id = await executions.start(statement);
      return { id, status: (await executions.describe(id, PATIENCE_MS)) as ExecutionStatus };
    };

    it('gives every row once and in order, page after page', async () => {
      const executions = await open(PLENTY);
      const { id, status } = await ended(executions, numbers(2500));

      const rows: SqlRow[] = [];
      const sizes: number[] = [];
      let after: string | undefined;
      do {
        const page = await executions.page(id, { limit: 1200, after });
        rows.push(...page.rows);
        sizes.push(page.rows.length);
        after = page.next;
      } while (after !== undefined);

      expect(status).toMatchObject({ state: 'SUCCEEDED', rows: 2500 });
      expect(sizes).toEqual([1200, 1200, 100]);
      expect(rows).toEqual(
        Array.from({ length: 2500 }, (_, index) => ({ n: 2500 - index, name: `no. ${2500 - index}` })),
      );
    });

    it('reads every type, with its name, and null of each', async () => {
      const executions = await open(PLENTY);
      const types = [
        'varchar',
        'bigint',
        'integer',
        'double',
        'boolean',
        'decimal(9,2)',
        'timestamp',
        'date',
      ];
      const values = [
        '\'a, "b"\nc\'',
        '-5',
        '7',
        '1.5e-7',
        'true',
        '12.5',
        "'2026-03-01 09:30:00.123'",
        "'2026-03-01'",
      ];
      const row = values.map((value, index) => `cast(${value} as ${types[index]}) as c${index}`).join(', ');
      const empty = types.map((type) => `cast(null as ${type})`).join(', ');
      const { id } = await ended(
        executions,
        select(`select * from (select ${row} union all select ${empty}) as t order by c1`),
      );

      const { columns, rows } = await executions.page(id, { limit: 10 });

      expect(columns.map(({ type }) => type)).toEqual(types.map((type) => type.replace(/\(.*/, '')));
      expect(rows).toEqual([
        {
          c0: 'a, "b"\nc',
          c1: -5,
          c2: 7,
          c3: 1.5e-7,
          c4: true,
          c5: '12.50',
          c6: new Date('2026-03-01T09:30:00.123Z'),
          c7: new Date('2026-03-01T00:00:00Z'),
        },
        Object.fromEntries(types.map((_, index) => [`c${index}`, null])),
      ]);
    });

    it('reads what is no number as such', async () => {
      const executions = await open(PLENTY);
      const { id } = await ended(
        executions,
        select("select cast('NaN' as double) as nothing, cast('-Infinity' as double) as least"),
      );
      expect((await executions.page(id, { limit: 1 })).rows).toEqual([
        { nothing: Number.NaN, least: Number.NEGATIVE_INFINITY },
      ]);
    });

    it('gives maps and lists as it says', async () => {
      const executions = await open(PLENTY);
      const { id } = await ended(executions, select("select map(array['k'], array[array['x', 'y']]) as m"));
      const { columns, rows } = await executions.page(id, { limit: 1 });
      expect(columns).toEqual([{ name: 'm', type: 'map' }]);
      expect(rows).toEqual([{ m: executions.nested === 'values' ? { k: ['x', 'y'] } : '{k=[x, y]}' }]);
    });

    it('has columns and no page behind them where there are no rows', async () => {
      const executions = await open(PLENTY);
      const { id, status } = await ended(
        executions,
        select("select 1 as one where 'a' = ?", { type: 'varchar', value: 'b' }),
      );
      expect(status).toMatchObject({ state: 'SUCCEEDED', rows: 0 });
      expect(await executions.page(id, { limit: 10 })).toEqual({
        columns: [{ name: 'one', type: 'integer' }],
        rows: [],
      });
    });

    it('tells why a statement failed, and has no result of it', async () => {
      const executions = await open(PLENTY);
      const { id, status } = await ended(executions, select('select nothing from endpoints'));
      expect(status).toMatchObject({ state: 'FAILED', error: { code: 'BadRequest' } });
      expect(status.error?.message).toContain('nothing');
      await expect(executions.page(id, { limit: 1 })).rejects.toMatchObject({ code: 'Conflict' });
    });

    it('cancels what runs', async () => {
      const executions = await open(PLENTY);
      const id = await executions.start(ENDLESS);
      expect(['QUEUED', 'RUNNING']).toContain((await executions.describe(id))?.state);
      await expect(executions.page(id, { limit: 1 })).rejects.toMatchObject({ code: 'Conflict' });

      await executions.cancel(id);

      expect((await executions.describe(id, PATIENCE_MS))?.state).toBe('CANCELLED');
      await expect(executions.page(id, { limit: 1 })).rejects.toMatchObject({ code: 'Conflict' });
    });

    it('leaves what has ended as it is when it is cancelled', async () => {
      const executions = await open(PLENTY);
      const { id } = await ended(executions, numbers(3));
      await executions.cancel(id);
      expect((await executions.page(id, { limit: 9 })).rows).toHaveLength(3);
    });

    it('ends what takes too long, and says so', async () => {
      const executions = await open({ ...PLENTY, seconds: 1 });
      const { status } = await ended(executions, ENDLESS);
      expect(status).toMatchObject({ state: 'FAILED', error: { code: 'BadRequest' } });
      expect(status.error?.message).toContain('limit of 1 seconds');
    });

    it('refuses more rows than the limit, and says so', async () => {
      const executions = await open({ ...PLENTY, rows: 10 });
      expect((await ended(executions, numbers(10))).status.state).toBe('SUCCEEDED');
      const { id, status } = await ended(executions, numbers(11));
      expect(status).toMatchObject({ state: 'FAILED', error: { code: 'BadRequest' } });
      expect(status.error?.message).toContain('limit of 10 rows');
      await expect(executions.page(id, { limit: 1 })).rejects.toMatchObject({ code: 'Conflict' });
    });

    it('knows no execution that it did not start', async () => {
      const executions = await open(PLENTY);
      const id = '00000000-0000-4000-8000-000000000000';
      expect(await executions.describe(id)).toBeUndefined();
      await expect(executions.page(id, { limit: 1 })).rejects.toMatchObject({ code: 'NotFound' });
      await executions.cancel(id);
    });

    it('refuses a page that begins nowhere', async () => {
      const executions = await open(PLENTY);
      const { id } = await ended(executions, numbers(3));
      await expect(executions.page(id, { limit: 1, after: 'x1' })).rejects.toMatchObject({
        code: 'BadRequest',
      });
    });

    it('lists the tables with their columns in order', async () => {
      const executions = await open(PLENTY);
      const endpoints = (await executions.tables()).find(({ name: table }) => table === 'endpoints');
      expect(endpoints?.kind).toBe('table');
      expect(endpoints?.columns.slice(0, 2)).toEqual([
        { name: 'application_id', type: 'varchar' },
        { name: 'endpoint_id', type: 'varchar' },
      ]);
      expect(endpoints?.columns).toContainEqual({ name: 'cohort_id', type: 'integer' });
      expect(endpoints?.columns).toContainEqual({ name: 'attributes', type: 'map(varchar, array(varchar))' });
    });
  });
}
