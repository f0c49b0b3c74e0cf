import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { csvDefinitionReader } from '../../../src/core/jobs/csv-definitions.ts';
import { splitCsvLine } from '../../../src/core/jobs/csv-line.ts';

describe('splitCsvLine', () => {
  it.each([
    ['a,b', ['a', 'b']],
    ['', ['']],
    [',', ['', '']],
    ['"a,b",c', ['a,b', 'c']],
    ['a,"say ""hi"""', ['a', 'say "hi"']],
    ['"",""', ['', '']],
    [' a , b ', [' a ', ' b ']],
    ['a;b,"c\td"', ['a;b', 'c\td']],
  ])('cuts %j', (line, values) => {
    expect(splitCsvLine(line)).toEqual(values);
  });

  it.each([
    ['"a', 'the quote at character 1 is not closed in the same line'],
    ['a,"b""', 'the quote at character 3 is not closed in the same line'],
    ['"a"b,c', 'a quote that is not around a whole value, at character 4'],
    ['a"b,c', 'a quote that is not around a whole value, at character 2'],
  ])('refuses %j', (line, message) => {
    expect(() => splitCsvLine(line)).toThrow(message);
  });

  it('gives back what was written', () => {
    const value = fc.stringMatching(/^[a",; ]*$/);
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), (values) => {
        const line = values.map((text) => `"${text.replaceAll('"', '""')}"`).join(',');
        expect(splitCsvLine(line)).toEqual(values);
      }),
    );
  });
});

describe('csvDefinitionReader', () => {
  const read = (header: string, line: string) => csvDefinitionReader(header, 'a.csv')(line);

  it('builds a definition from dotted headers', () => {
    const header =
      'ChannelType,Address,Location.Country,Location.Latitude,Metrics.orders,Attributes.a.b,User.UserId,User.UserAttributes.Topic,User.UserAttributes.Topic,Demographic.Make';
    expect(read(header, 'EMAIL,ines@example.com,PT,38.72,4,x,u-77,garden,"books, old",')).toEqual([
      {
        ChannelType: 'EMAIL',
        Address: 'ines@example.com',
        Location: { Country: 'PT', Latitude: 38.72 },
        Metrics: { orders: 4 },
        Attributes: { 'a.b': ['x'] },
        User: { UserId: 'u-77', UserAttributes: { Topic: ['garden', 'books, old'] } },
      },
    ]);
  });

  it('passes over empty cells, also among several values', () => {
    const header = 'Address,Attributes.Plan,Attributes.Plan,Attributes.Color';
    expect(read(header, ',gold,,')).toEqual([{ Attributes: { Plan: ['gold'] } }]);
    expect(read(header, ',,,')).toEqual([{}]);
  });

  it('passes over members that cannot be imported', () => {
    expect(read('Id,EndpointStatus,EffectiveDate', 'a,INACTIVE,2026')).toEqual([{ Id: 'a' }]);
  });

  it('keeps names that every JavaScript object has', () => {
    const [definition] = read('Attributes.__proto__,Attributes.constructor', 'x,y');
    expect(Object.entries(definition?.Attributes as object)).toEqual([
      ['__proto__', ['x']],
      ['constructor', ['y']],
    ]);
  });

  it('takes a header of user ids alone for a list of users, several to a line', () => {
    expect(read('User.UserId', 'u1 u2  u3')).toEqual(
      ['u1', 'u2', 'u3'].map((UserId) => ({ User: { UserId } })),
    );
    expect(read('User.UserId,Address', 'u1 u2,')).toEqual([{ User: { UserId: 'u1 u2' } }]);
  });

  it.each([
    [
      'Address,FirstName',
      'a.csv line 1: the column FirstName is unknown; names are case-sensitive, known are ChannelType, Address',
    ],
    ['address', 'a.csv line 1: the column address is unknown'],
    ['Address,', 'a.csv line 1: an empty column name'],
    ['Attributes.', 'a.csv line 1: the column Attributes. is unknown'],
    ['Id,Address,Id', 'a.csv line 1: the column Id stands there more than once'],
    ['Id;Address', 'a.csv line 1: its columns are separated by semicolons, not by commas'],
    ['Id\tAddress', 'a.csv line 1: its columns are separated by tabs, not by commas'],
    ['Attributes.a;b', 'a.csv line 1: its columns are separated by semicolons, not by commas'],
    ['"Id', 'a.csv line 1: the quote at character 1 is not closed in the same line'],
  ])('refuses the header %j as a whole', (header, message) => {
    expect(() => csvDefinitionReader(header, 'a.csv')).toThrow(
      expect.objectContaining({ code: 'BadFile', message: expect.stringContaining(message) }),
    );
  });

  it.each([
    ['a', '1 values, but the header has 2'],
    ['a,b,c', '3 values, but the header has 2'],
    ['a,four', 'Metrics.orders must be a number, not "four"'],
    ['a, ', 'Metrics.orders must be a number, not " "'],
  ])('refuses the line %j alone', (line, message) => {
    expect(() => read('Id,Metrics.orders', line)).toThrow(
      expect.objectContaining({ code: 'BadRequest', message }),
    );
  });
});
