import { describe, expect, it } from '@jest/globals';
import { athenaText, inlineLiterals, renderLiteral } from '../../../src/adapters/aws/athena-literal.ts';
import type { BoundValue } from '../../../src/core/statement.ts';

const varchar = (value: string): BoundValue => ({ type: 'varchar', value });
const at = new Date('2026-03-01T09:30:00.120Z');

describe('renderLiteral', () => {
  it.each<[BoundValue, string]>([
    [varchar("O'Neil -- ? \\ 💌"), "'O''Neil -- ? \\ 💌'"],
    [varchar(''), "''"],
    [{ type: 'bigint', value: -9007199254740991 }, '-9007199254740991'],
    [{ type: 'double', value: 2 }, '2E0'],
    [{ type: 'double', value: 0.1 }, '0.1E0'],
    [{ type: 'double', value: 1.5e-7 }, '1.5E-7'],
    [{ type: 'double', value: 1e21 }, '1E+21'],
    [{ type: 'double', value: -0 }, '-0E0'],
    [{ type: 'double', value: Number.NaN }, 'nan()'],
    [{ type: 'double', value: Number.NEGATIVE_INFINITY }, '-infinity()'],
    [{ type: 'boolean', value: false }, 'false'],
    [{ type: 'timestamp', value: at }, "timestamp '2026-03-01 09:30:00.120'"],
    [{ type: 'date', value: at }, "date '2026-03-01'"],
    [{ type: 'timestamp', value: null }, 'null'],
  ])('writes %j as %s', (value, literal) => {
    expect(renderLiteral(value)).toBe(literal);
  });

  it.each<BoundValue>([
    { type: 'bigint', value: 1.5 },
    { type: 'bigint', value: 2 ** 53 },
    { type: 'bigint', value: '1; drop table endpoints' },
    { type: 'double', value: '1' },
    { type: 'boolean', value: 'true' },
    { type: 'varchar', value: 1 },
    { type: 'date', value: '2026-03-01' },
    { type: 'timestamp', value: new Date(Number.NaN) },
    { type: 'timestamp', value: new Date('+012026-03-01T00:00:00Z') },
  ])('refuses %j, which is not of its type', (value) => {
    expect(() => renderLiteral(value)).toThrow(expect.objectContaining({ code: 'BadRequest' }));
  });
});

describe('inlineLiterals', () => {
  it('leaves question marks in texts, names and comments alone', () => {
    const text = `select '?', 'it''s ?', "a?" -- why?\n/* ? */ from t where a = ? and b = ?`;
    expect(inlineLiterals(text, ["'x'", '1'])).toBe(
      `select '?', 'it''s ?', "a?" -- why?\n/* ? */ from t where a = 'x' and b = 1`,
    );
  });

  it('does not make a comment of a minus sign', () => {
    expect(inlineLiterals('select 1 -?', ['-2'])).toBe('select 1 -(-2)');
  });

  it('does not read placeholders in what it has put in', () => {
    expect(inlineLiterals('select ?, ?', ["'?'", "'$&'"])).toBe("select '?', '$&'");
  });

  it.each([
    ['select ?', []],
    ['select ?', ['1', '2']],
  ])('refuses %s for %j', (text, literals) => {
    expect(() => inlineLiterals(text, literals)).toThrow(expect.objectContaining({ code: 'Internal' }));
  });
});

describe('athenaText', () => {
  it.each([
    ['select ?', "select 'a'"],
    ['-- why?\n\nwith x as (select ?) select * from x', "-- why?\n\nwith x as (select 'a') select * from x"],
    ['delete from t where a = ?', "delete from t where a = 'a'"],
  ])(
    'puts the values of %j into the text, since Athena documents parameters for WHERE only',
    (text, sent) => {
      expect(athenaText({ text, values: [varchar('a')] })).toBe(sent);
    },
  );

  it('leaves a text without values as it is', () => {
    expect(athenaText({ text: "select '?'", values: [] })).toBe("select '?'");
  });
});
