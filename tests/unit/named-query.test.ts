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
