import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { webhookFunctions } from '../../../src/adapters/local/webhook-functions.ts';
import { customChannel } from '../../../src/core/channels/custom-channel.ts';
import { PlatformError } from '../../../src/core/errors.ts';
import type { CustomContent, OutgoingMessage } from '../../../src/core/messages/outgoing.ts';
import type { RemoteFunctions } from '../../../src/ports/remote-functions.ts';
import { deadUrl, type HttpAnswer, type HttpRequest, openHttpServer } from './http-server.ts';

const SAMPLE = JSON.parse(
  readFileSync('tests/fixtures/custom-channel/custom_channel_campaign_payload.json', 'utf8'),
);

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function open(answer: (request: HttpRequest) => HttpAnswer) {
  const server = await openHttpServer(answer);
  closing.push(server.close);
  const pauses: number[] = [];
  const channel = customChannel({
    functions: webhookFunctions({ secret: async () => 's3cret', loopback: true }),
    pause: async (milliseconds) => void pauses.push(milliseconds),
  });
  return { ...server, channel, pauses, bodies: () => server.requests.map(({ body }) => JSON.parse(body)) };
}

const message = (
  deliveryUri: string,
  endpointId: string,
  content: Partial<CustomContent> = {},
): OutgoingMessage => ({
  messageId: `message of ${endpointId}`,
  applicationId: 'shop',
  channelType: 'CUSTOM',
  address: '+14255555555',
  tags: {},
  content: {
    kind: 'CUSTOM',
    deliveryUri,
    payload: { Message: {}, ApplicationId: 'shop' },
    endpoint: { ChannelType: 'CUSTOM' },
    endpointId,
    ...content,
  },
});
const many = (url: string, count: number, content: Partial<CustomContent> = {}) =>
  Array.from({ length: count }, (_, index) => message(url, `e${index}`, content));

describe('a custom channel', () => {
  it("is called with Pinpoint's payload", async () => {
    const { channel, url, bodies } = await open(() => ({ body: '{}' }));
    const { Endpoints, ...payload } = SAMPLE;
    const [[endpointId, endpoint]] = Object.entries(Endpoints) as [[string, Record<string, unknown>]];
    expect(await channel.send([message(url, endpointId, { payload, endpoint })])).toEqual([
      { kind: 'accepted' },
    ]);
    expect(bodies()).toEqual([SAMPLE]);
  });

  it('is called for up to 50 endpoints at once, those alone that get the same message', async () => {
    const { channel, url, bodies } = await open(() => ({ body: '{}' }));
    const messages = [
      ...many(url, 120),
      ...many(`${url}/other`, 2),
      ...many(url, 2, { payload: { Message: {}, TreatmentId: '1' } }),
    ];
    const answers = await channel.send(messages);
    expect(answers).toEqual(messages.map(() => ({ kind: 'accepted' })));
    const sizes = bodies().map(({ Endpoints }) => Object.keys(Endpoints).length);
    expect(sizes.sort()).toEqual([2, 2, 20, 50, 50]);
  });

  it('is called twice for an endpoint that gets two messages', async () => {
    const { channel, url, bodies } = await open(() => ({ body: '{}' }));
    await channel.send([message(url, 'e1'), message(url, 'e1')]);
    expect(bodies().map(({ Endpoints }) => Object.keys(Endpoints))).toEqual([['e1'], ['e1']]);
  });

  it('may answer with event attributes, up to five of 128 characters', async () => {
    const six = Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`k${index}`, 'v']));
    const { channel, url } = await open(() => ({
      body: JSON.stringify({
        e0: { EventAttributes: { a: 'b' } },
        e1: { EventAttributes: six },
        e2: {
          EventAttributes: {
            long: 'x'.repeat(129),
            ['n'.repeat(129)]: 'v',
            number: 7,
            kept: 'x'.repeat(128),
          },
        },
        e3: 'no object',
        __proto__: { EventAttributes: { a: 'b' } },
      }),
    }));
    expect(await channel.send(many(url, 5))).toEqual([
      { kind: 'accepted', eventAttributes: { a: 'b' } },
      { kind: 'accepted', eventAttributes: { k0: 'v', k1: 'v', k2: 'v', k3: 'v', k4: 'v' } },
      { kind: 'accepted', eventAttributes: { kept: 'x'.repeat(128) } },
      { kind: 'accepted' },
      { kind: 'accepted' },
    ]);
  });

  it.each([['no JSON'], [''], ['null'], ['[1]'], ['7']])('may answer anything else: %j', async (body) => {
    const { channel, url } = await open(() => ({ body }));
    expect(await channel.send([message(url, 'e1')])).toEqual([{ kind: 'accepted' }]);
  });
});

