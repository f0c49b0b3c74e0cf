import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { settableClock } from '../../src/adapters/local/settable-clock.ts';
import { readSmtpUrl } from '../../src/adapters/mail/smtp-url.ts';
import { chunkBatch, sendChunk } from '../../src/core/messages/deliver-steps.ts';
import { countBatch, dropRows } from '../../src/core/messages/finish-batch.ts';
import type { Ports } from '../../src/ports/ports.ts';
import { type LocalStage, openLocalStage } from '../../src/runtime/local.ts';
import { prepareBatch, sendPrepared } from './prepared-batch.ts';

let home: string;
let stage: LocalStage;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'touchpoint-workers-'));
  const clock = settableClock(new Date('2026-06-01T09:00:00Z'));
  stage = await openLocalStage({ home, clock, smtp: readSmtpUrl(`smtp://127.0.0.1:${await closedPort()}`) });
});
afterAll(async () => {
  await stage.close();
  rmSync(home, { recursive: true });
});

/** Where nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('an SMTP server that cannot be reached', () => {
  it('is tried again and again, then each message says so, and none is in doubt', async () => {
    const pauses: number[] = [];
    const ports: Ports = { ...stage.ports, pause: async (milliseconds) => void pauses.push(milliseconds) };
    const prepared = await prepareBatch(ports, { messages: 60 });
    await sendPrepared(ports, prepared);

    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16000, 32000, 60000]);
    expect((await countBatch(ports, prepared)).outcomes).toEqual({ TRANSIENT_FAILURE: 60 });
  });
});

/** A provider that waits to be let go, and counts. */
function held() {
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const reached: (() => void)[] = [];
  const calls = [1, 2].map(() => new Promise<void>((resolve) => reached.push(resolve)));
  const taken: string[] = [];
  const channel = {
    window: 10,
    idempotent: false,
    tracks: true,
    async send(messages: readonly { readonly address: string }[]) {
      reached.shift()?.();
      await gate;
      taken.push(...messages.map(({ address }) => address));
      return messages.map(() => ({ kind: 'accepted' }) as const);
    },
  };
  return { channel, taken, calls, letGo: () => letGo() };
}

function portsWith(channel: Ports['channels']['EMAIL'], leaseSeconds: number): Ports {
  return {
    ...stage.ports,
    stage: { ...stage.ports.stage, leaseSeconds },
    channels: { ...stage.ports.channels, EMAIL: channel },
  };
}

describe('two workers at one chunk', () => {
  it('send it once: the second waits for the lease of the first', async () => {
    const { channel, taken, calls, letGo } = held();
    const ports = portsWith(channel, 900);
    const prepared = await prepareBatch(ports, { messages: 25 });
    await chunkBatch(ports, prepared);
    const first = sendChunk(ports, { ...prepared, chunk: 0 });
    await calls[0];
    const second = await sendChunk(ports, { ...prepared, chunk: 0 });
    letGo();

    expect(second).toEqual({ finished: false, waitSeconds: 900 });
    expect(await first).toEqual({ finished: true, waitSeconds: 0 });
    expect(await sendChunk(ports, { ...prepared, chunk: 0 })).toEqual({ finished: true, waitSeconds: 0 });
    expect(new Set(taken).size).toBe(25);
    expect(taken).toHaveLength(25);
  });

  it('write to nobody twice without a lease either: who was overtaken stops', async () => {
    const { channel, taken, calls, letGo } = held();
    const ports = portsWith(channel, 0);
    const prepared = await prepareBatch(ports, { messages: 25 });
    await chunkBatch(ports, prepared);
    const first = sendChunk(ports, { ...prepared, chunk: 0 }).catch((error: Error) => error.name);
    await calls[0];
    const second = sendChunk(ports, { ...prepared, chunk: 0 });
    await calls[1];
    letGo();

    expect([await first, (await second).finished]).toEqual(['Conflict', true]);
    expect(new Set(taken).size).toBe(taken.length);
    expect((await countBatch(ports, prepared)).outcomes).toEqual({ SUCCESS: 15, UNKNOWN: 10 });
  });

  it('cut a batch into the same chunks', async () => {
    const prepared = await prepareBatch(stage.ports, { messages: 5 });
    const cuts = await Promise.all([chunkBatch(stage.ports, prepared), chunkBatch(stage.ports, prepared)]);

    expect(cuts).toEqual([{ chunks: [0] }, { chunks: [0] }]);
    const { chunks } = await chunkBatch(stage.ports, prepared);
    expect(chunks).toEqual([0]);
  });
});

describe('a batch that was sent', () => {
  it('leaves no files with people’s data, and is not sent again without them', async () => {
    const { channel, taken, letGo } = held();
    letGo();
    const ports = portsWith(channel, 0);
    const prepared = await prepareBatch(ports, { messages: 5 });
    await sendPrepared(ports, prepared);
    const rows = `batches/${prepared.applicationId}/${prepared.batchId}/rows/`;
    const before = await ports.lake.list(rows);
    await dropRows(ports, prepared);
    await sendPrepared(ports, prepared);

    expect(before).toHaveLength(1);
    expect(await ports.lake.list(rows)).toEqual([]);
    expect(taken).toHaveLength(5);
  });
});

describe('a batch that is started twice', () => {
  it('is one execution', async () => {
    const reference = { kind: 'campaign', applicationId: 'none', batchId: 'twice' };
    const ids = await Promise.all([1, 2].map(() => stage.workflows.start('deliver', 'twice', reference)));

    expect(new Set(ids).size).toBe(1);
  });
});
