import type { Ports } from '../../ports/ports.ts';
import { PlatformError } from '../errors.ts';
import type { BatchCounts, BatchReference } from '../messages/batch.ts';

/** Starts the deliver machine for every journey with a tick due; one tick a journey at a time. @returns how many were started */
export async function startDueJourneyTicks(_ports: Ports): Promise<number> {
  return 0;
}

/** When any journey of any application has something to do next, for a clock that is moved by hand. */
export async function nextJourneyDue(_ports: Ports): Promise<Date | undefined> {
  return undefined;
}

/** A tick: moves every due participant, decides their messages, writes `batch.json`. Done again, it changes nothing. */
export async function decideJourneyTick(_ports: Ports, reference: BatchReference): Promise<void> {
  throw new PlatformError('Internal', `Journey tick ${reference.batchId} cannot be decided yet`);
}

/** Notes what became of a tick's messages and lets the next tick begin. Done again, it changes nothing. */
export async function completeJourneyTick(
  _ports: Ports,
  _reference: BatchReference,
  _counts: BatchCounts,
): Promise<void> {}

/** Notes that a tick failed as a whole. */
export async function failJourneyTick(
  _ports: Ports,
  _reference: BatchReference,
  _cause: string,
): Promise<void> {}
