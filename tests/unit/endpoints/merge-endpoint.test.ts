import { describe, expect, it } from '@jest/globals';
import type { Endpoint } from '../../../src/core/endpoints/endpoint.ts';
import type { EndpointRequest } from '../../../src/core/endpoints/endpoint-request.ts';
import { mergeEndpoint } from '../../../src/core/endpoints/merge-endpoint.ts';

const context = { applicationId: 'app', at: new Date('2026-03-01T09:30:00.123Z'), requestId: 'r-1' };
const merge = (stored: Endpoint | undefined, request: EndpointRequest) =>
  mergeEndpoint(stored, { id: 'E-1', request }, context);

const stored: Endpoint = {
  ApplicationId: 'app',
  Id: 'e-1',
  Address: 'ines@example.com',
  ChannelType: 'EMAIL',
  OptOut: 'ALL',
  EndpointStatus: 'INACTIVE',
  Attributes: { Plan: ['gold', 'trial'], Color: ['red'] },
  Metrics: { orders: 4, visits: 9 },
  Demographic: { Make: 'Acme', Platform: 'ios' },
  Location: { Country: 'PT', Latitude: 38.7, Longitude: -9.1 },
  User: { UserId: 'u-1', UserAttributes: { Topic: ['garden'] } },
  CohortId: '7',
  RequestId: 'r-0',
  CreationDate: '2026-01-01T00:00:00.000Z',
  EffectiveDate: '2026-02-01T00:00:00.000Z',
};

describe('mergeEndpoint', () => {
  describe('creating', () => {
    it('fills in what the caller left out', () => {
      expect(merge(undefined, { ChannelType: 'EMAIL', Address: 'ines@example.com' })).toEqual({
        ApplicationId: 'app',
        Id: 'E-1',
        Address: 'ines@example.com',
        ChannelType: 'EMAIL',
        OptOut: 'NONE',
        EndpointStatus: 'ACTIVE',
        Attributes: {},
        Metrics: {},
        Demographic: {},
        Location: {},
        User: {},
        CohortId: expect.stringMatching(/^\d{1,2}$/),
        RequestId: 'r-1',
        CreationDate: '2026-03-01T09:30:00.123Z',
        EffectiveDate: '2026-03-01T09:30:00.123Z',
      });
    });

    it('refuses an endpoint without a channel, in the words that clients match', () => {
      expect(() => merge(undefined, { Address: 'ines@example.com' })).toThrow(/^Missing ChannelType$/);
    });

    it('opts an endpoint without an address out, unless the caller says otherwise', () => {
      expect(merge(undefined, { ChannelType: 'EMAIL' }).OptOut).toBe('ALL');
      expect(merge(undefined, { ChannelType: 'EMAIL', OptOut: 'NONE' }).OptOut).toBe('NONE');
    });

    it('stays opted out when the address comes later', () => {
      const created = merge(undefined, { ChannelType: 'EMAIL' });
      expect(merge(created, { Address: 'ines@example.com' }).OptOut).toBe('ALL');
      expect(merge(created, { Address: 'ines@example.com', OptOut: 'NONE' }).OptOut).toBe('NONE');
    });
  });

  describe('updating', () => {
    it('keeps what is absent, and the id as it was first spelt', () => {
      expect(merge(stored, {})).toEqual({
        ...stored,
        EndpointStatus: 'ACTIVE',
        RequestId: 'r-1',
        EffectiveDate: '2026-03-01T09:30:00.123Z',
      });
    });

    it('replaces scalars', () => {
      const request = { Address: '+351', ChannelType: 'SMS', OptOut: 'NONE' } as const;
      expect(merge(stored, request)).toMatchObject(request);
    });

    it('merges nested objects member by member', () => {
      const merged = merge(stored, {
        Demographic: { Make: 'Bolt', Model: 'X' },
        Location: { City: 'Lisbon' },
        User: { UserId: 'u-2' },
      });
      expect(merged.Demographic).toEqual({ Make: 'Bolt', Model: 'X', Platform: 'ios' });
      expect(merged.Location).toEqual({ City: 'Lisbon', Country: 'PT', Latitude: 38.7, Longitude: -9.1 });
      expect(merged.User.UserId).toBe('u-2');
    });

    it('replaces the whole list of an attribute that is named, and no other', () => {
      expect(merge(stored, { Attributes: { Plan: ['free'] } }).Attributes).toEqual({
        Plan: ['free'],
        Color: ['red'],
      });
    });

    it('empties an attribute but keeps its name when the list is empty', () => {
      expect(merge(stored, { Attributes: { Plan: [] } }).Attributes).toEqual({ Plan: [], Color: ['red'] });
    });

    it('replaces a metric that is named, and no other', () => {
      expect(merge(stored, { Metrics: { orders: 5 } }).Metrics).toEqual({ orders: 5, visits: 9 });
    });

    it('makes the endpoint active, unless the caller says otherwise', () => {
      expect(merge(stored, {}).EndpointStatus).toBe('ACTIVE');
      expect(merge(stored, { EndpointStatus: 'INACTIVE' }).EndpointStatus).toBe('INACTIVE');
    });

    it('takes the dates and ids that the caller gives over its own', () => {
      const merged = merge(stored, { EffectiveDate: '2026-02-02T00:00:00.000Z', RequestId: 'mine' });
      expect(merged).toMatchObject({ EffectiveDate: '2026-02-02T00:00:00.000Z', RequestId: 'mine' });
    });

    it('keeps the cohort and the creation date', () => {
      expect(merge(stored, {})).toMatchObject({ CohortId: '7', CreationDate: '2026-01-01T00:00:00.000Z' });
    });
  });
});
