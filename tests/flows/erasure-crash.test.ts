import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { filesWith } from './bytes.ts';
import { AUTHORIZATION, ended, killAll, startProcess } from './stage-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchpoint-erasure-crash-'));
afterAll(() => {
  killAll();
  rmSync(folder, { recursive: true });
});

const PEOPLE = 40;
const ERASED = 10;
const addressOf = (index: number) => `vanishing-${index}@example.com`;

/** Asks the stage by its ready key. */
function caller(endpoint: string) {
  return async <T>(path: string, method = 'GET', body?: unknown) => {
    const response = await fetch(endpoint + path, {
      method,
      headers: { authorization: AUTHORIZATION },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return (await response.json()) as T;
  };
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
      const victim = await startProcess(home, (text) => {
        if (line.test(text) && ++seen === times) victim.child.kill('SIGKILL');
      });
      const callVictim = caller(victim.endpoint);
      const { Id: app } = await callVictim<{ Id: string }>('/v1/apps', 'POST', { Name: 'shop' });
      const Item = Array.from({ length: PEOPLE }, (_, index) => ({
        Id: `person-of-${index}`,
        ChannelType: 'EMAIL',
        Address: addressOf(index),
        User: { UserId: `user-of-${index}` },
      }));
      await callVictim(`/v1/apps/${app}/endpoints`, 'PUT', { Item });
      for (let index = 0; index < ERASED; index++) {
        await callVictim(`/v1/apps/${app}/endpoints/person-of-${index}`, 'DELETE');
      }
      await ended(victim.child);

      const second = await startProcess(home);
      const callSecond = caller(second.endpoint);
      const done = await until(async () => {
        const { items } = await callSecond<{ items: { state: string; kind: string }[] }>('/erasures');
        return items.every(({ state }) => state === 'DONE') ? items : undefined;
      });
      const left = await callSecond<{ Id: string }>(`/v1/apps/${app}/endpoints/person-of-${ERASED}`);
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
