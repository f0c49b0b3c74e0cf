import type { ChannelType, Endpoint } from '../../../src/core/endpoints/endpoint.ts';

/** The instant at which the worked examples of the segment reference are evaluated. */
export const EXAMPLES_AT = new Date('2026-11-15T12:00:00Z');

/** The seven endpoints of the worked examples, in one application. */
export function exampleEndpoints(applicationId: string): Endpoint[] {
  const endpoint = (
    Id: string,
    ChannelType: ChannelType,
    EffectiveDate: string,
    rest: Partial<Endpoint>,
  ): Endpoint => ({
    ApplicationId: applicationId,
    Id,
    Address: `address-of-${Id}`,
    ChannelType,
    OptOut: 'NONE',
    EndpointStatus: 'ACTIVE',
    Attributes: {},
    Metrics: {},
    Demographic: {},
    Location: {},
    User: {},
    CohortId: '1',
    CreationDate: '2026-01-01T00:00:00.000Z',
    EffectiveDate,
    ...rest,
  });
  const place = (Country: string, Latitude: number, Longitude: number) => ({ Country, Latitude, Longitude });
  const u1 = { UserId: 'u1', UserAttributes: { Interests: ['music', 'travel'] } };
  const u2 = { UserId: 'u2', UserAttributes: { Interests: ['sport'] } };
  return [
    endpoint('e1', 'EMAIL', '2026-11-15T06:00:00.000Z', {
      Attributes: { Plan: ['gold'], Joined: ['2026-02-10T08:00:00Z'] },
      Metrics: { orders: 12 },
      Demographic: { Platform: 'iOS' },
      Location: place('PT', 38.7, -9.1),
      User: u1,
    }),
    endpoint('e2', 'SMS', '2026-11-10T06:00:00.000Z', {
      Attributes: { Plan: ['gold'] },
      Location: place('PT', 41.1, -8.6),
      User: u1,
    }),
    endpoint('e3', 'GCM', '2026-11-04T12:00:01.000Z', {
      Attributes: { Plan: ['silver'], Joined: ['2026-06-01T00:00:00Z'] },
      Metrics: { orders: 3 },
      Demographic: { Platform: 'Android' },
      Location: place('ES', 40.4, -3.7),
      User: u2,
    }),
    endpoint('e4', 'EMAIL', '2026-10-20T00:00:00.000Z', {
      Attributes: { Plan: ['free', 'trial'], Joined: ['2026-06-01T23:30:00Z'] },
      Metrics: { orders: 0 },
      Location: place('ES', 37.4, -6.0),
      User: u2,
    }),
    endpoint('e5', 'APNS', '2026-09-01T00:00:00.000Z', {
      Metrics: { orders: 5 },
      Demographic: { Platform: 'iOS' },
      Location: { Country: 'US' },
    }),
    endpoint('e6', 'EMAIL', '2026-11-14T00:00:00.000Z', {
      Attributes: { Plan: ['Gold'], Joined: ['not a date'] },
      Metrics: { orders: 40 },
      Location: place('PT', 38.7, -9.1),
      OptOut: 'ALL',
    }),
    endpoint('e7', 'SMS', '2026-11-15T00:00:00.000Z', {
      Attributes: { Plan: ['silver-plus'], Joined: ['2026-08-15T10:00:00Z'] },
      Metrics: { orders: 3.5 },
      Location: place('ES', 40.4, -3.7),
      User: { UserId: 'u3' },
      EndpointStatus: 'INACTIVE',
    }),
  ];
}
