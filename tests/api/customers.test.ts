import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TimelineEntry } from '../../src/core/customers/customer-timeline.ts';
import type { CustomerDescription } from '../../src/core/customers/describe-customer.ts';
import type { FoundCustomer } from '../../src/core/customers/search-customers.ts';
import { type JourneyHome, journeyHome } from '../flows/journey-home.ts';

/** A shop whose customers have ids of any characters, and one campaign and journey that not all of them get. */
const START = '2026-11-02T08:00:00Z';
const DAY = 24 * 3_600_000;
const STRANGE = 'Ana/Öz 50%?#&:ü';

let home: JourneyHome;
let app: string;
let campaignId: string;
let journeyId: string;
const segments: Record<string, string> = {};

const call = <T>(path: string, method?: string, body?: unknown) => home.call<T>(path, method, body);
const search = (text: string, rest = '') =>
  call<{ items: FoundCustomer[]; next?: string }>(
    `/customers?app=${app}&search=${encodeURIComponent(text)}${rest}`,
  );
const customer = (id: string) => call<CustomerDescription>(`/customers/${encodeURIComponent(id)}?app=${app}`);
const timeline = (id: string, rest = '') =>
  call<{ items: TimelineEntry[]; next?: string }>(
    `/customers/${encodeURIComponent(id)}/timeline?app=${app}${rest}`,
  );

const endpoint = (Id: string, user: string | undefined, rest: object = {}) => ({
  Id,
  ChannelType: 'EMAIL',
  Address: `${Id.toLowerCase()}@example.com`,
  ...(user !== undefined && {
    User: { UserId: user, UserAttributes: { FirstName: ['Ana'], LastName: ['Öz'] } },
  }),
  ...rest,
});

beforeAll(async () => {
  home = await journeyHome(START);
  const made = await call<{ Id: string }>('/v1/apps', 'POST', { Name: 'shop' });
  app = made.Id;
  await call(`/v1/apps/${app}/channels/email`, 'PUT', {
    Enabled: true,
    FromAddress: 'shop@example.com',
    Identity: 'arn:aws:ses:us-east-1:000000000000:identity/example.com',
  });
  await call('/v1/templates/offer/email', 'POST', { Subject: 'offer', HtmlPart: '<p>offer</p>' });
  await call(`/v1/apps/${app}/endpoints`, 'PUT', {
    Item: [
      endpoint('Ana-Mail', STRANGE, {
        Attributes: { Tier: ['Gold'] },
        Metrics: { RScore: 4 },
        Demographic: { Timezone: 'Europe/Berlin' },
        Location: { Country: 'DE', Latitude: 52.5, Longitude: 13.4 },
      }),
      endpoint('Ana-Phone', STRANGE, { ChannelType: 'SMS', Address: '+12025550142', OptOut: 'ALL' }),
      endpoint('Bob', 'bob', { Attributes: { Note: ['likes goldfish'] } }),
      endpoint('No/User', undefined, { Attributes: { Tier: ['Silver'] } }),
      ...Array.from({ length: 30 }, (_, index) => endpoint(`many-${index}`, `many ${index}`)),
    ],
  });
  await call('/suppressions', 'PUT', {
    app,
    channel: 'EMAIL',
    address: 'Bob@example.com',
    reason: 'COMPLAINT',
  });
  const segment = async (Name: string, Dimensions: unknown) => {
    const { Id } = await call<{ Id: string }>(`/v1/apps/${app}/segments`, 'POST', { Name, Dimensions });
    segments[Name] = Id;
  };
  await segment('Everyone', {});
  await segment('Gold', { Attributes: { Tier: { Values: ['Gold'] } } });
  await segment('Not gold', { Attributes: { Tier: { Values: ['Gold'], AttributeType: 'EXCLUSIVE' } } });
  await segment('Phones', { Demographic: { Channel: { Values: ['SMS'] } } });
  await segment('Nobody', { Attributes: { Tier: { Values: ['Iron'] } } });
  const both = await call<{ Id: string }>(`/v1/apps/${app}/segments`, 'POST', {
    Name: 'Gold by mail',
    SegmentGroups: {
      Groups: [
        { SourceSegments: [{ Id: segments.Gold }] },
        { Dimensions: [{ Demographic: { Channel: { Values: ['EMAIL'] } } }] },
      ],
    },
  });
  segments['Gold by mail'] = both.Id;
  const campaign = await call<{ Id: string }>(`/v1/apps/${app}/campaigns`, 'POST', {
    Name: 'Autumn',
    SegmentId: segments['Not gold'],
    TemplateConfiguration: { EmailTemplate: { Name: 'offer' } },
    MessageConfiguration: { EmailMessage: {} },
    Schedule: { StartTime: 'IMMEDIATE', Frequency: 'ONCE' },
  });
  campaignId = campaign.Id;
  const journey = await call<{ Id: string }>(`/v1/apps/${app}/journeys`, 'POST', {
    Name: 'Welcome',
    State: 'ACTIVE',
    StartActivity: 'hello',
    StartCondition: { SegmentStartCondition: { SegmentId: segments.Everyone } },
    Activities: {
      hello: { EMAIL: { TemplateName: 'offer', NextActivity: 'later' } },
      later: { Wait: { WaitTime: { WaitFor: 'P9D' } } },
    },
  });
  journeyId = journey.Id;
  await home.advance(10 * 60_000);
  const { items } = await call<{ items: { html: string }[] }>('/local/mailbox?to=ana-mail@example.com');
  const pixel = /<img[^>]* src="([^"]+)"/.exec(items[0]?.html ?? '')?.[1] ?? '';
  await home.advance(20 * 60_000);
  await call(pixel.replaceAll('&amp;', '&'));
  await home.advance(2 * DAY);
  await call(`/v1/apps/${app}/events`, 'POST', {
    BatchItem: {
      'Ana-Mail': {
        Endpoint: {},
        Events: {
          bought: {
            EventType: 'purchase',
            Timestamp: home.clock.now().toISOString(),
            Attributes: { product: 'Lamp' },
            Metrics: { price: 9.5 },
          },
        },
      },
    },
  });
});
afterAll(() => home.close());

