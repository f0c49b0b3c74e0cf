import {
  BadRequestException,
  CreateAppCommand,
  DeleteEventStreamCommand,
  type Event,
  type EventsBatch,
  GetEndpointCommand,
  GetEventStreamCommand,
  NotFoundException,
  PayloadTooLargeException,
  PutEventStreamCommand,
  PutEventsCommand,
  UpdateEndpointCommand,
} from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openStage, type TestStage } from './stage.ts';

let stage: TestStage;
let client: ReturnType<TestStage['pinpoint']>;
let ApplicationId: string;
beforeAll(async () => {
  stage = await openStage();
  client = stage.pinpoint();
});
afterAll(() => stage.close());
beforeEach(async () => {
  const created = await client.send(new CreateAppCommand({ CreateApplicationRequest: { Name: 'shop' } }));
  ApplicationId = created.ApplicationResponse?.Id ?? '';
});

const put = async (BatchItem: Record<string, EventsBatch>) =>
  (await client.send(new PutEventsCommand({ ApplicationId, EventsRequest: { BatchItem } }))).EventsResponse
    ?.Results ?? {};
const one = (event: Event, Endpoint = {}) => put({ 'ep-1': { Endpoint, Events: { 'ev-1': event } } });
const answerOf = async (event: Event) => (await one(event))['ep-1']?.EventsItemResponse?.['ev-1'];
const endpoint = async (EndpointId: string) =>
  (await client.send(new GetEndpointCommand({ ApplicationId, EndpointId }))).EndpointResponse;
const stored = (columns = '*') =>
  stage.ports.queries.query({
    text: `select ${columns} from events where application_id = ? order by event_type, event_timestamp`,
    values: [{ type: 'varchar', value: ApplicationId }],
  });

const ACCEPTED = { StatusCode: 202, Message: 'Accepted' };
const AT = '2026-06-01T09:00:00.250+02:00';
const order: Event = { EventType: 'order', Timestamp: AT };