describe('a custom channel that fails', () => {
  it.each([429, 503])(
    'is called three times when it answers %d, then its messages are refused',
    async (status) => {
      const { channel, url, requests, pauses } = await open(() => ({ status }));
      const answers = await channel.send(many(url, 2));
      const refusal = { kind: 'refused', code: status, reason: `${url} answered ${status}` };
      expect(answers).toEqual([refusal, refusal]);
      expect([requests.length, pauses]).toEqual([3, [1000, 2000]]);
    },
  );

  it('delivers when it comes back in time', async () => {
    let calls = 0;
    const { channel, url } = await open(() => (++calls < 3 ? { status: 503 } : { body: '{}' }));
    expect(await channel.send([message(url, 'e1')])).toEqual([{ kind: 'accepted' }]);
  });

  it('is not called again when it may have begun its work', async () => {
    const { channel, url, requests, pauses } = await open(() => ({ status: 500 }));
    expect(await channel.send([message(url, 'e1')])).toEqual([
      { kind: 'refused', code: 500, reason: `${url} answered 500` },
    ]);
    expect([requests.length, pauses]).toEqual([1, []]);
  });

  it('leaves its messages in doubt when it took the call and gave no answer', async () => {
    const { channel, url, requests } = await open(() => 'hang up');
    expect(await channel.send([message(url, 'e1')])).toEqual([
      { kind: 'in-doubt', reason: expect.stringContaining('gave no answer') },
    ]);
    expect(requests).toHaveLength(1);
  });

  it('has its messages refused when it cannot be reached', async () => {
    const { channel, pauses } = await open(() => ({}));
    expect(await channel.send([message(await deadUrl(), 'e1')])).toEqual([
      { kind: 'refused', code: 502, reason: expect.stringContaining('ECONNREFUSED') },
    ]);
    expect(pauses).toEqual([1000, 2000]);
  });

  it('has its messages refused when its address is none', async () => {
    const { channel, pauses } = await open(() => ({}));
    expect(await channel.send([message('http://192.0.2.1/', 'e1')])).toEqual([
      {
        kind: 'refused',
        code: 400,
        reason: expect.stringContaining('only this machine itself is called by http://'),
      },
    ]);
    expect(pauses).toEqual([]);
  });

  it('does not trouble the messages of another', async () => {
    const { channel, url } = await open(({ path }) => (path === '/bad' ? { status: 500 } : { body: '{}' }));
    const answers = await channel.send([
      message(`${url}/bad`, 'e1'),
      message(url, 'e2'),
      message(`${url}/bad`, 'e3'),
    ]);
    expect(answers.map(({ kind }) => kind)).toEqual(['refused', 'accepted', 'refused']);
  });

  it('is not called again when its function threw', async () => {
    let calls = 0;
    const functions: RemoteFunctions = {
      check: async () => undefined,
      call: async () => {
        calls++;
        throw new PlatformError('Internal', 'Function f threw: {}', { reached: true, threw: true });
      },
    };
    const channel = customChannel({ functions, pause: async () => undefined });
    expect(await channel.send([message('f', 'e1')])).toEqual([
      { kind: 'refused', code: 500, reason: 'Function f threw: {}' },
    ]);
    expect(calls).toBe(1);
  });
});
