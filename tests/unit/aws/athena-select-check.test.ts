import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { athenaText } from '../../../src/adapters/aws/athena-literal.ts';
import { checkAthenaSelect } from '../../../src/adapters/aws/athena-select-check.ts';
import { readLakeTables } from '../../../src/adapters/local/lake-tables.ts';
import { compileSegment } from '../../../src/compiler/segment.ts';
import {
  compileCustomerCount,
  compilePurchaseWorth,
  compileTransactionWorth,
} from '../../../src/compiler/segment-worth.ts';
import { readViews } from '../../../src/runtime/named-queries.ts';
import { ownSqlContract, REFUSED, TAKEN } from '../../contracts/own-sql.contract.ts';
import { APPLICATION, AT, segments } from '../segments/arbitraries.ts';

const root = join(import.meta.dirname, '../../..');
const tables = new Set([
  ...readLakeTables(join(root, 'resources/lake-tables.yml')).map(({ name }) => name),
  ...readLakeTables(join(root, 'resources/event-lake.yml')).map(({ name }) => name),
  ...readViews(join(root, 'queries')).map(({ name }) => name),
]);
const check = (text: string, values: unknown[] = []) =>
  checkAthenaSelect(
    { text, values: values.map((value) => ({ type: 'varchar', value: String(value) })) },
    tables,
    1001,
  );
const textOf = async (text: string, values: unknown[] = []) => (await check(text, values)).text;
const refusal = (text: string) =>
  check(text).then(
    () => 'taken',
    (error: Error) => error.message,
  );

ownSqlContract('Trino', () => ({
  checkSelect: (statement) => checkAthenaSelect(statement, tables, 1001),
}));

