import { describe, expect, it } from '@jest/globals';
import { athenaText } from '../../../src/adapters/aws/athena-literal.ts';
import { compileJourneyMessages } from '../../../src/compiler/journey-messages.ts';
import { compileJourneyMoves } from '../../../src/compiler/journey-moves.ts';
import {
  type JourneyPlan,
  type JourneyTick,
  MESSAGE_TYPES,
  type PlannedActivity,
  splitDwell,
} from '../../../src/core/journeys/journey-plan.ts';
import { zoneNames } from '../../../src/core/schedule/zones.ts';
import { everyone } from './arbitraries.ts';

/** Athena's limit on the text of a statement, in bytes. */
const ATHENA_LIMIT = 262_144;
const HOUR = 60 * 60 * 1000;
const NOW = new Date('2026-11-20T12:00:00Z');

/** The longest chain that a journey can be, of the activities with the longest text, under ids of 100 characters. */
function longestPlan(activities: number): JourneyPlan {
  const id = (index: number) => `${'activity'.repeat(12)}${index}`.slice(-100);
  const next = (index: number) => (index + 1 < activities ? { next: id(index + 1) } : {});
  const planned = Array.from({ length: activities }, (_, index): PlannedActivity => {
    if (index % 2 === 0) {
      const type = MESSAGE_TYPES[(index / 2) % MESSAGE_TYPES.length] ?? 'EMAIL';
      return { kind: 'message', id: id(index), type, channelTypes: ['GCM', 'APNS', 'ADM'], ...next(index) };
    }
    const condition = {
      kind: 'event' as const,
      messageActivity: id(index - 1),
      dimensions: { EventType: { Values: ['_email.open', '_email.click'] } },
    };
    const branch = { condition, ...next(index) };
    return {
      kind: 'multi',
      id: id(index),
      dwell: splitDwell({ afterMs: HOUR, until: NOW }, ['EMAIL']),
      branches: [branch, branch, branch, branch],
    };
  });
  return {
    applicationId: 'a'.repeat(32),
    journeyId: 'j'.repeat(32),
    participants: 'user',
    activities: planned,
    start: id(0),
    reentry: { cap: 1, intervalMs: HOUR },
    oneRun: true,
    caps: { daily: 1, total: 2, timeframe: { cap: 3, days: 4 }, projectDaily: 5 },
    waitForQuietTime: true,
    zoneEstimates: ['PHONE_NUMBER', 'POSTAL_CODE'],
    zoneRequired: true,
  };
}

function fullestTick(): JourneyTick {
  const until = new Date(NOW.getTime() + 8 * HOUR);
  return {
    tickId: 'tick',
    now: NOW,
    eventsSince: NOW,
    eventLagMs: HOUR,
    pauses: Array.from({ length: 20 }, (_, index) => ({
      from: new Date(NOW.getTime() - (2 * index + 2) * HOUR),
      to: new Date(NOW.getTime() - (2 * index + 1) * HOUR),
    })).reverse(),
    zones: zoneNames().map((name) => ({
      name,
      closedUntil: Object.fromEntries(MESSAGE_TYPES.map((type) => [type, until])),
      mayEnter: true,
    })),
    entry: { kind: 'segment', runId: 'run', at: NOW, segment: everyone, byZone: true },
  };
}

describe('the statements of a tick', () => {
  const bytesOf = (activities: number) => {
    const [plan, tick] = [longestPlan(activities), fullestTick()];
    const moves = athenaText(compileJourneyMoves(plan, tick));
    const messages = athenaText(compileJourneyMessages(plan, tick));
    return { moves: Buffer.byteLength(moves), messages: Buffer.byteLength(messages) };
  };

  it('stay far below what Athena takes, with values in the text, for the longest journey in every time zone', () => {
    const { moves, messages } = bytesOf(40);

    expect(moves).toBeLessThan(ATHENA_LIMIT * 0.8);
    expect(messages).toBeLessThan(ATHENA_LIMIT / 2);
  });

  it('grow with the number of activities, and no faster', () => {
    const [ten, twenty, forty] = [bytesOf(10).moves, bytesOf(20).moves, bytesOf(40).moves];

    expect(forty - twenty).toBeLessThan(2.2 * (twenty - ten));
  });
});
