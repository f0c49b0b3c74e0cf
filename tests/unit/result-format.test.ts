import { describe, expect, it } from '@jest/globals';
import { chooseFormat, firstLine, rowLines } from '../../src/api/result-format.ts';

describe('the format of an answer', () => {
  it.each([
    [null, 'json'],
    ['', 'json'],
    ['text/csv', 'csv'],
    ['TEXT/CSV; header=present', 'csv'],
    ['application/x-ndjson', 'ndjson'],
    ['application/jsonl', 'ndjson'],
    ['*/*', 'json'],
    ['text/html, */*;q=0.8', 'json'],
    ['text/*', 'csv'],
    ['application/*', 'json'],
    ['image/png', 'json'],
    ['text/csv, application/json', 'csv'],
    ['application/json, text/csv', 'json'],
    ['text/csv;q=0.2, application/x-ndjson', 'ndjson'],
    ['application/json;q=0.4, text/csv;q=0.5', 'csv'],
    ['text/csv;q=0.5, */*;q=0.1', 'csv'],
    ['application/json;q=0, */*', 'ndjson'],
    ['text/csv;q=0', 'json'],
    ['text/csv; q=0.9, application/json; q=1.0', 'json'],
    ['text/csv;q=high, application/json;q=0.9', 'csv'],
  ])('for Accept %j is %s', (accept, format) => {
    expect(chooseFormat(null, accept)).toBe(format);
  });

  it('is the one that the address names, whatever Accept says', () => {
    expect(chooseFormat('csv', 'application/json')).toBe('csv');
    expect(() => chooseFormat('CSV', null)).toThrow('format must be one of json, ndjson, csv, not CSV');
  });
});

describe('CSV', () => {
  const columns = ['a', 'b,c', 'd'].map((name) => ({ name, type: 'varchar' }));

  it('tells a text without a character from null', () => {
    expect(rowLines('csv', { columns, rows: [{ a: '', 'b,c': null, d: 'x' }] })).toBe('"",,x\r\n');
  });

  it('puts into quotes what would end a cell or a row, and leaves all else as it is', () => {
    expect(firstLine('csv', columns)).toBe('a,"b,c",d\r\n');
    expect(rowLines('csv', { columns, rows: [{ a: 'x\ny', 'b,c': 'say "so"', d: '=1+1' }] })).toBe(
      '"x\ny","say ""so""",=1+1\r\n',
    );
  });
});