describe('GET /customers', () => {
  it('lists a user once with all endpoints, and an endpoint without a user by itself', async () => {
    const { items, next } = await search('', '&limit=1000');
    expect(next).toBeUndefined();
    expect(items).toHaveLength(33);
    expect(items.find(({ kind }) => kind === 'endpoint')).toEqual({
      id: 'endpoint:No/User',
      kind: 'endpoint',
      endpoints: [
        {
          endpointId: 'No/User',
          channelType: 'EMAIL',
          address: 'no/user@example.com',
          optOut: 'NONE',
          status: 'ACTIVE',
        },
      ],
    });
    expect(items.find(({ userId }) => userId === STRANGE)).toEqual({
      id: `user:${STRANGE}`,
      kind: 'user',
      userId: STRANGE,
      name: 'Ana Öz',
      endpoints: [
        {
          endpointId: 'Ana-Mail',
          channelType: 'EMAIL',
          address: 'ana-mail@example.com',
          optOut: 'NONE',
          status: 'ACTIVE',
        },
        {
          endpointId: 'Ana-Phone',
          channelType: 'SMS',
          address: '+12025550142',
          optOut: 'ALL',
          status: 'ACTIVE',
        },
      ],
    });
  });

  it.each([
    ['a user id in another case', STRANGE.toUpperCase(), [`user:${STRANGE}`]],
    ['a part of a user id', '50%?#', [`user:${STRANGE}`]],
    ['an endpoint id', 'ana-phone', [`user:${STRANGE}`]],
    ['an address', 'NO/USER@EXAMPLE.COM', ['endpoint:No/User']],
    ['a telephone number', '+12025550142', [`user:${STRANGE}`]],
    ['what is itself an id before what only begins with it', 'many 1', ['user:many 1', 'user:many 10']],
    ['an attribute’s value behind everything else', 'gold', [`user:${STRANGE}`, 'user:bob']],
    ['a wildcard of SQL as the character it is', '50_', []],
    ['nobody', 'zzz', []],
  ])('finds %s', async (_what, text, ids) => {
    const { items } = await search(text);
    expect(
      items
        .slice(0, 2)
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...ids].sort());
  });

  it('shows the attribute that a search found', async () => {
    const { items } = await search('GOLDFISH');
    expect(items).toEqual([
      expect.objectContaining({ id: 'user:bob', attributes: [{ name: 'Note', value: 'likes goldfish' }] }),
    ]);
  });

  it('gives everybody once, page by page', async () => {
    const ids: string[] = [];
    for (let next: string | undefined = ''; next !== undefined; ) {
      const page: { items: FoundCustomer[]; next?: string } = await search(
        'example',
        `&limit=7${next && `&next=${next}`}`,
      );
      ids.push(...page.items.map(({ id }) => id));
      next = page.next;
    }
    expect(ids).toHaveLength(33);
    expect(new Set(ids).size).toBe(33);
  });

  it.each([
    ['&limit=0', 'The query: limit: is 0; it must be a whole number from 1 to 1000'],
    ['&next=x', 'next is x; it must be that of the page before'],
  ])('refuses %s', async (rest, message) => {
    await expect(search('a', rest)).rejects.toThrow(message);
  });

  it('refuses a search that nobody can mean', async () => {
    await expect(search('x'.repeat(300))).rejects.toThrow(
      'search has 300 characters; at most 256 are allowed',
    );
  });
});

