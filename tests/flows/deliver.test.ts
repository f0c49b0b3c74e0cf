import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SettableClock, settableClock } from '../../src/adapters/local/settable-clock.ts';
import { updateChannel } from '../../src/core/channels/channel-settings.ts';
import { countBatch } from '../../src/core/messages/finish-batch.ts';
import { listInDoubt } from '../../src/core/messages/in-doubt.ts';
import type { OutgoingMessage } from '../../src/core/messages/outgoing.ts';
import { suppress } from '../../src/core/suppression/suppression.ts';
import type { Channel, Handover } from '../../src/ports/channels.ts';
import type { Ports } from '../../src/ports/ports.ts';
import type { SqlRow } from '../../src/ports/query-engine.ts';
import { type LocalStage, openLocalStage } from '../../src/runtime/local.ts';
import {
  addressOf,
  type BatchWish,
  type PreparedBatch,
  prepareBatch,
  sendPrepared,
} from './prepared-batch.ts';

let home: string;
let clock: SettableClock;
let stage: LocalStage;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'touchpoint-deliver-'));
  clock = settableClock(new Date('2026-06-01T09:00:00Z'));
  stage = await openLocalStage({ home, clock });
});
afterAll(async () => {
  await stage.close();
  rmSync(home, { recursive: true });
});

/** The stage's ports with a provider in the test's hand; waiting moves the clock. */
interface Sending {
  readonly ports: Ports;
  /** Messages by the call that brought them. */
  readonly calls: (readonly OutgoingMessage[])[];
  readonly pauses: number[];
}

function provider(
  answer: (message: OutgoingMessage, call: number) => Handover | Promise<Handover>,
  { window = 10, idempotent = false }: Partial<Channel> = {},
): Sending {
  const calls: (readonly OutgoingMessage[])[] = [];
  const pauses: number[] = [];
  const channel: Channel = {
    window,
    idempotent,
    tracks: false,
    async send(messages) {
      const call = calls.push(messages);
      return Promise.all(messages.map((message) => answer(message, call)));
    },
  };
  const ports: Ports = {
    ...stage.ports,
    channels: { EMAIL: channel, SMS: channel, PUSH: channel, VOICE: channel, CUSTOM: channel },
    async pause(milliseconds) {
      pauses.push(milliseconds);
      clock.advance(milliseconds);
    },
  };
  return { ports, calls, pauses };
}

const accepted: Handover = { kind: 'accepted' };
const addressesOf = (calls: Sending['calls']) => calls.flat().map(({ address }) => address);

async function sent({ ports }: Sending, wish: BatchWish): Promise<PreparedBatch> {
  const prepared = await prepareBatch(ports, wish);
  await sendPrepared(ports, prepared);
  return prepared;
}

function statuses({ queries }: Ports, { applicationId }: PreparedBatch): Promise<SqlRow[]> {
  return queries.query({
    text: `select event_type, coalesce(attributes['campaign_send_status'], attributes['journey_send_status']) as status,
        count(*) as events, count(distinct event_id) as ids
      from events where application_id = ? group by all order by all`,
    values: [{ type: 'varchar', value: applicationId }],
  });
}

