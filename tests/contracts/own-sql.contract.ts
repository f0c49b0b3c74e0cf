import { describe, expect, it } from '@jest/globals';
import type { QueryExecutions } from '../../src/ports/query-executions.ts';

type Check = Pick<QueryExecutions, 'checkSelect'>;

/** As `QueryExecutions.checkSelect` must judge on both stages; the words of syntax errors are the parser's own. */
export const TAKEN = [
  'select * from endpoints e join messages m on e.endpoint_id = m.endpoint_id where e.application_id = ?',
  'with recent as (select * from messages), b as (select * from recent) select count(*) from b where reason in (select reason from b)',
  "select t.n, element_at(metrics, 'a') from endpoints cross join unnest(sequence(1, 3)) as t (n) -- why; not",
  "/* drop table endpoints; */ values (1, 'a;b')",
  "select 1 as one, '-- no comment', '/* nor */ this' /* but; this */ from endpoints",
  'with recursive t (n) as (select 1 union all select n + 1 from t where n < 5) select * from t',
  'select * from endpoints union all select * from endpoints;',
  'select (select max(due_at) from journey_transitions) as newest',
  'SELECT "opt_out", count(*) FROM "Endpoints" GROUP BY 1 ORDER BY 2 DESC LIMIT 10',
  "select regexp_like(address, '^.*@example\\.com$'), row_number() over (partition by channel_type order by address) from endpoints",
  'select endpoints.endpoint_id from endpoints',
  "select 'ü 🎉' as party, endpoint_id from endpoints",
];

const NO_SELECT = 'only a SELECT is taken';
const noTable = (name: string) => `${name} is no table of the lake; GET /catalog lists them`;
export const REFUSED: readonly (readonly [text: string, message: string | RegExp])[] = [
  // Not one statement.
  ['', 'one statement is taken, not 0'],
  ['-- nothing', 'one statement is taken, not 0'],
  ['select 1; select 2', 'one statement is taken, not 2'],
  ['select 1;\n-- a\ndrop table endpoints', /one statement is taken, not 2|only a SELECT/],
  ['select 1 /* ; */; delete from endpoints', /one statement is taken, not 2|only a SELECT/],
  // Not to the grammar; each says where.
  ['select 1 from', /^SQL: /],
  ['select *\nfrom endpoints\nwher x = 1', /\(line 3, column 6\)$/],
  ["select 'ü 🎉', hidden.a from hidden", /\(line 1, column 29\)$/],
  ["select 'a", /\(line 1, column 8\)$/],
  // Comments that look as if they ended.
  ["select 1 /* */ ; drop table endpoints -- */ '", /one statement is taken, not 2|only a SELECT/],
  ['select 1 /* from endpoints', /^SQL: /],
  ['/* select 1 */ delete from endpoints', NO_SELECT],
  // What changes something, or tells of something else.
  ['delete from endpoints', NO_SELECT],
  ["insert into endpoints (endpoint_id) values ('x')", NO_SELECT],
  ["insert into endpoints (endpoint_id) select 'x'", NO_SELECT],
  ["update endpoints set address = 'x'", NO_SELECT],
  [
    'merge into endpoints using messages on endpoints.endpoint_id = messages.endpoint_id when matched then delete',
    NO_SELECT,
  ],
  ['create table copied as select * from endpoints', NO_SELECT],
  ['create or replace view copied as select * from endpoints', NO_SELECT],
  ['drop table endpoints', NO_SELECT],
  ['truncate table endpoints', NO_SELECT],
  ['alter table endpoints rename to gone', NO_SELECT],
  ["unload (select * from endpoints) to 's3://elsewhere/' with (format = 'csv')", /^SQL: /],
  ['prepare a from select 1', /^SQL: /],
  ['execute a', /^SQL: /],
  ['deallocate prepare a', /^SQL: /],
  ['explain select 1', NO_SELECT],
  ['explain analyze select * from endpoints', NO_SELECT],
  ['call something(1)', NO_SELECT],
  ['set session a = 1', /^SQL: /],
  ['start transaction', /^SQL: /],
  ['vacuum endpoints', /^SQL: /],
  ['optimize endpoints rewrite data using bin_pack', /^SQL: /],
  ['msck repair table events', /^SQL: /],
  ["using external function f(a varchar) returns varchar lambda 'mine' select f('x')", /^SQL: /],
  // Tables of others.
  ['select * from information_schema.tables', noTable('information_schema.tables')],
  ['select * from other.endpoints', noTable('other.endpoints')],
  ['select * from somewhere.other.endpoints', noTable('somewhere.other.endpoints')],
  ['select * from "endpoints$history"', noTable('endpoints$history')],
  ['select * from elsewhere', `${noTable('elsewhere')} (line 1, column 15)`],
  ['select\n  *\nfrom endpoints, nowhere', `${noTable('nowhere')} (line 3, column 17)`],
  ['select (select 1 from (select * from (values (1)) as t (a), hidden))', noTable('hidden')],
  ['with a as (select * from hidden) select 1', noTable('hidden')],
  ['select * from endpoints where exists (select 1 from hidden)', noTable('hidden')],
];

export function ownSqlContract(name: string, open: () => Check): void {
  describe(`${name}: the check of a SELECT`, () => {
    const check = (text: string) =>
      open().checkSelect({ text, values: text.includes('= ?') ? [{ type: 'varchar', value: 'a' }] : [] });

    it.each(TAKEN)('takes %s', async (text) => {
      await expect(check(text)).resolves.toMatchObject({ text: expect.any(String) });
    });

    it.each(REFUSED)('refuses %j', async (text, message) => {
      await expect(check(text)).rejects.toMatchObject({
        code: 'BadRequest',
        message:
          typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message),
      });
    });
  });
}
