import { describe, expect, it } from '@jest/globals';
import { duckDbType } from '../../src/adapters/local/hive-type.ts';
import { readLakeTables } from '../../src/adapters/local/lake-tables.ts';

describe('duckDbType', () => {
  it.each([
    ['string', 'varchar'],
    ['decimal(38,8)', 'decimal(38,8)'],
    ['array<string>', 'varchar[]'],
    ['map<string,array<string>>', 'map(varchar, varchar[])'],
    ['struct<a:string,end:bigint>', 'struct("a" varchar, "end" bigint)'],
    [
      'array<struct<name:string,tags:map<string,array<decimal(10,2)>>>>',
      'struct("name" varchar, "tags" map(varchar, decimal(10,2)[]))[]',
    ],
  ])('spells %s as DuckDB does', (hive, duckDb) => {
    expect(duckDbType(hive)).toBe(duckDb);
  });

  it('refuses brackets that do not match', () => {
    expect(() => duckDbType('struct<a:map<string,string>')).toThrow('do not match');
  });
});

describe('readLakeTables', () => {
  it('reads columns, joined types and the parts of the path', () => {
    const file = new URL('../../resources/event-lake.yml', import.meta.url);
    const events = readLakeTables(file).find(({ name }) => name === 'events');
    const types = Object.fromEntries((events?.columns ?? []).map(({ name, type }) => [name, type]));
    expect(types).toMatchObject({
      event_id: 'string',
      attributes: 'map<string,string>',
      facets: expect.stringMatching(/^struct<email_channel:struct<mail_event:struct<mail:struct<.*>>>$/),
    });
    expect(Object.keys(types).slice(-2)).toEqual(['application_id', 'arrival_date']);
  });
});
