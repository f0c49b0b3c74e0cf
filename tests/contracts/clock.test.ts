import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { settableClock } from '../../src/adapters/local/settable-clock.ts';
import { openStageClock } from '../../src/adapters/local/stage-clock.ts';
import { systemClock } from '../../src/adapters/local/system-clock.ts';
import { clockContract } from './clock.contract.ts';

const start = new Date('2026-03-01T09:00:00Z');
let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'touchpoint-clock-'));
});
afterAll(() => rmSync(home, { recursive: true }));

clockContract('system', systemClock);
clockContract('settable', () => settableClock(start));
clockContract('stage', () => openStageClock(join(home, 'contract.json'), systemClock()));

describe('settable clock', () => {
  it('stands still until it is moved', () => {
    const clock = settableClock(start);
    expect(clock.now()).toEqual(start);
    clock.advance(1500);
    expect(clock.now()).toEqual(new Date('2026-03-01T09:00:01.500Z'));
    clock.set(new Date('2030-01-01T00:00:00Z'));
    expect(clock.now()).toEqual(new Date('2030-01-01T00:00:00Z'));
  });
});

describe('stage clock', () => {
  const noon = new Date('2026-03-04T12:00:00Z');

  it('goes on from where it was put, with the world', () => {
    const world = settableClock(start);
    const clock = openStageClock(join(home, 'goes-on.json'), world);
    clock.forwardTo(noon);
    world.advance(60_000);
    expect(clock.now()).toEqual(new Date('2026-03-04T12:01:00Z'));
    expect(clock.ahead()).toBe(75 * 3_600_000);
  });

  it('is ahead after a restart too', () => {
    const file = join(home, 'restart.json');
    openStageClock(file, settableClock(start)).forwardTo(noon);
    expect(openStageClock(file, settableClock(start)).now()).toEqual(noon);
  });

  it('never goes back', () => {
    const clock = openStageClock(join(home, 'back.json'), settableClock(start));
    clock.forwardTo(noon);
    expect(clock.forwardTo(start)).toEqual(noon);
  });
});
