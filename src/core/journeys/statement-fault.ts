import { compileJourneyMessages } from '../../compiler/journey-messages.ts';
import { compileJourneyMoves } from '../../compiler/journey-moves.ts';
import { zoneNames } from '../schedule/zones.ts';
import { MAX_STATEMENT_BYTES, statementBytes } from '../statement.ts';
import type { KeptSegments } from './journey-documents.ts';
import { type JourneyTick, MESSAGE_TYPES } from './journey-plan.ts';
import { planOf } from './plan.ts';
import { type PublishedJourney, tickInputs } from './tick-inputs.ts';

/** Kept free of what a tick may take, for the pauses of a long life and for segments that grow a little. */
const ROOM_BYTES = 24_000;

/**
 * Whether a tick of the journey would be longer than what Athena takes: every segment that it asks for stands in its
 * text. Reckoned for the fullest tick that there can be: somebody enters, and every time zone is closed for every channel.
 * @returns what is wrong, if anything is
 */
export function statementFaults(stored: PublishedJourney, segments: KeptSegments, now: Date): string[] {
  const plan = planOf(stored, segments, { Limits: { Daily: 1 } });
  const at = now.toISOString();
  const tick = {
    batchId: `${stored.journey.Id}-1000000`,
    scheduledAt: at,
    now: at,
    entry: { runId: 'r'.repeat(32), pass: 0, at, after: at, upTo: at },
  };
  const inputs = inEveryZone(tickInputs(stored, plan, tick, segments, { eventLagMs: 1 }), now);
  const bytes = Math.max(
    statementBytes(compileJourneyMoves(plan, inputs)),
    statementBytes(compileJourneyMessages(plan, inputs)),
  );
  if (bytes <= MAX_STATEMENT_BYTES - ROOM_BYTES) return [];
  return [
    `Activities and the segments that they ask for make a statement of ${bytes} bytes; at most ${MAX_STATEMENT_BYTES - ROOM_BYTES} are allowed`,
  ];
}

function inEveryZone(inputs: JourneyTick, now: Date): JourneyTick {
  if (inputs.zones === undefined) return inputs;
  const closedUntil = Object.fromEntries(MESSAGE_TYPES.map((type) => [type, now]));
  return { ...inputs, zones: zoneNames().map((name) => ({ name, closedUntil, mayEnter: true })) };
}
