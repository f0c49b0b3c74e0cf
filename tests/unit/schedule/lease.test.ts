import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type SettableClock, settableClock } from '../../../src/adapters/local/settable-clock.ts';
import {
  openSqliteDocumentStore,
  type SqliteDocumentStore,
} from '../../../src/adapters/local/sqlite-document-store.ts';
import { inDecisionTurn } from '../../../src/core/schedule/lease.ts';
import type { Ports } from '../../../src/ports/ports.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchpoint-lease-'));
const opened: SqliteDocumentStore[] = [];
let clock: SettableClock;
let file: string;

beforeEach(() => {
  clock = settableClock(new Date('2026-03-01T09:00:00Z'));
  file = join(folder, `${opened.length}.db`);
});
afterAll(() => {
  for (const store of opened) store.close();
  rmSync(folder, { recursive: true });
});

/** A process that shares its stage with others; waiting puts its clock forward. */
function processOf(leaseSeconds: number): Ports {
  const documents = openSqliteDocumentStore(file, clock);
  opened.push(documents);
  const pause = async (milliseconds: number) => {
    clock.advance(milliseconds);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { documents, clock, pause, stage: { leaseSeconds } } as unknown as Ports;
}

describe('decisions of one application', () => {
  it.each([
    ['within a process', () => Array<Ports>(8).fill(processOf(0))],
    ['of several processes', () => Array.from({ length: 8 }, () => processOf(60))],
  ])('are made one after another %s', async (_, processes) => {
    let [inside, most] = [0, 0];
    const order: number[] = [];
    await Promise.all(
      processes().map((ports, index) =>
        inDecisionTurn(ports, 'app', `batch-${index}`, async () => {
          inside += 1;
          most = Math.max(most, inside);
          await new Promise((resolve) => setImmediate(resolve));
          order.push(index);
          inside -= 1;
        }),
      ),
    );
    expect([most, order.length, new Set(order).size]).toEqual([1, 8, 8]);
  });

  it('do not wait for those of another application, nor for one that failed', async () => {
    const ports = processOf(60);
    const release: (() => void)[] = [];
    const long = inDecisionTurn(
      ports,
      'app',
      'a',
      () => new Promise<void>((resolve) => release.push(resolve)),
    );
    expect(await inDecisionTurn(ports, 'other', 'b', async () => 'done')).toBe('done');
    release.pop()?.();
    await long;
    const failing = inDecisionTurn(ports, 'app', 'c', async () => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await inDecisionTurn(ports, 'app', 'd', async () => 'next')).toBe('next');
  });

  it('go on after a process was killed: at once with the same batch, else when its lease is over', async () => {
    const dead = { partition: 'app#app', sort: 'decision-lease' };
    const ports = processOf(60);
    const expiresAt = new Date(clock.now().getTime() + 900_000);
    await ports.documents.put(dead, { holder: 'killed' }, { expiresAt });
    expect(await inDecisionTurn(ports, 'app', 'killed', async () => clock.now())).toEqual(
      new Date('2026-03-01T09:00:00Z'),
    );
    await ports.documents.put(dead, { holder: 'killed' }, { expiresAt });
    await expect(inDecisionTurn(ports, 'app', 'other', async () => 'done')).rejects.toMatchObject({
      code: 'Throttled',
    });
    clock.set(expiresAt);
    expect(await inDecisionTurn(ports, 'app', 'other', async () => 'done')).toBe('done');
  });
});
