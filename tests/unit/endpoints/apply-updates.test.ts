import { describe, expect, it } from '@jest/globals';
import { applyUpdates } from '../../../src/core/endpoints/apply-updates.ts';
import type { Endpoint } from '../../../src/core/endpoints/endpoint.ts';
import { lookupFor } from '../../../src/core/endpoints/endpoint-lookup.ts';
import type { EndpointRequest } from '../../../src/core/endpoints/endpoint-request.ts';
import { sameEndpoint } from '../../../src/core/endpoints/same-value.ts';

const context = { applicationId: 'app', at: new Date('2026-03-01T00:00:00Z'), requestId: 'r' };
const email = (address: string, more: EndpointRequest = {}): EndpointRequest => ({
  ChannelType: 'EMAIL',
  Address: address,
  ...more,
});
/** Applies updates given as `[id, request]` and answers all endpoints by id. */
const apply = (found: Endpoint[], ...updates: [string, EndpointRequest][]) => {
  const change = applyUpdates(
    found,
    updates.map(([id, request]) => ({ id, request })),
    context,
  );
  const all = [...found, ...change.put].map((endpoint) => [endpoint.Id, endpoint] as const);
  return Object.fromEntries(all) as Record<string, Endpoint>;
};
const stored = (
  id: string,
  request: EndpointRequest,
  effectiveDate = '2026-01-01T00:00:00.000Z',
): Endpoint => ({
  ...(applyUpdates([], [{ id, request }], context).put[0] as Endpoint),
  EffectiveDate: effectiveDate,
});

describe('one active endpoint an address', () => {
  it('deactivates the endpoint whose address another one takes', () => {
    const after = apply([stored('a', email('x@example.com'))], ['b', email('x@example.com')]);
    expect([after.a?.EndpointStatus, after.b?.EndpointStatus]).toEqual(['INACTIVE', 'ACTIVE']);
  });

  it('leaves the EffectiveDate of the endpoint that it deactivates', () => {
    const after = apply([stored('a', email('x@example.com'))], ['b', email('x@example.com')]);
    expect(after.a?.EffectiveDate).toBe('2026-01-01T00:00:00.000Z');
  });

  it('compares e-mail addresses without regard to case, others exactly', () => {
    const found = [
      stored('a', email('X@example.com')),
      stored('p', { ChannelType: 'GCM', Address: 'Token' }),
    ];
    const after = apply(
      found,
      ['b', email('x@EXAMPLE.com')],
      ['q', { ChannelType: 'GCM', Address: 'token' }],
    );
    expect(after.a?.EndpointStatus).toBe('INACTIVE');
    expect(after.p?.EndpointStatus).toBe('ACTIVE');
  });

  it('lets an SMS and a VOICE endpoint share a number', () => {
    const after = apply(
      [stored('s', { ChannelType: 'SMS', Address: '+351' })],
      ['v', { ChannelType: 'VOICE', Address: '+351' }],
    );
    expect(after.s?.EndpointStatus).toBe('ACTIVE');
  });

  it('gives the address to the one that was updated last in a batch', () => {
    const after = apply([], ['a', email('x@example.com')], ['b', email('x@example.com')], ['a', {}]);
    expect([after.a?.EndpointStatus, after.b?.EndpointStatus]).toEqual(['ACTIVE', 'INACTIVE']);
  });

  it('takes no address for an endpoint that is put as inactive', () => {
    const after = apply(
      [stored('a', email('x@example.com'))],
      ['b', email('x@example.com', { EndpointStatus: 'INACTIVE' })],
    );
    expect([after.a?.EndpointStatus, after.b?.EndpointStatus]).toEqual(['ACTIVE', 'INACTIVE']);
  });
});

describe('user attributes', () => {
  const topic = (...values: string[]) => ({ UserAttributes: { Topic: values } });

  it('reach every endpoint of the user', () => {
    const found = [stored('a', email('a@example.com', { User: { UserId: 'u' } }))];
    const after = apply(found, ['b', email('b@example.com', { User: { UserId: 'u', ...topic('garden') } })]);
    expect(after.a?.User).toEqual({ UserId: 'u', UserAttributes: { Topic: ['garden'] } });
    expect(after.a?.EffectiveDate).toBe('2026-01-01T00:00:00.000Z');
  });

  it('are found by the user that the endpoint has already', () => {
    const user = { User: { UserId: 'u' } };
    const found = [stored('a', email('a@example.com', user)), stored('b', email('b@example.com', user))];
    const after = apply(found, ['a', { User: topic('books') }]);
    expect(after.b?.User.UserAttributes).toEqual({ Topic: ['books'] });
  });

  it('are taken over by an endpoint that gets the user, and merged with those it is given', () => {
    const found = [stored('a', email('a@example.com', { User: { UserId: 'u', ...topic('garden') } }))];
    const after = apply(found, [
      'b',
      email('b@example.com', { User: { UserId: 'u', UserAttributes: { Level: ['1'] } } }),
    ]);
    expect(after.b?.User.UserAttributes).toEqual({ Topic: ['garden'], Level: ['1'] });
    expect(after.a?.User.UserAttributes).toEqual({ Topic: ['garden'], Level: ['1'] });
  });

  it('of an endpoint without a user fill what the user lacks', () => {
    const found = [
      stored('a', email('a@example.com', { User: { UserId: 'u', ...topic('garden') } })),
      stored('b', email('b@example.com', { User: { UserAttributes: { Topic: ['own'], Level: ['1'] } } })),
    ];
    const after = apply(found, ['b', { User: { UserId: 'u' } }]);
    expect(after.b?.User.UserAttributes).toEqual({ Topic: ['garden'], Level: ['1'] });
    expect(after.a?.User.UserAttributes).toEqual({ Topic: ['garden'], Level: ['1'] });
  });

  it('stay behind when an endpoint goes to another user', () => {
    const found = [stored('a', email('a@example.com', { User: { UserId: 'u', ...topic('garden') } }))];
    expect(apply(found, ['a', { User: { UserId: 'v' } }]).a?.User).toEqual({ UserId: 'v' });
  });
});