describe('PutEvents', () => {
  it('stores Pinpoint’s record of an event, with its hot keys as columns', async () => {
    const answer = await put({
      'EP-1': {
        Endpoint: {
          ChannelType: 'EMAIL',
          Address: 'ana@example.com',
          User: { UserId: 'u-1' },
          Demographic: {
            AppVersion: '4.2',
            Locale: 'pt_PT',
            Make: 'Fairphone',
            Model: '5',
            Platform: 'android',
            PlatformVersion: '15',
          },
        },
        Events: {
          'ev-1': {
            EventType: 'order.placed',
            Timestamp: AT,
            Attributes: { Plan: 'gold', plan: 'GOLD', campaign_id: 'c-1', treatment_id: '1' },
            Metrics: { total: 12.5 },
            Session: {
              Id: 's-1',
              StartTimestamp: '2026-06-01T06:59:00Z',
              StopTimestamp: '2026-06-01T07:00:00Z',
              Duration: 60_000,
            },
            AppPackageName: 'com.example.shop',
            AppTitle: 'Shop',
            AppVersionCode: '42',
            SdkName: 'shop-sdk',
            ClientSdkVersion: '2.1',
          },
        },
      },
    });

    expect(answer).toEqual({
      'EP-1': { EndpointItemResponse: ACCEPTED, EventsItemResponse: { 'ev-1': ACCEPTED } },
    });
    const now = stage.clock.now();
    expect(await stored()).toEqual([
      {
        event_id: expect.stringMatching(/^[0-9a-f]{32}$/),
        endpoint_id: 'ep-1',
        user_id: 'u-1',
        channel: null,
        message_id: null,
        send_status: null,
        campaign_id: 'c-1',
        campaign_activity_id: null,
        treatment_id: '1',
        journey_id: null,
        journey_run_id: null,
        journey_activity_id: null,
        event_type: 'order.placed',
        event_timestamp: Date.parse('2026-06-01T07:00:00.250Z'),
        arrival_timestamp: now.getTime(),
        event_version: '3.0',
        application: {
          app_id: ApplicationId,
          cognito_identity_pool_id: null,
          package_name: 'com.example.shop',
          sdk: { name: 'shop-sdk', version: '2.1' },
          title: 'Shop',
          version_name: '4.2',
          version_code: '42',
        },
        client: { client_id: 'EP-1', cognito_id: null },
        device: {
          locale: { code: 'pt_PT', country: 'PT', language: 'pt' },
          make: 'Fairphone',
          model: '5',
          platform: { name: 'android', version: '15' },
        },
        session: {
          session_id: 's-1',
          start_timestamp: Date.parse('2026-06-01T06:59:00Z'),
          stop_timestamp: Date.parse('2026-06-01T07:00:00Z'),
        },
        attributes: { Plan: 'gold', plan: 'GOLD', campaign_id: 'c-1', treatment_id: '1' },
        metrics: { total: 12.5 },
        client_context: null,
        awsaccountid: '000000000000',
        facets: null,
        application_id: ApplicationId,
        arrival_date: now.toISOString().slice(0, 10),
      },
    ]);
    expect(await endpoint('ep-1')).toMatchObject({ Address: 'ana@example.com', User: { UserId: 'u-1' } });
  });

  it('leaves an endpoint as it is when nothing is said of it, and creates none', async () => {
    await client.send(
      new UpdateEndpointCommand({
        ApplicationId,
        EndpointId: 'ep-1',
        EndpointRequest: { ChannelType: 'EMAIL', Address: 'ana@example.com' },
      }),
    );
    const before = await endpoint('ep-1');
    stage.clock.advance(60_000);

    const answer = await put({
      'ep-1': { Endpoint: {}, Events: { a: order } },
      'ep-2': { Endpoint: {}, Events: { a: order } },
    });

    expect(answer).toEqual({
      'ep-1': { EndpointItemResponse: ACCEPTED, EventsItemResponse: { a: ACCEPTED } },
      'ep-2': { EndpointItemResponse: ACCEPTED, EventsItemResponse: { a: ACCEPTED } },
    });
    expect(await endpoint('ep-1')).toEqual(before);
    await expect(endpoint('ep-2')).rejects.toThrow(NotFoundException);
  });

  it('changes many endpoints at once and refuses those alone that break a rule', async () => {
    const email = (Address: string, more = {}) => ({ ChannelType: 'EMAIL' as const, Address, ...more });
    await put(
      Object.fromEntries(
        Array.from({ length: 15 }, (_, index) => [
          `full-${index}`,
          { Endpoint: email(`full-${index}@example.com`, { User: { UserId: 'crowded' } }), Events: {} },
        ]),
      ),
    );

    const answer = await put({
      good: { Endpoint: email('good@example.com'), Events: { a: order } },
      nowhere: { Endpoint: { Address: 'x@example.com' }, Events: { a: order } },
      b$d: { Endpoint: email('bad@example.com'), Events: { a: order } },
      wrong: { Endpoint: email('wrong@example.com', { OptOut: 'SOME' }), Events: {} },
      sixteenth: { Endpoint: email('16@example.com', { User: { UserId: 'crowded' } }), Events: {} },
      big: { Endpoint: email('big@example.com', { Attributes: wide(40) }), Events: {} },
      last: { Endpoint: email('last@example.com'), Events: {} },
    });

    const messages = Object.entries(answer).map(([id, { EndpointItemResponse, EventsItemResponse }]) => [
      id,
      EndpointItemResponse?.StatusCode,
      EndpointItemResponse?.Message,
      EventsItemResponse?.a?.StatusCode,
    ]);
    expect(messages).toEqual([
      ['good', 202, 'Accepted', 202],
      ['nowhere', 400, 'Missing ChannelType', 202],
      ['b$d', 400, 'Endpoint id must not contain $, { or }: b$d', 400],
      ['wrong', 400, 'OptOut must be one of ALL, NONE, not "SOME"', undefined],
      ['sixteenth', 400, 'Exceeded maximum endpoint per user count: 15', undefined],
      ['big', 400, expect.stringMatching(/^Endpoint big would have \d+ bytes/), undefined],
      ['last', 202, 'Accepted', undefined],
    ]);
    expect(await endpoint('last')).toMatchObject({ Address: 'last@example.com' });
    await expect(endpoint('big')).rejects.toThrow(NotFoundException);
    expect(await stored('endpoint_id')).toEqual([{ endpoint_id: 'good' }, { endpoint_id: 'nowhere' }]);
  });

  it('refuses the endpoint with which the application would have too many attribute names', async () => {
    const named = (prefix: string, count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, ['x']]));
    const with_ = (Attributes: Record<string, string[]>, Address: string) => ({
      Endpoint: { ChannelType: 'EMAIL' as const, Address, Attributes },
      Events: {},
    });

    const answer = await put({
      a: with_(named('a', 200), 'a@example.com'),
      b: with_(named('b', 51), 'b@example.com'),
      c: with_(named('c', 50), 'c@example.com'),
    });

    expect(Object.values(answer).map((item) => item.EndpointItemResponse?.StatusCode)).toEqual([
      202, 400, 202,
    ]);
    expect(answer.b?.EndpointItemResponse?.Message).toContain('would have 251 names');
  });

  it.each<[string, Event | Record<string, unknown>, string]>([
    ['a missing type', { Timestamp: AT }, 'EventType is missing'],
    ['an empty type', { ...order, EventType: '' }, 'EventType must not be empty'],
    [
      'a type too long',
      { ...order, EventType: 'x'.repeat(129) },
      'EventType has 129 characters; at most 128 are allowed',
    ],
    [
      'a type of the platform’s own',
      { ...order, EventType: '_email.hardbounce' },
      'EventType must not be one that the platform reports itself, not "_email.hardbounce"',
    ],
    ['a missing instant', { EventType: 'order' }, 'Timestamp is missing'],
    ['a wrong instant', { ...order, Timestamp: 'today' }, 'Timestamp must be an ISO 8601 date, not "today"'],
    [
      'a list as attribute',
      { ...order, Attributes: { Plan: ['gold'] } },
      'Attributes.Plan must be a string, not ["gold"]',
    ],
    [
      'a long key',
      { ...order, Attributes: { ['k'.repeat(51)]: 'x' } },
      `The key Attributes.${'k'.repeat(51)} has 51 characters; at most 50 are allowed`,
    ],
    [
      'a long value',
      { ...order, Attributes: { note: '\u{1F600}'.repeat(201) } },
      'Attributes.note has 201 characters; at most 200 are allowed',
    ],
    ['a text as metric', { ...order, Metrics: { total: '12' } }, 'Metrics.total must be a number, not "12"'],
    [
      'too many keys',
      { ...order, Attributes: numbered(21, 'x'), Metrics: numbered(20, 1) },
      'The event has 41 attribute and metric keys; at most 40 are allowed',
    ],
    [
      'half a character',
      { ...order, Attributes: { note: '\ud83d' } },
      'Attributes.note must be well-formed Unicode, not "\\ud83d"',
    ],
    ['a session without id', { ...order, Session: { StartTimestamp: AT } }, 'Session.Id is missing'],
    ['a session without start', { ...order, Session: { Id: 's' } }, 'Session.StartTimestamp is missing'],
    [
      'a duration that does not fit',
      {
        ...order,
        Session: {
          Id: 's',
          StartTimestamp: '2026-06-01T09:00:00Z',
          StopTimestamp: '2026-06-01T09:00:05Z',
          Duration: 5001,
        },
      },
      'Session.Duration must be StopTimestamp less StartTimestamp, 5000, not 5001',
    ],
    ['no object', 'order' as unknown as Event, 'The event must be an object, not "order"'],
  ])('refuses an event with %s, alone', async (_, event, Message) => {
    const response = await stage.fetch(`/v1/apps/${ApplicationId}/events`, {
      method: 'POST',
      body: JSON.stringify({
        BatchItem: { 'ep-1': { Endpoint: {}, Events: { bad: event, good: order } } },
      }),
    });
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({
      Results: {
        'ep-1': {
          EndpointItemResponse: ACCEPTED,
          EventsItemResponse: { bad: { StatusCode: 400, Message }, good: ACCEPTED },
        },
      },
    });
    expect(await stored('event_type')).toEqual([{ event_type: 'order' }]);
  });

  it.each<[string, Event]>([
    ['an instant without an offset, as UTC', { ...order, Timestamp: '2026-06-01T07:00:00.250' }],
    ['an offset without a colon', { ...order, Timestamp: '2026-06-01T09:00:00.250+0200' }],
    ['a session that has not ended', { ...order, Session: { Id: 's', StartTimestamp: AT, Duration: 5 } }],
    [
      'values as long as they may be',
      {
        ...order,
        Attributes: { ['k'.repeat(50)]: '\u{1F600}'.repeat(200), ...numbered(19, 'x') },
        Metrics: numbered(20, 1),
      },
    ],
    ['keys that JavaScript gives a meaning', { ...order, Attributes: JSON.parse('{"__proto__":"x"}') }],
    ['a line break and a zero byte', { ...order, Attributes: { note: 'a\nb\0c' } }],
  ])('takes %s', async (_, event) => {
    expect(await answerOf(event)).toEqual(ACCEPTED);
    const [row] = await stored('event_timestamp, attributes');
    expect(row?.event_timestamp).toBe(Date.parse(AT));
    expect({ ...(row?.attributes as object) }).toEqual({ ...event.Attributes });
  });

  it('gives an event that is sent again the same id, and another event with the caller’s id another', async () => {
    await put({ 'ep-1': { Endpoint: {}, Events: { 1: order } } });
    stage.clock.advance(60_000);
    expect(await put({ 'EP-1': { Endpoint: {}, Events: { 1: order } } })).toEqual({
      'EP-1': { EndpointItemResponse: ACCEPTED, EventsItemResponse: { 1: ACCEPTED } },
    });
    await put({ 'ep-1': { Endpoint: {}, Events: { 1: { ...order, Timestamp: '2026-06-02' } } } });
    await put({ 'ep-2': { Endpoint: {}, Events: { 1: order } } });
    const [counted] = await stage.ports.queries.query({
      text: 'select count(distinct event_id) as events from events where application_id = ?',
      values: [{ type: 'varchar', value: ApplicationId }],
    });
    expect(counted).toEqual({ events: 3 });
  });

  it('refuses events with more types and keys than an application may have', async () => {
    const types = Array.from({ length: 1500 }, (_, index) => `type-${index}`);
    for (let at = 0; at < types.length; at += 100) {
      const Events = Object.fromEntries(
        types.slice(at, at + 100).map((EventType) => [EventType, { ...order, EventType }]),
      );
      await put({ 'ep-1': { Endpoint: {}, Events } });
    }

    expect(await answerOf({ ...order, EventType: 'one-more' })).toEqual({
      StatusCode: 400,
      Message: 'With one-more the application would have over 1500 custom event types',
    });
    expect(await answerOf({ ...order, EventType: 'type-7' })).toEqual(ACCEPTED);
    expect(await answerOf({ ...order, EventType: '_session.start' })).toEqual(ACCEPTED);
    for (let at = 0; at < 500; at += 25) {
      const Attributes = Object.fromEntries(
        Array.from({ length: 25 }, (_, index) => [`key-${at + index}`, 'x']),
      );
      expect(await answerOf({ ...order, EventType: 'type-7', Attributes })).toEqual(ACCEPTED);
    }
    expect(await answerOf({ ...order, EventType: 'type-7', Attributes: { other: 'x' } })).toEqual({
      StatusCode: 400,
      Message: 'With other the application would have over 500 attribute keys',
    });
  });

  it.each([
    ['no body', undefined, 'EventsRequest is missing'],
    ['no batch', {}, 'BatchItem is missing'],
    ['a list as batch', { BatchItem: [] }, 'BatchItem must be an object, not []'],
    ['an item without endpoint', { BatchItem: { e: { Events: {} } } }, 'BatchItem.e.Endpoint is missing'],
    ['an item without events', { BatchItem: { e: { Endpoint: {} } } }, 'BatchItem.e.Events is missing'],
    [
      'too many events',
      {
        BatchItem: {
          e: { Endpoint: {}, Events: numbered(60, order) },
          f: { Endpoint: {}, Events: numbered(41, order) },
        },
      },
      'The request has 101 events; at most 100 are allowed',
    ],
  ])('refuses a request with %s as a whole', async (_, body, Message) => {
    const response = await stage.fetch(`/v1/apps/${ApplicationId}/events`, {
      method: 'POST',
      body: body && JSON.stringify(body),
    });
    expect(response.status).toBe(400);
    expect(response.headers.get('x-amzn-errortype')).toBe('BadRequestException');
    expect(await response.json()).toEqual({ Message, RequestID: expect.any(String) });
    expect(await stored()).toEqual([]);
  });

  it('refuses over 4 MB, and alone an event over 1,000 KB', async () => {
    const large = (length: number): Event => ({ ...order, AppTitle: 'x'.repeat(length) });
    const answer = await put({ e: { Endpoint: {}, Events: { a: large(1_000_001), b: large(900_000) } } });
    expect(answer.e?.EventsItemResponse).toEqual({
      a: {
        StatusCode: 400,
        Message: expect.stringMatching(/^The event has 10000\d\d bytes; at most 1000000/),
      },
      b: ACCEPTED,
    });
    await expect(one(large(4 * 1024 * 1024))).rejects.toThrow(PayloadTooLargeException);
  });

  it('answers 404 for an application that is not there', async () => {
    ApplicationId = 'f'.repeat(32);
    await expect(one(order)).rejects.toThrow(NotFoundException);
  });

  it('needs a key that may bring events in', async () => {
    const { keyId, secret } = await stage.newKey('ingest');
    const ingest = stage.pinpoint({ credentials: { accessKeyId: keyId, secretAccessKey: secret } });
    const command = new PutEventsCommand({ ApplicationId, EventsRequest: { BatchItem: {} } });
    expect((await ingest.send(command)).EventsResponse).toEqual({ Results: {} });
    const report = await stage.newKey('report');
    const other = stage.pinpoint({
      credentials: { accessKeyId: report.keyId, secretAccessKey: report.secret },
    });
    await expect(other.send(command)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('is answered where browser libraries send their last events, too', async () => {
    const response = await stage.fetch(`/v1/apps/${ApplicationId}/events/legacy`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({ BatchItem: { e: { Endpoint: {}, Events: { a: order } } } }),
    });
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({
      Results: { e: { EndpointItemResponse: ACCEPTED, EventsItemResponse: { a: ACCEPTED } } },
    });
    const refused = await stage.fetch(`/v1/apps/${ApplicationId}/events/legacy`, {
      method: 'POST',
      body: '{',
    });
    expect(refused.headers.get('x-amzn-errortype')).toBe('BadRequestException');
  });
});

