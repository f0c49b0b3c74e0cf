import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { filesWith } from './bytes.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchpoint-erasure-crash-'));
const children = new Set<ChildProcess>();
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

interface Running {
  readonly child: ChildProcess;
  call<T>(path: string, method?: string, body?: unknown): Promise<T>;
}

const KEY = { id: 'crash', secret: 'test-secret-of-the-crash-test' };
const PEOPLE = 40;
const ERASED = 10;
const addressOf = (index: number) => `vanishing-${index}@example.com`;

/** `npm start`'s own process on a home, `onLine` seeing what it prints. */
function start(home: string, onLine: (line: string) => void = () => undefined): Promise<Running> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, '../../src/runtime/serve.ts')],
    {
      env: {
        ...process.env,
        PORT: '0',
        TOUCHPOINT_HOME: home,
        TOUCHPOINT_DEMO: 'off',
        TOUCHPOINT_ACCESS_KEY_ID: KEY.id,
        TOUCHPOINT_SECRET_ACCESS_KEY: KEY.secret,
        NODE_OPTIONS: '',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  children.add(child);
  return new Promise((resolve, reject) => {
    child.once('exit', (code, signal) => reject(new Error(`the stage ended early: ${code ?? signal}`)));
    let rest = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        onLine(line);
        const endpoint = /SDK endpoint\s+(\S+)/.exec(line)?.[1];
        if (endpoint) resolve({ child, call: caller(endpoint) });
      }
    });
  });
}

function caller(endpoint: string): Running['call'] {
  return async <T>(path: string, method = 'GET', body?: unknown) => {
    const response = await fetch(endpoint + path, {
      method,
      headers: { authorization: `Bearer ${KEY.id}.${KEY.secret}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return (await response.json()) as T;
  };
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });
}

async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Which line of the process' output is the last that it prints. */
const MOMENTS: readonly [string, RegExp, number][] = [
  ['after it was claimed', /^ *erase .* Collect /, 1],
  ['after the documents', /^ *erase .* Erase /, 1],
  ['after the tables', /^ *erase .* Erase /, 3],
  ['after the last place', /^ *erase .* Erase /, 6],
];

describe('an erasure whose process is killed', () => {
  it.each(MOMENTS)(
    '%s is done by the next one, once for all who asked',
    async (name, line, times) => {
      const home = join(folder, name.replaceAll(' ', '-'));
      mkdirSync(join(home, 's3/touchpoint-uploads/imports'), { recursive: true });
      writeFileSync(
        join(home, 's3/touchpoint-uploads/imports/people.ndjson'),
        Array.from(
          { length: PEOPLE },
          (_, index) => `${JSON.stringify({ Address: addressOf(index) })}\n`,
        ).join(''),
      );
      let seen = 0;
      const victim: Running = await start(home, (text) => {
        if (line.test(text) && ++seen === times) victim.child.kill('SIGKILL');
      });
      const { Id: app } = await victim.call<{ Id: string }>('/v1/apps', 'POST', { Name: 'shop' });
      const Item = Array.from({ length: PEOPLE }, (_, index) => ({
        Id: `person-of-${index}`,
        ChannelType: 'EMAIL',
        Address: addressOf(index),
        User: { UserId: `user-of-${index}` },
      }));
      await victim.call(`/v1/apps/${app}/endpoints`, 'PUT', { Item });
      for (let index = 0; index < ERASED; index++) {
        await victim.call(`/v1/apps/${app}/endpoints/person-of-${index}`, 'DELETE');
      }
      await ended(victim.child);

      const second = await start(home);
      const done = await until(async () => {
        const { items } = await second.call<{ items: { state: string; kind: string }[] }>('/erasures');
        return items.every(({ state }) => state === 'DONE') ? items : undefined;
      });
      const left = await second.call<{ Id: string }>(`/v1/apps/${app}/endpoints/person-of-${ERASED}`);
      second.child.kill('SIGTERM');
      await ended(second.child);

      expect(seen).toBe(times);
      expect(done).toHaveLength(ERASED);
      expect(left.Id).toBe(`person-of-${ERASED}`);
      for (let index = 0; index < ERASED; index++) {
        expect(filesWith(home, addressOf(index))).toEqual([]);
        expect(filesWith(home, `person-of-${index}"`)).toEqual([]);
      }
      expect(filesWith(home, addressOf(ERASED))).not.toEqual([]);
    },
    240_000,
  ); // two starts and two waits for a tick, on a machine that does other things
});
