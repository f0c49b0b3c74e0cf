import { describe, expect, it } from '@jest/globals';
import { bindNamedQuery, parseNamedQuery } from '../../src/compiler/named-query.ts';

const text = `-- name:    spenders
-- grain:   one row a customer
-- param:   app_id  varchar  whose customers
-- param:   least   bigint   money, in units
-- returns: customer_id varchar,
--          money double
-- reads:   purchases
select customer_id, money from purchases -- :not_one
where app_id = :app_id and money >= :least and note <> ':neither' and :least > 0
`;

describe('a named query', () => {
  it('reads its header', () => {
    expect(parseNamedQuery(text)).toMatchObject({
      name: 'spenders',
      grain: 'one row a customer',
      returns: 'customer_id varchar, money double',
      parameters: [
        { name: 'app_id', type: 'varchar', description: 'whose customers' },
        { name: 'least', type: 'bigint', description: 'money, in units' },
      ],
    });
  });
  it('binds every use of a parameter and leaves texts and comments alone', () => {
    expect(bindNamedQuery(parseNamedQuery(text), { app_id: 'a', least: '3' })).toEqual({
      text: `select customer_id, money from purchases -- :not_one
where app_id = ? and money >= cast(? as bigint) and note <> ':neither' and cast(? as bigint) > 0`,
      values: [
        { type: 'varchar', value: 'a' },
        { type: 'bigint', value: 3 },
        { type: 'bigint', value: 3 },
      ],
    });
  });
  it('refuses a parameter that is missing, unknown or of another type', () => {
    const query = parseNamedQuery(text);
    expect(() => bindNamedQuery(query, { app_id: 'a' })).toThrow(
      'Query spenders needs parameter least (bigint)',
    );
    expect(() => bindNamedQuery(query, { app_id: 'a', least: 1, most: 2 })).toThrow('no parameter most');
    expect(() => bindNamedQuery(query, { app_id: 'a', least: 'many' })).toThrow(
      'must be a bigint, not "many"',
    );
    expect(() => bindNamedQuery(query, { app_id: 'a', least: 1.5 })).toThrow('must be a bigint, not 1.5');
  });
  it('refuses a header that does not fit the body', () => {
    expect(() => parseNamedQuery(text.replace(':app_id', "'x'"))).toThrow('parameter app_id is not used');
    expect(() => parseNamedQuery(text.replace('-- param:   least   bigint   money, in units\n', ''))).toThrow(
      'parameter least is not declared',
    );
    expect(() => parseNamedQuery(text.replace('-- reads:   purchases\n', ''))).toThrow('lacks "reads:"');
  });
});

const ruled = `-- name:    spending
-- grain:   one row a group
-- param:   group_by varchar one of date, campaign, ''; default date; what is counted
--          together; empty for all
-- param:   days     bigint  from 1 to 365; default 30; how far back to look
-- param:   since    date    at least 2020-01-01; optional; first day
-- param:   from_day varchar a day; default 2026-01-31; UTC
-- param:   upto     timestamp at most 2030-01-01T00:00:00Z; end
-- returns: a, b bigint (units, whole), c decimal(38,8) (money; null: none), m map(varchar, array(varchar)),
--          d varchar
-- reads:   purchases
select :group_by, :days, :since, :upto, :from_day
`;

describe("a parameter's rule", () => {
  const query = parseNamedQuery(ruled);
  const bind = (given: Record<string, unknown>) =>
    bindNamedQuery(query, { upto: '2026-01-01', ...given }).values.map(({ value }) => value);

  it('is read from the clauses before the description', () => {
    expect(query.parameters).toEqual([
      {
        name: 'group_by',
        type: 'varchar',
        oneOf: ['date', 'campaign', ''],
        default: 'date',
        description: 'what is counted together; empty for all',
      },
      { name: 'days', type: 'bigint', from: 1, to: 365, default: 30, description: 'how far back to look' },
      { name: 'since', type: 'date', from: '2020-01-01', default: null, description: 'first day' },
      { name: 'from_day', type: 'varchar', day: true, default: '2026-01-31', description: 'UTC' },
      { name: 'upto', type: 'timestamp', to: '2030-01-01T00:00:00.000Z', description: 'end' },
    ]);
  });
  it('gives what was not given', () => {
    expect(bind({})).toEqual(['date', 30, null, new Date('2026-01-01T00:00:00Z'), '2026-01-31']);
  });
  it.each([
    [{ group_by: 'week' }, 'parameter group_by must be one of date, campaign, \'\', not "week"'],
    [{ days: '0' }, 'parameter days must be at least 1, not "0"'],
    [{ days: 366 }, 'parameter days must be at most 365, not 366'],
    [{ days: '0x10' }, 'parameter days must be a bigint, not "0x10"'],
    [{ since: '2019-12-31' }, 'parameter since must be at least 2020-01-01, not "2019-12-31"'],
    [{ from_day: '' }, 'parameter from_day must be a day such as 2026-11-24, not ""'],
    [{ from_day: '2026-1-1' }, 'parameter from_day must be a day such as 2026-11-24, not "2026-1-1"'],
    [{ from_day: '2026-02-29' }, 'parameter from_day must be a day such as 2026-11-24'],
    [{ from_day: "2026-01-01' or 1=1 --" }, 'parameter from_day must be a day such as 2026-11-24'],
    [{ upto: 'week 3' }, 'parameter upto must be a timestamp, not "week 3"'],
    [{ upto: '2026-02-30' }, 'parameter upto must be a timestamp, not "2026-02-30"'],
    [{ upto: '2030-01-01 00:00:01' }, 'parameter upto must be at most 2030-01-01T00:00:00.000Z'],
  ])('refuses %j', (given, message) => {
    expect(() => bind(given)).toThrow(message);
  });
  it('takes an instant without a zone as UTC', () => {
    expect(bind({ upto: '2026-01-01 12:00' })[3]).toEqual(new Date('2026-01-01T12:00:00Z'));
  });
  it.each([
    ['default 30', 'default 400', 'parameter days must be at most 365, not "400"'],
    ['from 1 to 365', 'from one to 365', 'parameter days must be a bigint, not "one"'],
    ['days     bigint', 'days     int', 'unknown type int of days'],
    [':days', ':limit', 'parameter days is not used'],
    ['default 2026-01-31', 'default 2026-01-32', 'parameter from_day must be a day'],
    ['d varchar', 'd', '"d" is no column with a type'],
  ])('is refused when %s is written %s', (right, wrong, message) => {
    expect(() => parseNamedQuery(ruled.replace(right, wrong))).toThrow(message);
  });
  it("may not have the name of one of the API's own", () => {
    expect(() => parseNamedQuery(ruled.replaceAll('days', 'limit'))).toThrow(
      'Query spending: limit is a parameter of the API itself',
    );
  });
});

describe('the columns of a header', () => {
  it('are read with types and notes, and share the type that follows them', () => {
    expect(parseNamedQuery(ruled).columns).toEqual([
      { name: 'a', type: 'bigint' },
      { name: 'b', type: 'bigint', note: 'units, whole' },
      { name: 'c', type: 'decimal(38,8)', note: 'money; null: none' },
      { name: 'm', type: 'map(varchar, array(varchar))' },
      { name: 'd', type: 'varchar' },
    ]);
  });
});
