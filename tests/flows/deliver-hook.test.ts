import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { settableClock } from '../../src/adapters/local/settable-clock.ts';
import { countBatch } from '../../src/core/messages/finish-batch.ts';
import type { OutgoingMessage } from '../../src/core/messages/outgoing.ts';
import type { Channel } from '../../src/ports/channels.ts';
import type { Ports } from '../../src/ports/ports.ts';
import { type LocalStage, openLocalStage } from '../../src/runtime/local.ts';
import { addressOf, prepareBatch, sendPrepared } from './prepared-batch.ts';

interface HookCall {
  readonly CampaignId: string;
  readonly ActivityId: string;
  readonly Endpoints: Record<string, Record<string, unknown>>;
}

let home: string;
let stage: LocalStage;
let server: Server;
let url: string;
let calls: HookCall[];
let answer: (call: HookCall, number: number) => { status?: number; body: unknown };
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'touchpoint-hook-'));
  stage = await openLocalStage({ home, clock: settableClock(new Date('2026-06-01T09:00:00Z')) });
  server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const call = JSON.parse(text) as HookCall;
    const { status = 200, body } = answer(call, calls.push(call));
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await stage.close();
  rmSync(home, { recursive: true });
});
beforeEach(() => {
  calls = [];
});
afterEach(() => server.closeIdleConnections());

/** Sends a batch with the hook to a provider that takes everything. */
async function send(messages: number, Mode?: string) {
  const sent: OutgoingMessage[] = [];
  const pauses: number[] = [];
  const channel: Channel = {
    window: 500,
    idempotent: false,
    tracks: true,
    async send(group) {
      sent.push(...group);
      return group.map(() => ({ kind: 'accepted' }));
    },
  };
  const ports: Ports = {
    ...stage.ports,
    channels: { ...stage.ports.channels, EMAIL: channel },
    pause: async (milliseconds) => void pauses.push(milliseconds),
  };
  const prepared = await prepareBatch(ports, { messages, batch: { hook: { WebUrl: url, Mode } } });
  await sendPrepared(ports, prepared);
  return { sent, pauses, counts: await countBatch(ports, prepared) };
}

describe('a campaign hook', () => {
  it('is asked for fifty endpoints at a time, and told of the run', async () => {
    answer = ({ Endpoints }) => ({ body: Endpoints });
    const { counts } = await send(120, 'FILTER');

    expect(calls.map(({ Endpoints }) => Object.keys(Endpoints).length).sort()).toEqual([20, 50, 50]);
    expect(calls[0]).toMatchObject({ CampaignId: 'campaign-1', ActivityId: 'activity-1', TreatmentId: '0' });
    expect(counts.outcomes).toEqual({ SUCCESS: 120 });
  });

  it('leaves endpoints out, and changes what others are told', async () => {
    answer = ({ Endpoints }) => {
      const { 'Person-2': left, ...rest } = Endpoints;
      const changed = { ...rest['Person-1'], User: { UserAttributes: { FirstName: ['Beatriz'] } } };
      return { body: { ...rest, 'Person-1': { ...changed, Address: 'somebody@example.net' } } };
    };
    const { sent, counts } = await send(3, 'FILTER');

    expect(sent.map(({ address }) => address).sort()).toEqual([addressOf(1), addressOf(3)]);
    expect(sent.find(({ address }) => address === addressOf(1))?.content).toMatchObject({
      subject: 'Hello Beatriz',
    });
    expect(counts.outcomes).toEqual({ SUCCESS: 2, HOOK_FILTERED: 1 });
  });

  it('is asked three times before its endpoints count as failed', async () => {
    answer = () => ({ status: 500, body: { message: 'no' } });
    const { sent, pauses, counts } = await send(3, 'FILTER');

    expect(calls).toHaveLength(3);
    expect(pauses).toEqual([1000, 2000]);
    expect(sent).toEqual([]);
    expect(counts.outcomes).toEqual({ HOOK_FAILURE: 3 });
  });

  it('that answers no endpoints has failed too', async () => {
    answer = (_, number) => ({ body: number < 3 ? 'what?' : {} });
    const { counts } = await send(2, 'FILTER');

    expect(calls).toHaveLength(3);
    expect(counts.outcomes).toEqual({ HOOK_FILTERED: 2 });
  });

  it('of mode DELIVERY gets the endpoints in place of their channel', async () => {
    answer = () => ({ body: {} });
    const { sent, counts } = await send(60, 'DELIVERY');

    expect(sent).toEqual([]);
    expect(calls.flatMap(({ Endpoints }) => Object.keys(Endpoints))).toHaveLength(60);
    expect(counts.outcomes).toEqual({ SUCCESS: 60 });
  });
});
