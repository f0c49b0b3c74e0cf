import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Sql, sql } from '../../src/compiler/sql.ts';
import type { QueryEngine, SqlValue } from '../../src/ports/query-engine.ts';

const attributes = sql`map(array['Plan', 'Empty'], array[array['gold', 'free'], filter(array['x'], element -> element = 'y')])`;

/** Expressions in Athena's spelling as segments are compiled to, and what Athena makes of them. */
const CASES: readonly [what: string, expression: Sql, value: SqlValue][] = [
  ['cardinality counts the elements of an array', sql`cardinality(array['a', 'b'])`, 2],
  ['cardinality of no array is null', sql`cardinality(nullif(array['a'], array['a']))`, null],
  [
    'filter keeps the elements for which the lambda is true, not null',
    sql`cardinality(filter(array['gold', null, 'free'], element -> element in (${'gold'}, ${'silver'})))`,
    1,
  ],
  [
    'a lambda sees parameters',
    sql`cardinality(filter(array['gold'], element -> strpos(element, ${'old'}) > 0))`,
    1,
  ],
  ['strpos finds the empty text at once', sql`strpos('gold', ${''})`, 1],
  [
    'flatten and map_values give the values of all keys in one list',
    sql`cardinality(filter(flatten(map_values(map(array['a', 'b'], array[array['Gold'], array['x', 'golden']]))), element -> strpos(lower(element), ${'gold'}) > 0))`,
    2,
  ],
  ['split at a character that is given by its number', sql`split('a' || chr(31) || 'b', chr(31))[2]`, 'b'],
  ['starts_with looks at the beginning', sql`starts_with('_email.open', '_email.')`, true],
  ['contains looks for an element', sql`contains(array['gold', 'free'], ${'free'})`, true],
  ['regexp_like looks for the pattern anywhere', sql`regexp_like('gold', ${'l[a-d]$'})`, true],
  ['regexp_like is false for another text', sql`regexp_like('gold', ${'^old'})`, false],
  [
    'an instant is read with its offset, to the millisecond',
    sql`to_unixtime(try(from_iso8601_timestamp('2026-06-01T02:00:00.123456+02:00')))`,
    1780272000.123,
  ],
  [
    'an instant before 1970 is negative',
    sql`to_unixtime(try(from_iso8601_timestamp('1960-01-01T00:00:00Z')))`,
    -315619200,
  ],
  [
    'what is no instant is null within try',
    sql`to_unixtime(try(from_iso8601_timestamp('not a date')))`,
    null,
  ],
  ['a comparison with null is not true', sql`coalesce(cast(null as double) >= ${3}, false)`, false],
  [
    'power, radians and cos are those of doubles',
    sql`power(sin(radians(${30})), 2) + cos(radians(${90}))`,
    0.25,
  ],
  ['upper levels letters with accents', sql`upper('são')`, 'SÃO'],
];

/** What segments need of a QueryEngine beyond the rest: one case for each word. */
export function segmentSpellingContract(name: string, open: () => Promise<QueryEngine>) {
  describe(`${name}: the words of segments`, () => {
    let engine: QueryEngine;
    beforeAll(async () => {
      engine = await open();
    });

    it.each(CASES)('%s', async (_, expression, value) => {
      const [row] = await engine.query(sql`select ${expression} as value`.statement());
      if (typeof value === 'number') expect(row?.value).toBeCloseTo(value, 9);
      else expect(row?.value).toBe(value);
    });

    it('element_at gives the value of a key, or null', async () => {
      const select = sql`select element_at(m, ${'Plan'}) as plan, element_at(m, ${'Empty'}) as empty,
        element_at(m, ${'plan'}) as missing from (select ${attributes} as m) as maps`;
      const [row] = await engine.query(select.statement());
      expect(row).toEqual({ plan: ['gold', 'free'], empty: [], missing: null });
    });

    it('count_if counts the rows for which a condition is true', async () => {
      const rows = sql`(values (1), (2), (null)) as t(n)`;
      const [row] = await engine.query(sql`select count_if(n > ${1}) as size_0 from ${rows}`.statement());
      expect(row).toEqual({ size_0: 1 });
    });

    it('sum of counts over branches is a number', async () => {
      const counts = sql`select count(*) as part from (values (1)) as t(n) union all select count(*) as part from (values (1), (2)) as t(n)`;
      const [row] = await engine.query(
        sql`select sum(part) as total from (${counts}) as branches`.statement(),
      );
      expect(row).toEqual({ total: 3 });
    });
  });
}