describe('a batch', () => {
  it('goes out in groups of the window, once to each, personalised and with links to unsubscribe', async () => {
    const sending = provider(() => accepted);
    const prepared = await sent(sending, { messages: 25 });
    const counts = await countBatch(sending.ports, prepared);

    expect(sending.calls.map((messages) => messages.length)).toEqual([10, 10, 5]);
    expect(new Set(addressesOf(sending.calls))).toEqual(
      new Set(Array.from({ length: 25 }, (_, index) => addressOf(index + 1))),
    );
    const seventh = sending.calls.flat().find(({ address }) => address === addressOf(7));
    expect(seventh).toMatchObject({
      channelType: 'EMAIL',
      content: {
        from: 'news@example.com',
        subject: 'Hello Ana 7',
        html: expect.stringMatching(/<p>Hi Ana 7, <a href="http:\/\/127\.0\.0\.1:3000\/t\/c\//),
        text: expect.stringContaining('Hi Ana 7'),
        headers: [
          { name: 'List-Unsubscribe', value: expect.stringContaining('/u/') },
          { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
        ],
      },
      tags: { endpoint_id: 'Person-7', campaign_id: 'campaign-1', campaign_activity_id: 'activity-1' },
    });
    expect(counts).toEqual({ audience: 25, held: {}, outcomes: { SUCCESS: 25 } });
    expect(await statuses(sending.ports, prepared)).toEqual([
      { event_type: '_campaign.send', status: 'SUCCESS', events: 25, ids: 25 },
    ]);
  });

  it('is sent once though it is sent again', async () => {
    const sending = provider(() => accepted);
    const prepared = await sent(sending, { messages: 25 });
    await sendPrepared(sending.ports, prepared);

    expect(addressesOf(sending.calls)).toHaveLength(25);
  });

  it('reports those who are held back with an event, and writes to none of them', async () => {
    const sending = provider(() => accepted);
    const reason = `case i % 3 when 0 then 'HOLDOUT' when 1 then 'ENDPOINT_OPT_OUT' end`;
    const prepared = await sent(sending, { messages: 9, reason });
    const counts = await countBatch(sending.ports, prepared);

    expect(counts).toEqual({
      audience: 9,
      held: { HOLDOUT: 3, ENDPOINT_OPT_OUT: 3 },
      outcomes: { SUCCESS: 3 },
    });
    expect(await statuses(sending.ports, prepared)).toEqual([
      { event_type: '_campaign.send', status: 'HOLDOUT', events: 3, ids: 3 },
      { event_type: '_campaign.send', status: 'SUCCESS', events: 3, ids: 3 },
    ]);
  });

  it('gives each channel its own window', async () => {
    const sending = provider(() => accepted);
    await updateChannel(
      sending.ports,
      (await prepareBatch(sending.ports, { messages: 1 })).applicationId,
      'sms',
      {},
    );
    const prepared = await prepareBatch(sending.ports, {
      messages: 30,
      channelType: `case i % 2 when 0 then 'EMAIL' else 'SMS' end`,
      batch: { variants: { '0': { MessageConfiguration: { DefaultMessage: { Body: 'Hi {{Id}}' } } } } },
    });
    await updateChannel(sending.ports, prepared.applicationId, 'sms', {});
    await sendPrepared(sending.ports, prepared);

    const sizes = sending.calls.map((messages) => `${messages[0]?.content.kind} ${messages.length}`);
    expect(sizes.every((size) => Number(size.split(' ')[1]) <= 10)).toBe(true);
    expect(addressesOf(sending.calls)).toHaveLength(30);
  });

  it('does not fail for one who cannot be rendered', async () => {
    const sending = provider(() => accepted);
    const prepared = await sent(sending, {
      messages: 10,
      batch: {
        variants: {
          '0': {
            MessageConfiguration: {
              EmailMessage: {
                Title: 'Hi',
                Body: '{{#eq Id "Person-3"}}{{substring Id Address}}{{/eq}}Hello',
              },
            },
          },
        },
      },
    });
    const counts = await countBatch(sending.ports, prepared);

    expect(counts.outcomes).toEqual({ SUCCESS: 9, FAILURE: 1 });
    expect(await statuses(sending.ports, prepared)).toEqual([
      { event_type: '_campaign.send', status: 'FAILURE', events: 1, ids: 1 },
      { event_type: '_campaign.send', status: 'SUCCESS', events: 9, ids: 9 },
      { event_type: '_email.rendering_failure', status: null, events: 1, ids: 1 },
    ]);
  });

  it('records for each message that its channel is not set up', async () => {
    const sending = provider(() => accepted);
    const counts = await countBatch(
      sending.ports,
      await sent(sending, { messages: 3, channelType: `'SMS'` }),
    );

    expect(counts.outcomes).toEqual({ UNSUPPORTED_CHANNEL: 3 });
    expect(sending.calls).toEqual([]);
  });
});

describe('a provider that', () => {
  it('throttles gets what it did not take again, later', async () => {
    const sending = provider((_, call) => (call < 3 ? { kind: 'throttled', reason: '421 later' } : accepted));
    const counts = await countBatch(sending.ports, await sent(sending, { messages: 5 }));

    expect(sending.pauses).toEqual([1000, 2000]);
    expect(counts.outcomes).toEqual({ SUCCESS: 5 });
  });

  it('takes a part of a group gets only the rest again', async () => {
    const taken = new Set<string>();
    const sending = provider(({ address }, call) => {
      if (call === 1 && address < addressOf(3)) return { kind: 'unavailable', reason: 'connection refused' };
      taken.add(address);
      return accepted;
    });
    const counts = await countBatch(sending.ports, await sent(sending, { messages: 5 }));

    expect(addressesOf(sending.calls.slice(1))).toEqual(
      [addressOf(1), addressOf(2)].filter((to) => taken.has(to)),
    );
    expect(counts.outcomes).toEqual({ SUCCESS: 5 });
  });

  it('refuses gets nothing again', async () => {
    const sending = provider(({ address }) =>
      address === addressOf(2) ? { kind: 'refused', code: 550, reason: 'no such mailbox' } : accepted,
    );
    const counts = await countBatch(sending.ports, await sent(sending, { messages: 4 }));

    expect(sending.calls).toHaveLength(1);
    expect(counts.outcomes).toEqual({ SUCCESS: 3, FAILURE_PERMANENT: 1 });
  });

  it('is down is asked for two minutes, then once a group, and each message is recorded', async () => {
    const sending = provider(() => ({ kind: 'unavailable', reason: 'ECONNREFUSED 127.0.0.1:25' }));
    const counts = await countBatch(sending.ports, await sent(sending, { messages: 30 }));

    expect(sending.pauses).toEqual([1000, 2000, 4000, 8000, 16000, 32000, 60000]);
    expect(sending.calls).toHaveLength(8 + 2);
    expect(counts.outcomes).toEqual({ TRANSIENT_FAILURE: 30 });
  });

  it('does not answer leaves messages in doubt, which are listed and not sent again', async () => {
    const sending = provider(({ address }) =>
      address === addressOf(4) ? { kind: 'in-doubt', reason: 'time-out after DATA' } : accepted,
    );
    const prepared = await sent(sending, { messages: 12 });
    const counts = await countBatch(sending.ports, prepared);
    const { items } = await listInDoubt(sending.ports, prepared.applicationId, { limit: 10 });

    expect(sending.calls.flat().filter(({ address }) => address === addressOf(4))).toHaveLength(1);
    expect(counts.outcomes).toEqual({ SUCCESS: 11, UNKNOWN: 1 });
    expect(items).toEqual([
      expect.objectContaining({
        campaignId: 'campaign-1',
        endpointId: 'person-4',
        address: addressOf(4),
        reason: 'time-out after DATA',
      }),
    ]);
  });

  it('does not answer is asked again when it knows a message by its id', async () => {
    const sending = provider(
      (_, call) => (call === 1 ? { kind: 'in-doubt', reason: 'connection lost' } : accepted),
      { idempotent: true },
    );
    const counts = await countBatch(sending.ports, await sent(sending, { messages: 4 }));

    expect(sending.calls.map((messages) => messages.length)).toEqual([4, 4]);
    expect(counts.outcomes).toEqual({ SUCCESS: 4 });
  });

  it('breaks its promise and throws leaves its messages in doubt', async () => {
    const sending = provider(() => Promise.reject(new Error('a fault')));
    const counts = await countBatch(sending.ports, await sent(sending, { messages: 4 }));

    expect(counts.outcomes).toEqual({ UNKNOWN: 4 });
  });
});

describe('a batch under way', () => {
  it('writes to nobody who opted out or was suppressed since it was decided', async () => {
    const sending = provider(() => accepted);
    const prepared = await prepareBatch(sending.ports, { messages: 6 });
    clock.advance(60_000);
    await suppress(sending.ports, prepared.applicationId, {
      channelType: 'EMAIL',
      address: addressOf(2).toUpperCase(),
      reason: 'COMPLAINT',
    });
    await sendPrepared(sending.ports, prepared);
    const counts = await countBatch(sending.ports, prepared);

    expect(addressesOf(sending.calls)).not.toContain(addressOf(2));
    expect(counts.outcomes).toEqual({ SUCCESS: 5, SUPPRESSED: 1 });
  });

  it('lets the rest expire when its time is over', async () => {
    const sending = provider(
      () => {
        clock.advance(40_000);
        return accepted;
      },
      { window: 2 },
    );
    const counts = await countBatch(
      sending.ports,
      await sent(sending, {
        messages: 6,
        batch: { expiresAt: new Date(clock.now().getTime() + 60_000).toISOString() },
      }),
    );

    expect(counts.outcomes).toEqual({ SUCCESS: 2, EXPIRED: 4 });
  });

  it('keeps its rate', async () => {
    const times: number[] = [];
    const sending = provider(() => {
      times.push(clock.now().getTime());
      return accepted;
    });
    const begin = clock.now().getTime();
    await sent(sending, { messages: 20, batch: { messagesPerSecond: 4 } });

    const counted = Map.groupBy(times, (time) => Math.floor((time - begin) / 1000));
    expect([...counted.values()].map((second) => second.length)).toEqual([4, 4, 4, 4, 4]);
  });

  it('ends a turn in time and goes on in the next', async () => {
    const sending = provider(() => {
      clock.advance(31_000);
      return accepted;
    });
    const counts = await countBatch(sending.ports, await sent(sending, { messages: 40 }));

    expect(addressesOf(sending.calls)).toHaveLength(40);
    expect(counts.outcomes).toEqual({ SUCCESS: 40 });
  });
});
