import { describe, expect, it } from '@jest/globals';
import { settableClock } from '../../src/adapters/local/settable-clock.ts';
import { systemClock } from '../../src/adapters/local/system-clock.ts';
import { clockContract } from './clock.contract.ts';

const start = new Date('2026-03-01T09:00:00Z');
clockContract('system', systemClock);
clockContract('settable', () => settableClock(start));

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
