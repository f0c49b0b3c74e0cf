import { beforeAll, describe, expect, it } from '@jest/globals';
import { bound, type Sql, sql } from '../../src/compiler/sql.ts';
import type { QueryEngine, SqlValue } from '../../src/ports/query-engine.ts';

/** A table of two rows and a map, whose words campaigns are compiled with. */
const ROWS = sql`(values ('a', 'x', true), ('b', 'x', true), ('c', 'x', false)) as people(id, address, free)`;

/** SELECTs of one `value` in Athena's spelling, and what Athena makes of them. */
const CASES: readonly [what: string, select: Sql, value: SqlValue][] = [
  [
    'a text is split into rows and those into columns',
    sql`select max(split_part(entry, '=', ${bound('bigint', 2)})) as value from unnest(split(${'a=1;b=2'}, ';')) as entries(entry) where entry <> ''`,
    '2',
  ],
  [
    'split_part beyond the last part is empty or null',
    sql`select coalesce(nullif(split_part('a=1', '=', 3), ''), 'none') as value`,
    'none',
  ],
  [
    'a text with milliseconds is cast to a timestamp',
    sql`select cast(${'2026-03-02 07:01:00.500'} as timestamp) as value`,
    new Date('2026-03-02T07:01:00.500Z'),
  ],
  [
    'a window is cut by a condition too',
    sql`select max(place) as value from (select row_number() over (partition by address, free order by id) as place from ${ROWS}) as placed`,
    2,
  ],
  [
    'count_if counts what is true, not what is null',
    sql`select count_if(id = ${'a'} or cast(null as boolean)) as value from ${ROWS}`,
    1,
  ],
  ['max_by gives the value of the greatest', sql`select max_by(address, id) as value from ${ROWS}`, 'x'],
  [
    'an array of what a map does not have holds null, which is contained in nothing',
    sql`select coalesce(contains(array[element_at(map(array['shop'], array['faro']), ${'price'})], ${'faro'}), false) as value`,
    false,
  ],
  [
    'a hash becomes a number, and its rest',
    sql`select from_base(substr(lower(to_hex(md5(to_utf8(concat(${'app:'}, 'ana'))))), 1, 8), 16) % 100 as value`,
    90, // of md5 cb848cfa…
  ],
];

/** What campaigns need of a QueryEngine beyond the rest: one case for each word. */
export function campaignSpellingContract(name: string, open: () => Promise<QueryEngine>) {
  describe(`${name}: the words of campaigns`, () => {
    let engine: QueryEngine;
    beforeAll(async () => {
      engine = await open();
    });

    it.each(CASES)('%s', async (_, select, value) => {
      const [row] = await engine.query(select.statement());
      expect(row?.value).toEqual(value);
    });
  });
}