describe('the event stream', () => {
  const arns = {
    DestinationStreamArn: 'arn:aws:kinesis:eu-west-1:111122223333:stream/events',
    RoleArn: 'arn:aws:iam::111122223333:role/pinpoint-events',
  };
  const putStream = (WriteEventStream: typeof arns) =>
    client.send(new PutEventStreamCommand({ ApplicationId, WriteEventStream }));
  const getStream = () => client.send(new GetEventStreamCommand({ ApplicationId }));

  it('is kept, replaced and removed', async () => {
    const first = await putStream(arns);
    expect(first.$metadata.httpStatusCode).toBe(200);
    const stream = {
      ApplicationId,
      ...arns,
      LastModifiedDate: stage.clock.now().toISOString(),
      LastUpdatedBy: stage.key.keyId,
    };
    expect((await getStream()).EventStream).toEqual(stream);
    const firehose = 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/events';
    await putStream({ ...arns, DestinationStreamArn: firehose });
    expect((await getStream()).EventStream).toEqual({ ...stream, DestinationStreamArn: firehose });
    const gone = await client.send(new DeleteEventStreamCommand({ ApplicationId }));
    expect(gone.EventStream?.DestinationStreamArn).toBe(firehose);
    await expect(getStream()).rejects.toThrow(NotFoundException);
  });

  it('is a Kinesis or Firehose stream with a role', async () => {
    await expect(putStream({ ...arns, DestinationStreamArn: 'arn:aws:s3:::bucket' })).rejects.toThrow(
      new BadRequestException({
        $metadata: {},
        message:
          'WriteEventStream: DestinationStreamArn: must be the ARN of a Kinesis or Firehose stream, not arn:aws:s3:::bucket',
      }),
    );
    await expect(putStream({ ...arns, RoleArn: 'me' })).rejects.toThrow(
      'must be the ARN of an IAM role, not me',
    );
  });
});

function numbered<T>(count: number, value: T): Record<string, T> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, value]));
}

/** Attributes of about 5 KB each `count`. */
function wide(count: number): Record<string, string[]> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`wide-${index}`, Array(20).fill('x'.repeat(100))]),
  );
}