describe('the check of a SELECT for Athena', () => {
  const files = readdirSync(join(root, 'queries'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.sql'),
  );

  it.each(files)('takes queries/%s', async (file) => {
    const text = readFileSync(join(root, 'queries', file), 'utf8').replaceAll(/^--.*\n/gm, '');
    const placed = text.replaceAll(/(?<![:\w]):[a-z_]+\b/g, '?');
    const values = Array.from(placed.matchAll(/\?(?!:)/g), () => 'x'); // of regular expressions, `(?:` only
    await expect(check(placed, values)).resolves.toBeDefined();
  });

  it('takes what tells the worth of a segment', async () => {
    const [segment] = fc.sample(segments, { numRuns: 1, seed: 5 });
    const context = { applicationId: APPLICATION, at: AT };
    const node = segment as NonNullable<typeof segment>;
    for (const statement of [
      compileCustomerCount(node, context),
      compilePurchaseWorth(node, context, { from: '2025-11-16', to: '2026-11-15' }),
      compileTransactionWorth(node, context),
    ])
      await expect(checkAthenaSelect(statement, tables, 1001)).resolves.toBeDefined();
  });

  it('takes what the compiler makes of segments', async () => {
    await fc.assert(
      fc.asyncProperty(segments, async (segment) => {
        const statement = compileSegment(segment, { applicationId: APPLICATION, at: AT }).statement();
        expect(await checkAthenaSelect(statement, tables, 1001)).toEqual({
          ...statement,
          text: `${statement.text}\nlimit 1001`,
        });
      }),
      { numRuns: 6, seed: 5 }, // the parser learns the grammar's ways as it goes, which takes seconds
    );
  });

  it.each([
    ['select * from "endpoints$partitions"', 'endpoints$partitions is no table'],
    ['select `endpoint_id` from endpoints', '`endpoint_id` is no name; quotes are "'],
    ['select endpoints."" from endpoints', '"" is no name'],
    ['select * from `endpoints`', '`endpoints` is no name'],
    ["select * from table(system.query(query => 'select 1'))", 'table functions are not taken'],
    [
      'select * from table(exclude_columns(input => table(endpoints), columns => descriptor(address)))',
      'table functions',
    ],
    ["select * from endpoints for timestamp as of timestamp '2026-01-01 00:00:00 UTC'", 'earlier versions'],
    ['select * from endpoints for version as of 1', 'earlier versions of a table are not taken'],
    ['with function f() returns integer return 1 select f()', 'functions of its own are not taken'],
    ['select other.schema.f(1)', 'other.schema.f is no function of the engine'],
    ['select system.f(1)', 'system.f is no function of the engine'],
    ['select current_user', 'current_user is not taken'],
    ['select current_catalog', 'current_catalog is not taken'],
    ['table hidden', 'hidden is no table of the lake'],
    ['show tables', 'only a SELECT is taken'],
    ['describe endpoints', 'only a SELECT is taken'],
    ['show create table endpoints', 'only a SELECT is taken'],
    ['use other', 'only a SELECT is taken'],
    ['grant select on endpoints to user x', 'only a SELECT is taken'],
    ['refresh materialized view x', 'only a SELECT is taken'],
    ['alter table endpoints execute optimize', 'only a SELECT is taken'],
    [
      'with erased as (select 1) select * from (with b as (select 1) select * from erased), b',
      'b is no table',
    ],
    ['with a as (select * from a) select 1', 'a is no table of the lake'],
    [
      'select 1 from endpoints match_recognize (pattern (A?) define A as true)',
      'a ? may stand for a value only',
    ],
  ])('refuses %j', async (text, message) => {
    expect(await refusal(text)).toContain(message);
  });

  it('counts the placeholders, those in strings and names not among them', async () => {
    await expect(
      check(`select ? as "a?", '?' as b, ? from endpoints limit ?`, [1, 2, 3]),
    ).resolves.toBeDefined();
    expect(await refusal('select ?, ? from endpoints')).toBe('SQL: it has 2 placeholders for 0 parameters');
    await expect(check('select 1', ['more'])).rejects.toMatchObject({ code: 'BadRequest' });
  });

  it('sends no comment, keeps every place, and limits the rows where the caller does not', async () => {
    expect(await textOf('-- why\nselect 1 /* a\n; b */ as "--x", \'/* y\' ; -- end')).toBe(
      `      \nselect 1     \n       as "--x", '/* y'\nlimit 1001`,
    );
    expect(await textOf('select 1 order by 1 limit 5')).toBe('select 1 order by 1 limit 5');
    expect(await textOf('select 1 fetch first 5 rows only')).toBe('select 1 fetch first 5 rows only');
    expect(await textOf('select * from (select 1 limit 5) as t')).toBe(
      'select * from (select 1 limit 5) as t\nlimit 1001',
    );
    expect(await textOf('select 1 order by 1 offset 2 rows')).toBe(
      'select 1 order by 1 offset 2 rows\nlimit 1001',
    );
  });

  it('ends, and is not broken, by what is long or deep', async () => {
    const deep = 'brackets are nested more than 100 deep';
    expect(await refusal(`select ${'('.repeat(4000)}`)).toContain(deep);
    expect(await refusal(`select ${'array['.repeat(2000)}`)).toContain(deep);
    const nested = 'queries are nested more than 8 deep';
    for (const opened of ['(select ', '((select ', '(values ', '(a + (table b union select ', 'f((select '])
      expect(await refusal(`select ${opened.repeat(30)}`)).toContain(nested);
    const eight = `select ${'(select '.repeat(8)}1${')'.repeat(8)}`;
    expect(await refusal(eight)).toBe('taken');
    expect(await refusal(`select ${'1 + '.repeat(15_000)}1`)).toContain('more than 10000 words');
    expect(await refusal(`select ${'1+'.repeat(4900)}1`)).toMatch(/^taken$|nested too deep/);
    expect(await refusal(`select ${'not '.repeat(4900)}true`)).toMatch(/^taken$|nested too deep/);
    expect(await refusal(`select ${'case when '.repeat(3000)}1${' then 1 end'.repeat(3000)}`)).toContain(
      'SQL: ',
    );
  });

  it('sends nothing but a SELECT of what it was given, whatever stands before, behind and between', async () => {
    const pieces = fc.constantFrom(
      ';',
      '--',
      '/*',
      '*/',
      "'",
      '"',
      '`',
      '\n',
      ' ',
      '?',
      '(',
      ')',
      'select 1',
      'drop table endpoints',
      'union all',
      'with a as',
      'delete from endpoints',
      'from hidden',
      "U&'",
      '\\',
      "''",
      '""',
      'é',
      '🎉',
      '--\r',
      '/*/',
      '$$',
    );
    const texts = fc.oneof(
      fc.array(pieces, { maxLength: 8 }).map((some) => some.join(' ')),
      fc
        .tuple(fc.constantFrom(...TAKEN), fc.array(pieces, { maxLength: 4 }), fc.nat())
        .map(
          ([text, some, at]) =>
            text.slice(0, at % text.length) + some.join('') + text.slice(at % text.length),
        ),
      fc
        .tuple(fc.constantFrom(...TAKEN), fc.constantFrom(...REFUSED.map(([text]) => text)))
        .map((two) => two.join('\n')),
    );
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const values = text.includes('= ?') ? [1] : [];
        const sent = await check(text, values).catch((error: { code?: string }) => {
          expect(error.code).toBe('BadRequest');
          return undefined;
        });
        if (!sent) return;
        // An oracle of its own: strings and quoted names cut out, nothing is left that could be anything else.
        const bare = athenaText(sent)
          .replaceAll(/'(?:[^']|'')*'/g, ' ')
          .replaceAll(/"(?:[^"]|"")*"/g, ' ');
        expect(bare).not.toMatch(
          /;|--|\/\*|`|\b(?:drop|delete|insert|update|merge|create|alter|unload|execute)\b|\bfrom\s+hidden\b/i,
        );
        expect(bare.trim()).toMatch(/^(?:\(|select|with|values|table)/i);
        expect(bare).not.toContain('?');
      }),
      { numRuns: 400 },
    );
  });
});