describe('GET /customers/{id}', () => {
  it('describes a user of any characters with all endpoints, in the segments that hold them', async () => {
    const { endpoints, segments: own, ...rest } = await customer(`user:${STRANGE}`);
    expect(rest).toMatchObject({
      id: `user:${STRANGE}`,
      applicationId: app,
      kind: 'user',
      userId: STRANGE,
      name: 'Ana Öz',
      userAttributes: { FirstName: ['Ana'], LastName: ['Öz'] },
    });
    expect(endpoints[0]).toEqual({
      endpointId: 'Ana-Mail',
      channelType: 'EMAIL',
      address: 'ana-mail@example.com',
      optOut: 'NONE',
      status: 'ACTIVE',
      attributes: { Tier: ['Gold'] },
      metrics: { RScore: 4 },
      demographic: { timezone: 'Europe/Berlin' },
      location: { country: 'DE', latitude: 52.5, longitude: 13.4 },
      createdAt: expect.any(String),
      changedAt: expect.any(String),
    });
    expect(own.map(({ name, endpointIds }) => [name, endpointIds])).toEqual([
      ['Everyone', ['ana-mail', 'ana-phone']],
      ['Gold', ['ana-mail']],
      ['Gold by mail', ['ana-mail']],
      ['Not gold', ['ana-phone']],
      ['Phones', ['ana-phone']],
    ]);
  });

  it('agrees with the members of each segment, asked one by one', async () => {
    for (const id of ['user:bob', 'endpoint:No/User', `user:${STRANGE}`]) {
      const { segments: own, endpoints } = await customer(id);
      const ids = endpoints.map(({ endpointId }) => endpointId);
      const holding: string[] = [];
      for (const [name, segmentId] of Object.entries(segments)) {
        const { items } = await call<{ items: { endpointId: string }[] }>(
          `/segments/${segmentId}/preview?app=${app}&limit=1000`,
        );
        if (items.some(({ endpointId }) => ids.includes(endpointId))) holding.push(name);
      }
      expect(own.map(({ name }) => name)).toEqual(holding.sort());
    }
  });

  it('stands for the user when it is asked for one of its endpoints', async () => {
    expect((await customer('endpoint:ANA-phone')).id).toBe(`user:${STRANGE}`);
  });

  it('tells of each campaign and journey why a customer got no message', async () => {
    const bob = await customer('user:bob');
    expect(bob.endpoints[0]?.suppression).toEqual({ reason: 'COMPLAINT', suppressedAt: expect.any(String) });
    expect(bob.reach.find(({ type }) => type === 'campaign')).toEqual({
      type: 'campaign',
      id: campaignId,
      name: 'Autumn',
      state: 'COMPLETED',
      segment: { id: segments['Not gold'], name: 'Not gold' },
      inSegment: true,
      sent: 0,
      failed: {},
      held: { SUPPRESSED: 1 },
      lastAt: expect.any(String),
    });
    const { reach } = await customer(`user:${STRANGE}`);
    expect(reach.find(({ type }) => type === 'campaign')).toMatchObject({
      inSegment: true, // by telephone
      sent: 0,
      held: { ENDPOINT_OPT_OUT: 1 },
    });
    expect(reach.find(({ type }) => type === 'journey')).toEqual({
      type: 'journey',
      id: journeyId,
      name: 'Welcome',
      state: 'CLOSED', // nobody enters it any more
      segment: { id: segments.Everyone, name: 'Everyone' },
      inSegment: true,
      sent: 1,
      failed: {},
      held: {},
      lastAt: expect.any(String),
      stay: {
        participantId: 'ana-mail',
        entries: 1,
        isInside: true,
        activity: 'later',
        activityName: 'Wait 9 days',
        movedAt: expect.any(String),
        dueAt: expect.any(String),
      },
    });
  });

  it.each([
    ['user:nobody', 'Customer user:nobody not found in application {app}'],
    ['endpoint:nobody', 'Customer endpoint:nobody not found in application {app}'],
    ['bob', 'Customer bob must be user: and a user id, or endpoint: and an endpoint id'],
  ])('refuses %s', async (id, message) => {
    await expect(customer(id)).rejects.toThrow(message.replace('{app}', app));
  });
});

