import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { endpointsCsv } from '../../../dashboard/src/views/jobs/endpoints-csv.ts';
import { csvDefinitionReader } from '../../../src/core/jobs/csv-definitions.ts';

/** Reads the file as an import does. */
function imported(csv: string): unknown[] {
  const [header = '', ...lines] = csv.replace(/^\ufeff/, '').split('\r\n');
  const read = csvDefinitionReader(header, 'export.csv');
  return lines.filter((line) => line !== '').flatMap((line) => read(line));
}

describe('endpoints as CSV', () => {
  it('have a column as often as it has values, what people look for first, and a mark for Excel', () => {
    const csv = endpointsCsv([
      {
        Id: 'a',
        Address: 'inês@example.com',
        ChannelType: 'EMAIL',
        User: { UserId: 'u', UserAttributes: { Topic: ['garden', 'b, "c"'] } },
        Metrics: { orders: 4 },
        CreationDate: '2026-11-28T00:00:00.000Z',
      },
      { Id: 'b', Address: '+351', ChannelType: 'SMS', User: { UserAttributes: { Topic: ['x'] } } },
    ]);
    expect(csv.split('\r\n')).toEqual([
      '\ufeffChannelType,Address,Id,User.UserId,CreationDate,Metrics.orders,User.UserAttributes.Topic,User.UserAttributes.Topic',
      'EMAIL,inês@example.com,a,u,2026-11-28T00:00:00.000Z,4,garden,"b, ""c"""',
      'SMS,+351,b,,,,x,',
      '',
    ]);
  });

  it('are what an import reads, whatever they hold but line breaks', () => {
    const text = fc.string({ minLength: 1, unit: 'grapheme' }).filter((value) => !/[\r\n]/.test(value));
    const name = fc.stringMatching(/^[A-Za-z][\w .,"-]{0,10}[a-z]$/); // an import trims a column's name
    const attributes = fc.dictionary(name, fc.array(text, { minLength: 1, maxLength: 3 }), {
      minKeys: 1,
      noNullPrototype: true,
    });
    const endpoint = fc.record(
      {
        ChannelType: text,
        Address: text,
        Id: text,
        OptOut: text,
        Attributes: attributes,
        Metrics: fc.dictionary(
          name,
          fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
          {
            minKeys: 1,
            noNullPrototype: true,
          },
        ),
        Location: fc.record({ City: text, Latitude: fc.integer() }),
        User: fc.record({ UserId: text, UserAttributes: attributes }),
      },
      { requiredKeys: ['ChannelType', 'Address', 'Id'] },
    );
    fc.assert(
      fc.property(fc.array(endpoint, { minLength: 1, maxLength: 5 }), (endpoints) => {
        expect(imported(endpointsCsv(endpoints))).toEqual(endpoints);
      }),
    );
  });
});
