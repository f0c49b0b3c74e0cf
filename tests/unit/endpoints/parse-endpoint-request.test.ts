import { describe, expect, it } from '@jest/globals';
import {
  parseEndpointBatch,
  parseEndpointRequest,
} from '../../../src/core/endpoints/parse-endpoint-request.ts';

const refusal = (read: () => unknown) => {
  try {
    return `read ${JSON.stringify(read())}`;
  } catch (error) {
    return `${(error as { code: string }).code}: ${(error as Error).message}`;
  }
};

describe('parseEndpointRequest', () => {
  it('reads every member', () => {
    const request = {
      Address: '+351910000077',
      ChannelType: 'SMS',
      OptOut: 'NONE',
      EndpointStatus: 'INACTIVE',
      Attributes: { Plan: ['gold'], Gone: [] },
      Metrics: { orders: 4.5 },
      Demographic: { AppVersion: '1', Locale: 'pt_PT', Timezone: 'Europe/Lisbon' },
      Location: {
        City: 'Lisbon',
        Country: 'PT',
        Latitude: 38.7,
        Longitude: -9.1,
        PostalCode: '1100',
        Region: 'L',
      },
      User: { UserId: 'u-77', UserAttributes: { Topic: ['garden', 'books'] } },
      EffectiveDate: '2026-03-01T09:30:00.000Z',
      RequestId: 'r-1',
    };
    expect(parseEndpointRequest(request)).toEqual(request);
  });

  it('ignores members it does not know and takes null for absent', () => {
    expect(
      parseEndpointRequest({ Favourite: 1, Address: null, Location: null, Attributes: { Plan: null } }),
    ).toEqual({ Attributes: {} });
  });

  it('keeps one decimal of coordinates', () => {
    expect(parseEndpointRequest({ Location: { Latitude: 38.7223, Longitude: -0.04 } }).Location).toEqual({
      Latitude: 38.7,
      Longitude: 0,
    });
  });

  it('maps the two time zones that were renamed', () => {
    const zone = (Timezone: string) =>
      parseEndpointRequest({ Demographic: { Timezone } }).Demographic?.Timezone;
    expect(zone('Canada/East-Saskatchewan')).toBe('America/Managua');
    expect(zone('US/Pacific-New')).toBe('America/Los_Angeles');
  });

  it('brings the date to UTC with milliseconds', () => {
    expect(parseEndpointRequest({ EffectiveDate: '2026-03-01T10:30:00+01:00' }).EffectiveDate).toBe(
      '2026-03-01T09:30:00.000Z',
    );
  });

  it.each<[string, unknown, string]>([
    ['no object', [], 'The endpoint must be an object, not []'],
    ['an empty address', { Address: '' }, 'Missing Address'],
    ['an empty channel', { ChannelType: '' }, 'Missing ChannelType'],
    ['an unknown channel', { ChannelType: 'FAX' }, 'ChannelType must be one of ADM, '],
    ['an unknown opt-out', { OptOut: 'SOME' }, 'OptOut must be one of ALL, NONE, not "SOME"'],
    [
      'an unknown status',
      { EndpointStatus: 'active' },
      'EndpointStatus must be one of ACTIVE, INACTIVE, not "active"',
    ],
    ['a number for a text', { Address: 5 }, 'Address must be a string, not 5'],
    ['half a surrogate pair', { Address: 'a\ud800' }, 'Address must be well-formed Unicode, not '],
    [
      'an attribute that is no list',
      { Attributes: { Plan: 'gold' } },
      'Attributes.Plan must be a list of strings, not "gold"',
    ],
    [
      'an attribute value that is no text',
      { Attributes: { Plan: [1] } },
      'Attributes.Plan[0] must be a string, not 1',
    ],
    [
      'an attribute value that is null',
      { Attributes: { Plan: [null] } },
      'Attributes.Plan must be a list of strings',
    ],
    [
      'a name of 51 characters',
      { Attributes: { ['n'.repeat(51)]: [] } },
      `The name Attributes.${'n'.repeat(51)} has 51 characters; at most 50 are allowed`,
    ],
    ['an empty name', { Metrics: { '': 1 } }, 'Metrics has an empty name'],
    [
      'a value of 101 characters',
      { User: { UserAttributes: { Plan: ['v'.repeat(101)] } } },
      'User.UserAttributes.Plan[0] has 101 characters; at most 100 are allowed',
    ],
    [
      '51 values',
      { Attributes: { Plan: Array(51).fill('v') } },
      'Attributes.Plan has 51 values; at most 50 are allowed',
    ],
    ['a metric that is no number', { Metrics: { orders: '4' } }, 'Metrics.orders must be a number, not "4"'],
    [
      'a make of 51 characters',
      { Demographic: { Make: 'm'.repeat(51) } },
      'Demographic.Make has 51 characters; at most 50 are allowed',
    ],
    [
      'a city of 76 characters',
      { Location: { City: 'c'.repeat(76) } },
      'Location.City has 76 characters; at most 75 are allowed',
    ],
    [
      'a latitude alone',
      { Location: { Latitude: 1 } },
      'Location needs both Latitude and Longitude, or neither',
    ],
    [
      'a latitude over 90',
      { Location: { Latitude: 91, Longitude: 0 } },
      'Location.Latitude must be between -90 and 90, not 91',
    ],
    ['a user id with a brace', { User: { UserId: 'u{1}' } }, 'UserId must not contain $, { or }: u{1}'],
    ['an empty user id', { User: { UserId: '' } }, 'UserId must not be empty'],
    [
      'a date that is none',
      { EffectiveDate: 'yesterday' },
      'EffectiveDate must be an ISO 8601 date, not "yesterday"',
    ],
  ])('refuses %s', (_, body, message) => {
    expect(refusal(() => parseEndpointRequest(body))).toContain(`BadRequest: ${message}`);
  });

  it('counts characters, not UTF-16 units', () => {
    const Attributes = { Plan: ['😀'.repeat(100)] };
    expect(parseEndpointRequest({ Attributes }).Attributes).toEqual(Attributes);
  });
});

describe('parseEndpointBatch', () => {
  it('reads each item with its id', () => {
    expect(parseEndpointBatch({ Item: [{ Id: 'a', Address: 'x' }, { Id: 'B' }] })).toEqual([
      { id: 'a', request: { Address: 'x' } },
      { id: 'B', request: {} },
    ]);
  });

  it.each<[string, unknown, string]>([
    ['no items', {}, 'Item must hold 1 to 100 endpoints; it holds no list'],
    ['an empty list', { Item: [] }, 'Item must hold 1 to 100 endpoints; it holds 0 endpoints'],
    [
      '101 items',
      { Item: Array(101).fill({ Id: 'a' }) },
      'Item must hold 1 to 100 endpoints; it holds 101 endpoints',
    ],
    ['an item without an id', { Item: [{ Id: 'a' }, {}] }, 'Item[1] has no Id'],
    ['an id with a dollar', { Item: [{ Id: 'a$' }] }, 'Endpoint id must not contain $, { or }: a$'],
  ])('refuses %s', (_, body, message) => {
    expect(refusal(() => parseEndpointBatch(body))).toBe(`BadRequest: ${message}`);
  });
});