describe('GET /customers/{id}/timeline', () => {
  it('tells what happened, the latest first, with the names of campaigns and journeys', async () => {
    const { items, next } = await timeline(`user:${STRANGE}`);
    expect(next).toBeUndefined();
    expect(items.map(({ at: _at, ...entry }) => entry)).toEqual([
      {
        kind: 'event',
        what: 'purchase',
        endpointId: 'ana-mail',
        attributes: { product: 'Lamp' },
        metrics: { price: 9.5 },
      },
      expect.objectContaining({
        kind: 'response',
        what: '_email.open',
        origin: expect.objectContaining({ name: 'Welcome' }),
      }),
      expect.objectContaining({ kind: 'response', what: '_email.delivered' }),
      expect.objectContaining({
        kind: 'message',
        what: 'SENT',
        channelType: 'EMAIL',
        endpointId: 'ana-mail',
        origin: expect.objectContaining({ type: 'journey', id: journeyId, activityName: 'E-mail offer' }),
      }),
      expect.objectContaining({
        kind: 'journey',
        what: 'ENTERED',
        origin: expect.objectContaining({ type: 'journey', name: 'Welcome', activityName: 'E-mail offer' }),
      }),
      expect.objectContaining({
        kind: 'message',
        what: 'HELD',
        reason: 'ENDPOINT_OPT_OUT',
        endpointId: 'ana-phone',
        origin: { type: 'campaign', id: campaignId, name: 'Autumn', treatmentId: '0' },
      }),
      { kind: 'profile', what: 'CREATED', endpointId: 'ana-mail', channelType: 'EMAIL' },
      { kind: 'profile', what: 'CREATED', endpointId: 'ana-phone', channelType: 'SMS' },
    ]);
    const instants = items.map(({ at }) => at);
    expect(instants).toEqual(instants.toSorted().reverse());
  });

  it('gives the same entries page by page, whatever the size of a page', async () => {
    const whole = (await timeline(`user:${STRANGE}`)).items;
    for (const size of [1, 3]) {
      const found: TimelineEntry[] = [];
      for (let next: string | undefined = ''; next !== undefined; ) {
        const page: { items: TimelineEntry[]; next?: string } = await timeline(
          `user:${STRANGE}`,
          `&limit=${size}${next && `&next=${next}`}`,
        );
        found.push(...page.items);
        next = page.next;
      }
      expect(found).toEqual(whole);
    }
  });

  it('keeps to kinds, and to what happened before an instant', async () => {
    const messages = await timeline(`user:${STRANGE}`, '&kinds=message,profile');
    expect(messages.items.map(({ what }) => what)).toEqual(['SENT', 'HELD', 'CREATED', 'CREATED']);
    const early = await timeline(`user:${STRANGE}`, '&before=2026-11-02T08:15:00Z&kinds=response,event');
    expect(early.items.map(({ what }) => what)).toEqual(['_email.delivered']);
    expect(await timeline('endpoint:No/User', '&before=2020-01-01T00:00:00Z')).toEqual({ items: [] });
  });

  it('tells also what is older than the application, as data that were brought along', async () => {
    const day = home.clock.now().getTime() - 100 * DAY;
    await home.ports().queries.run(
      {
        text: `insert into messages (application_id, batch_id, message_id, campaign_id, endpoint_id, user_id, channel_type, decided_at)
          values (?, 'old', 'old', ?, 'bob', 'bob', 'EMAIL', cast(? as timestamp))`,
        values: [
          { type: 'varchar', value: app },
          { type: 'varchar', value: campaignId },
          { type: 'timestamp', value: new Date(day) },
        ],
      },
      'old',
    );
    const { items } = await timeline('user:bob', '&kinds=message');
    expect(items.at(-1)).toMatchObject({ messageId: 'old', at: new Date(day).toISOString() });
  });

  it('goes back to the beginning when nothing happened for long', async () => {
    await home.advance(400 * DAY);
    const { items } = await timeline('user:bob', '&kinds=message');
    expect(items.map(({ what, reason }) => [what, reason])).toEqual([
      ['HELD', 'SUPPRESSED'],
      ['HELD', 'SUPPRESSED'],
    ]);
  });

  it.each([
    ['&kinds=gossip', 'it must be some of message, response, event, journey, profile'],
    ['&before=soon', 'The query: before: is soon; it must be an instant such as'],
    ['&next=x', 'next is x; it must be that of the page before'],
  ])('refuses %s', async (rest, message) => {
    await expect(timeline('user:bob', rest)).rejects.toThrow(message);
  });
});
