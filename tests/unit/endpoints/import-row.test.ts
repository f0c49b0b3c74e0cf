import { describe, expect, it } from '@jest/globals';
import { endpointOfRow, rowOfEndpoint } from '../../../src/core/endpoints/endpoint-columns.ts';
import {
  type EndpointImportRow,
  foldImportRows,
  importRowOf,
  updateOfRow,
} from '../../../src/core/endpoints/import-row.ts';
import { mergeEndpoint } from '../../../src/core/endpoints/merge-endpoint.ts';
import { parseEndpointRequest } from '../../../src/core/endpoints/parse-endpoint-request.ts';

const request = parseEndpointRequest({
  Address: '+351910000077',
  ChannelType: 'SMS',
  OptOut: 'NONE',
  EndpointStatus: 'INACTIVE',
  Attributes: { Plan: ['gold'] },
  Metrics: { orders: 4.5 },
  Demographic: {
    AppVersion: '1',
    Locale: 'pt_PT',
    Make: 'a',
    Model: 'b',
    ModelVersion: 'c',
    Platform: 'd',
    PlatformVersion: 'e',
    Timezone: 'f',
  },
  Location: {
    City: 'Lisbon',
    Country: 'PT',
    Latitude: 38.7,
    Longitude: -9.1,
    PostalCode: '1100',
    Region: 'L',
  },
  User: { UserId: 'u-77', UserAttributes: { Topic: ['garden', 'books'] } },
  RequestId: 'r-1',
});

describe('import rows', () => {
  it('say all that an update says', () => {
    const update = { id: 'E-1', request };
    const row = importRowOf(update, 7);
    expect(row).toMatchObject({
      line: 7,
      endpoint_id: 'e-1',
      given_id: 'E-1',
      demographic_model_version: 'c',
    });
    expect(updateOfRow(JSON.parse(JSON.stringify(row)))).toEqual(update);
    expect(updateOfRow({ endpoint_id: 'e-1' })).toEqual({ id: 'e-1', request: {} });
  });
});

describe('endpoint rows', () => {
  it('hold all of an endpoint', () => {
    const context = { applicationId: 'app', at: new Date('2026-03-01T00:00:00Z') };
    for (const one of [request, { ChannelType: 'SMS' } as const]) {
      const endpoint = mergeEndpoint(undefined, { id: 'E-1', request: one }, context);
      expect(endpointOfRow(JSON.parse(JSON.stringify(rowOfEndpoint(endpoint))))).toEqual(endpoint);
    }
  });

  it('read the dates as an engine writes them', () => {
    const row = rowOfEndpoint(
      mergeEndpoint(undefined, { id: 'e', request }, { applicationId: 'a', at: new Date(0) }),
    );
    expect(endpointOfRow({ ...row, creation_date: '2026-03-01 09:30:00.123' }).CreationDate).toBe(
      '2026-03-01T09:30:00.123Z',
    );
  });
});

describe('foldImportRows', () => {
  it('makes one row an endpoint, in which later values win and maps are merged', () => {
    const rows: EndpointImportRow[] = [
      { endpoint_id: 'a', given_id: 'A', address: 'one', attributes: { x: ['1'], y: ['1'] }, user_id: 'u' },
      { endpoint_id: 'b' },
      {
        endpoint_id: 'a',
        given_id: 'a',
        address: 'two',
        attributes: { y: ['2'], z: [] },
        user_id: null,
        metrics: { m: 1 },
      },
    ];
    expect(foldImportRows(rows)).toEqual([
      { endpoint_id: 'b' },
      {
        endpoint_id: 'a',
        given_id: 'A',
        address: 'two',
        attributes: { x: ['1'], y: ['2'], z: [] },
        user_id: 'u',
        metrics: { m: 1 },
      },
    ]);
  });
});
