import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SettableClock, settableClock } from '../../src/adapters/local/settable-clock.ts';
import { buildApp } from '../../src/api/app.ts';
import { mailboxRoutes } from '../../src/api/mailbox.ts';
import { operations, routes } from '../../src/api/mounted.ts';
import { createKey } from '../../src/core/keys/keys.ts';
import { clockTick, nextDue } from '../../src/core/schedule/clock-tick.ts';
import type { Ports } from '../../src/ports/ports.ts';
import { openLocalStage } from '../../src/runtime/local.ts';

const BASE = 'http://127.0.0.1:3000';
const MAX_STEPS = 500;

/** A stage on a home that it can be opened on again; the clock goes on meanwhile. */
export interface JourneyHome {
  readonly clock: SettableClock;
  ports(): Ports;
  /** @returns the answer's body, parsed when it is JSON */
  call<T>(path: string, method?: string, body?: unknown): Promise<T>;
  /** One clock tick, its deliveries awaited. */
  tick(): Promise<void>;
  /** Puts the clock forward, doing on the way what falls due. */
  advance(milliseconds: number): Promise<void>;
  /** Closes the stage and opens it again, as a new process would. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function journeyHome(start: string): Promise<JourneyHome> {
  const home = mkdtempSync(join(tmpdir(), 'touchpoint-journey-'));
  const clock = settableClock(new Date(start));
  let stage = await openLocalStage({ home, clock });
  const key = await createKey(stage.ports, { name: 'test', scopes: ['admin'] });
  const appOf = () =>
    buildApp(stage.ports, {
      operations,
      routes: [...routes, ...mailboxRoutes(stage.mailbox)],
      log: () => undefined,
    });
  let app = appOf();
  async function tick() {
    await clockTick(stage.ports);
    await stage.settled();
  }
  return {
    clock,
    ports: () => stage.ports,
    async call<T>(path: string, method = 'GET', body?: unknown): Promise<T> {
      const headers = { authorization: `Bearer ${key.keyId}.${key.secret}` };
      const request = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
      const response = await app.fetch(new Request(path.startsWith(BASE) ? path : BASE + path, request));
      if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
      const isJson = response.headers.get('content-type')?.includes('json');
      return (isJson ? await response.json() : await response.arrayBuffer()) as T;
    },
    tick,
    async advance(milliseconds) {
      const target = new Date(clock.now().getTime() + milliseconds);
      await tick();
      for (let step = 0; step < MAX_STEPS; step++) {
        const due = await nextDue(stage.ports);
        if (due === undefined || due > target) break;
        if (due > clock.now()) clock.set(due);
        await tick();
      }
      clock.set(target);
      await tick();
    },
    async restart() {
      await stage.close();
      stage = await openLocalStage({ home, clock });
      app = appOf();
      await stage.workflows.resume();
      await stage.settled();
    },
    async close() {
      await stage.close();
      rmSync(home, { recursive: true });
    },
  };
}