describe('the 16th endpoint of a user', () => {
  const user = { User: { UserId: 'u', UserAttributes: { Topic: ['garden'] } } };
  const fifteen = (push: number) =>
    Array.from({ length: 15 }, (_, index) =>
      stored(
        `e${index}`,
        index < push
          ? { ChannelType: 'GCM', Address: `t${index}`, ...user }
          : email(`${index}@example.com`, user),
        `2026-01-${20 - index}T00:00:00.000Z`,
      ),
    );

  it.each(['SMS', 'PUSH', 'VOICE', 'EMAIL', 'CUSTOM', 'IN_APP', 'APNS_SANDBOX'] as const)(
    'is refused for %s, in the words that clients match',
    (ChannelType) => {
      const create = () => apply(fifteen(3), ['new', { ChannelType, Address: 'x', ...user }]);
      expect(create).toThrow(/^Exceeded maximum endpoint per user count: 15$/);
    },
  );

  it.each(['ADM', 'GCM', 'APNS', 'APNS_VOIP', 'APNS_VOIP_SANDBOX', 'BAIDU'] as const)(
    'displaces the oldest push endpoint for %s',
    (ChannelType) => {
      const after = apply(fifteen(3), ['new', { ChannelType, Address: 'x', ...user }]);
      expect(after.new?.User).toEqual(user.User);
      expect(after.e2).toMatchObject({ EndpointStatus: 'INACTIVE', User: {} });
      expect(after.e1?.User.UserId).toBe('u');
    },
  );

  it('is refused for a push channel when the user has no push endpoint', () => {
    const create = () => apply(fifteen(0), ['new', { ChannelType: 'GCM', Address: 'x', ...user }]);
    expect(create).toThrow('Exceeded maximum endpoint per user count: 15');
  });

  it('does not count an update of one of the fifteen', () => {
    expect(apply(fifteen(0), ['e3', { Metrics: { orders: 1 }, ...user }]).e3?.Metrics).toEqual({ orders: 1 });
  });

  it('lets a displaced endpoint come back', () => {
    const after = Object.values(apply(fifteen(3), ['new', { ChannelType: 'GCM', Address: 'x', ...user }]));
    const back = apply(after, ['e2', { EndpointStatus: 'ACTIVE', User: { UserId: 'u' } }]);
    expect(back.e2).toMatchObject({ EndpointStatus: 'ACTIVE', User: user.User });
  });
});

describe('applyUpdates', () => {
  it('compares ids without regard to case', () => {
    const change = applyUpdates(
      [stored('abc', email('x@example.com'))],
      [{ id: 'ABC', request: { Metrics: { orders: 1 } } }],
      context,
    );
    expect(change.put).toMatchObject([{ Id: 'abc', Address: 'x@example.com', Metrics: { orders: 1 } }]);
  });

  it('refuses an endpoint over 15 KB, also when it grew by small updates', () => {
    const attributes = (prefix: string) =>
      Object.fromEntries(
        Array.from({ length: 2 }, (_, index) => [`${prefix}${index}`, Array(49).fill('v'.repeat(90))]),
      );
    const first = stored('a', email('x@example.com', { Attributes: attributes('one') }));
    expect(() => apply([first], ['a', { Attributes: attributes('two') }])).toThrow(
      /^Endpoint a would have \d+ bytes; at most 15360 are allowed$/,
    );
  });

  it('keeps attributes named like members of every JavaScript object', () => {
    const Attributes = JSON.parse('{"__proto__":["x"],"constructor":["y"]}');
    const after = apply([], ['a', email('x@example.com', { Attributes })], ['a', {}]);
    expect(Object.keys(after.a?.Attributes ?? {})).toEqual(['__proto__', 'constructor']);
  });
});

describe('lookupFor', () => {
  const updates = [{ id: 'A', request: { User: { UserAttributes: { Topic: ['x'] } } } }];

  it('asks for the user and the address that only the stored endpoint tells', () => {
    expect(lookupFor([], updates)).toEqual({ ids: ['a'], userIds: [], addresses: [] });
    const found = { ...stored('a', email('x@example.com', { User: { UserId: 'u' } })) };
    expect(lookupFor([{ ...found, EndpointStatus: 'INACTIVE' }], updates)).toEqual({
      ids: ['a'],
      userIds: ['u'],
      addresses: [{ channelType: 'EMAIL', address: 'x@example.com' }],
    });
  });

  it('asks for no rivals of an active endpoint that keeps its address', () => {
    const found = stored('a', email('x@example.com'));
    expect(lookupFor([found], [{ id: 'a', request: { Metrics: { orders: 1 } } }]).addresses).toEqual([]);
  });
});

describe('sameEndpoint', () => {
  it('looks past the date, the request and the order of names', () => {
    const one = stored('a', email('x@example.com', { Metrics: { a: 1, b: 2 } }));
    expect(sameEndpoint(one, { ...one, EffectiveDate: 'x', RequestId: 'y', Metrics: { b: 2, a: 1 } })).toBe(
      true,
    );
    expect(sameEndpoint(one, { ...one, Metrics: { a: 1, b: 3 } })).toBe(false);
    expect(sameEndpoint(one, { ...one, Attributes: { Plan: [] } })).toBe(false);
  });
});
