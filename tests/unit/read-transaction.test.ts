import { describe, expect, it } from '@jest/globals';
import { COLUMNS, mapHeader } from '../../src/core/rfm/columns.ts';
import { parseAmount } from '../../src/core/rfm/parse-amount.ts';
import { parseInstant } from '../../src/core/rfm/parse-instant.ts';
import { readTransaction } from '../../src/core/rfm/transaction.ts';

const iso = (text: string) => {
  const at = parseInstant(text);
  return at === undefined ? undefined : new Date(at).toISOString();
};

describe('parseInstant', () => {
  it.each([
    ['Mon, 19 Sep 2022 12:16:01 +0530', '2022-09-19T06:46:01.000Z'],
    ['19 Sep 2022 12:16 GMT', '2022-09-19T12:16:00.000Z'],
    ['Mon, 19 Sep 2022 12:16:01 EST', '2022-09-19T17:16:01.000Z'],
    ['2022-09-19T12:16:01.5+05:30', '2022-09-19T06:46:01.500Z'],
    ['2022-09-19 12:16:01', '2022-09-19T12:16:01.000Z'],
    ['2022-09-19T12:16:01Z', '2022-09-19T12:16:01.000Z'],
    ['2022-09-19', '2022-09-19T00:00:00.000Z'],
    ['19970101', '1997-01-01T00:00:00.000Z'],
    [' 2024-02-29 ', '2024-02-29T00:00:00.000Z'],
  ])('reads %s', (text, expected) => {
    expect(iso(text)).toBe(expected);
  });
  it.each([
    '',
    'yesterday',
    '2023-02-29',
    '2022-13-01',
    '31 Foo 2022',
    '2022-09-19T25:00:00Z',
    'infinity',
    '44823',
  ])('does not read %s', (text) => {
    expect(iso(text)).toBeUndefined();
  });
});

describe('parseAmount', () => {
  it.each([
    ['1531.10', 15311000n],
    ['1,531.10', 15311000n],
    ['1.531,10', 15311000n],
    ['1 531,10', 15311000n],
    ["1'531.10", 15311000n],
    ['1,531', 15310000n],
    ['12,5', 125000n],
    ['-3', -30000n],
    ['+7', 70000n],
    ['.5', 5000n],
    ['1e3', 10000000n],
    ['0.00005', 1n],
    ['0.00004', 0n],
    ['12,345,678.9', 123456789000n],
  ])('reads %s', (text, expected) => {
    expect(parseAmount(text)).toBe(expected);
  });
  it.each(['', 'abc', '1.2.3', '12,34,56', '$5', '1e999', '123456789012345', 'NaN', '--1'])(
    'does not read %s',
    (text) => {
      expect(parseAmount(text)).toBeUndefined();
    },
  );
});

describe('readTransaction', () => {
  const header = mapHeader(COLUMNS);
  const row = [
    'PURCHASED',
    'p',
    'n',
    'd',
    '1,531.10',
    '2',
    'AB-12',
    'u',
    'email',
    'a@example.com',
    'c',
    's',
    'PRT',
    '2022-09-19',
  ];
  const read = (changes: Partial<Record<(typeof COLUMNS)[number], string>>) =>
    readTransaction(
      COLUMNS.map((column, index) => changes[column] ?? (row[index] as string)),
      header,
      COLUMNS.length,
    );

  it('keeps the customer id as it stands', () => {
    expect(read({ CustomerID: ' AB-12 ' })).toEqual({
      customerId: 'AB-12',
      channelType: 'EMAIL',
      address: 'a@example.com',
      at: Date.UTC(2022, 8, 19),
      amount: 306220000000n,
    });
  });
  it('counts no money for an event that is no purchase', () => {
    expect(read({ EventName: 'viewed' })).toMatchObject({ amount: 0n });
  });
  it.each([
    [{ Date: 'soon' }, { column: 'Date', reason: '"soon" is not a date' }],
    [{ UnitPrice: 'free' }, { column: 'UnitPrice', reason: '"free" is not a number' }],
    [{ Quantity: '' }, { column: 'Quantity', reason: 'is empty' }],
    [{ CustomerID: ' ' }, { column: 'CustomerID', reason: 'is empty' }],
    [
      { EventName: 'CLICKED' },
      { column: 'EventName', reason: '"CLICKED" is none of VIEWED, PROCESSED, PURCHASED' },
    ],
    [{ Address: 'nobody' }, { column: 'Address', reason: '"nobody" is not an e-mail address' }],
  ])('sets aside %j', (changes, expected) => {
    expect(read(changes)).toEqual(expected);
  });
  it('sets aside a row that is too long, and says what a short one lacks', () => {
    expect(readTransaction([...row, 'more'], header, 14)).toEqual({
      column: '(row)',
      reason: 'has 15 fields, the header has 14',
    });
    expect(readTransaction(row.slice(0, 13), header, 14)).toEqual({
      column: 'Date',
      reason: 'is missing: the row has 13 fields, the header has 14',
    });
  });
  it('finds columns in any case and order and keeps the others', () => {
    const found = mapHeader(['date', 'CUSTOMER_ID', 'Loyalty', 'event name']);
    expect([...found.positions]).toEqual([
      ['Date', 0],
      ['CustomerID', 1],
      ['EventName', 3],
    ]);
    expect(found.extra).toEqual([{ name: 'Loyalty', position: 2 }]);
    expect(found.missing).toEqual(['UnitPrice', 'Quantity', 'ChannelType', 'Address']);
  });
});
