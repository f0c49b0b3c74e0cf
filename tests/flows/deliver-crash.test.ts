import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import type { BatchCounts } from '../../src/core/messages/batch.ts';
import { openLocalStage } from '../../src/runtime/local.ts';
import { prepareBatch } from './prepared-batch.ts';

/** `TOUCHPOINT_CRASH_SEEDS=12 TOUCHPOINT_CRASH_MESSAGES=10000` makes the long version (.ci/run). */
const SEEDS = Number(process.env.TOUCHPOINT_CRASH_SEEDS ?? 2);
const MESSAGES = Number(process.env.TOUCHPOINT_CRASH_MESSAGES ?? 300);
const KILLS = 4;
const CONNECTIONS = 4;
/** As the channel says: five messages a connection. */
const WINDOW = CONNECTIONS * 5;
const POINTS = [
  'before-claim',
  'after-claim',
  'on-the-way',
  'after-acceptance',
  'before-record',
  'after-record',
  'received', // killed from outside, while the server has a message of which it has not said so
] as const;

const folder = mkdtempSync(join(tmpdir(), 'touchpoint-deliver-crash-'));
const prepared = join(folder, 'prepared');
const children = new Set<ChildProcess>();
let applicationId: string;

beforeAll(async () => {
  const stage = await openLocalStage({ home: prepared });
  ({ applicationId } = await prepareBatch(stage.ports, { messages: MESSAGES }));
  await stage.close();
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** Numbers from 0 to below `below`, always the same for a seed (xorshift). */
function chance(seed: number): (below: number) => number {
  let state = (seed * 2_654_435_761 + 1) >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
}

/** A mail server that counts what it has taken by our id of the message. */
async function mailServer() {
  const receipts = new Map<string, number>();
  let onReceipt: (() => void) | undefined;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, _session, done) {
      let text = '';
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1');
      });
      stream.on('end', () => {
        const id = /^x-touchpoint-message-id: *(\S+)/im.exec(text)?.[1] ?? 'none';
        receipts.set(id, (receipts.get(id) ?? 0) + 1);
        onReceipt?.();
        done();
      });
    },
  });
  server.on('error', () => undefined); // clients that are killed
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.server.address() as AddressInfo;
  return {
    receipts,
    url: `smtp://127.0.0.1:${port}?connections=${CONNECTIONS}`,
    /** Calls back when so many more messages have come in. */
    after(more: number, then: () => void) {
      let left = more;
      onReceipt = () => {
        if (left-- === 0) then();
      };
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

interface Result {
  readonly counts: BatchCounts;
  readonly inDoubt: readonly string[];
  readonly recorded: Readonly<Record<string, number>>;
}

/** @returns `undefined` when it was killed */
function run(home: string, url: string, fault: string, started: (child: ChildProcess) => void) {
  const script = join(import.meta.dirname, 'deliver-process.ts');
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', script, home, url, applicationId, fault],
    { env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  children.add(child);
  started(child);
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  return new Promise<Result | undefined>((resolve, reject) => {
    child.once('close', (code, signal) => {
      children.delete(child);
      if (signal === 'SIGKILL') resolve(undefined);
      else if (code === 0) resolve(JSON.parse(output) as Result);
      else reject(new Error(`the sender ended with ${code}`));
    });
  });
}

describe('a run whose process is killed again and again', () => {
  it.each(Array.from({ length: SEEDS }, (_, seed) => seed + 1))(
    'misses nobody, writes to nobody twice and lists whom it doubts (seed %i)',
    async (seed) => {
      const home = join(folder, `seed-${seed}`);
      cpSync(prepared, home, { recursive: true });
      const random = chance(seed);
      const server = await mailServer();
      const share = Math.ceil(MESSAGES / KILLS);
      let kills = 0;
      let result: Result | undefined;
      while (!result) {
        const point = POINTS[(seed + kills) % POINTS.length] as string;
        const groups = Math.ceil(share / WINDOW);
        const visit = random(Math.max(2, groups));
        const isLast = kills === KILLS;
        const fault = isLast || point === 'received' ? '' : `${point}:${visit}`;
        result = await run(home, server.url, fault, (child) =>
          server.after(isLast || point !== 'received' ? Number.POSITIVE_INFINITY : random(share), () =>
            child.kill('SIGKILL'),
          ),
        );
        if (!result) kills += 1;
      }
      await server.close();
      rmSync(home, { recursive: true });

      const { counts, inDoubt, recorded } = result;
      const { SUCCESS = 0, UNKNOWN = 0 } = counts.outcomes;
      const inDoubtOnly = inDoubt.filter((id) => !server.receipts.has(id));
      expect([...server.receipts.values()].filter((times) => times > 1)).toEqual([]);
      expect(server.receipts.size + inDoubtOnly.length).toBe(MESSAGES);
      expect(new Set(inDoubt).size).toBe(UNKNOWN);
      expect(SUCCESS + UNKNOWN).toBe(MESSAGES);
      expect(recorded).toEqual({ SUCCESS, ...(UNKNOWN > 0 && { UNKNOWN }) });
      expect(kills).toBeGreaterThan(0);
      expect(UNKNOWN).toBeLessThanOrEqual(kills * WINDOW);
    },
    600_000,
  );
});
