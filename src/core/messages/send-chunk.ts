import type { Ports } from '../../ports/ports.ts';
import type { MessageBatch } from './batch.ts';
import { batchComposers } from './batch-composers.ts';
import { type ChunkReference, readBatch, requireManifest } from './chunk-documents.ts';
import { type ChunkGroups, chunkGroups } from './chunk-groups.ts';
import { type ChunkLedger, openLedger } from './chunk-ledger.ts';
import { openChunkLines } from './chunk-lines.ts';
import { type Group, pendingOf } from './group.ts';
import { type GroupSender, groupSender } from './group-sender.ts';
import { openState, settledState } from './ledger-states.ts';
import { SENT, unpackOutcomes } from './outcome.ts';
import { type Pace, paceOf } from './pace.ts';
import { recordGroup } from './record-group.ts';
import { resumeGroup } from './resume-group.ts';

/** After so long a turn ends, well before a function's time does. */
export const TURN_MS = 300_000;

export interface ChunkProgress {
  readonly finished: boolean;
  /** For how long another worker may be at it; 0 when the next turn may begin at once. */
  readonly waitSeconds: number;
}

interface Turn {
  readonly batch: MessageBatch;
  readonly ledger: ChunkLedger;
  readonly groups: ChunkGroups;
  readonly sender: GroupSender;
  readonly pace: Pace;
  /** What an earlier turn left open. */
  readonly left?: Group;
}

/**
 * State `Send`: sends a chunk as far as one turn takes it. Each group of messages is claimed in the
 * chunk's ledger and handed over, and its outcomes are written together with the claim of the next.
 * So a crash leaves one group in doubt and no more; what it held is set aside, or handed over again
 * where that is allowed.
 */
export async function sendChunk(ports: Ports, reference: ChunkReference): Promise<ChunkProgress> {
  const { keys } = await requireManifest(ports, reference);
  const ledger = await openLedger(ports, reference);
  if ('waitSeconds' in ledger) return { finished: false, waitSeconds: ledger.waitSeconds };
  const { last, next, open, finished } = ledger.state;
  if (finished) return { finished, waitSeconds: 0 };
  const batch = await readBatch(ports, reference);
  const lines = await openChunkLines(ports, keys[reference.chunk] ?? '', last?.from ?? next);
  try {
    const pace = paceOf(ports, batch);
    const composers = batchComposers(ports, batch);
    const groups = chunkGroups(ports, { batch, lines, composers, most: pace.most });
    await recordLast(ports, batch, ledger, groups);
    const left = open && (await resumeGroup(ports, { batch, composers, groups }, open));
    const sender = groupSender(ports, batch, ledger);
    return {
      finished: await takeTurn(ports, { batch, ledger, groups, sender, pace, left }),
      waitSeconds: 0,
    };
  } finally {
    await lines.close();
  }
}

/** The events of the last group may not have been appended when its worker stopped. */
async function recordLast(ports: Ports, batch: MessageBatch, { state }: ChunkLedger, groups: ChunkGroups) {
  if (!state.last) return;
  const { messages } = await groups.again(state.next);
  const outcomes = unpackOutcomes(state.last.outcomes, messages.length, SENT);
  await recordGroup(ports, batch, { messages, outcomes });
}

/**
 * While a group is with the provider, the events of the one before are appended and the next one is made.
 * @returns whether the chunk is finished
 */
async function takeTurn(ports: Ports, turn: Turn): Promise<boolean> {
  const { batch, ledger, groups, sender, pace } = turn;
  const endAt = ports.clock.now().getTime() + TURN_MS;
  let finished = true;
  let previous: Group | undefined;
  let current = turn.left ?? (await groups.next());
  while (current) {
    await sender.refuse(current);
    await pace.wait(pendingOf(current).length);
    const state = previous ? settledState(ledger.state, previous) : unopened(ledger);
    await ledger.write(openState(state, current, true));
    const sending = sender.send(current); // first, so that the provider works while the rest is done
    const recording = previous && outcomeOf(recordGroup(ports, batch, previous));
    finished = ports.clock.now().getTime() < endAt;
    const upcoming = finished ? outcomeOf(groups.next()) : undefined;
    await sending;
    const recorded = await recording;
    if (recorded && 'error' in recorded) {
      await ledger.write(settledState(ledger.state, current, previous), { release: true });
      throw recorded.error;
    }
    previous = current;
    const following = await upcoming;
    if (following && 'error' in following) {
      await endTurn(ports, turn, previous, false);
      throw following.error;
    }
    current = following?.value;
  }
  await endTurn(ports, turn, previous, finished);
  return finished;
}

async function endTurn(
  ports: Ports,
  { batch, ledger }: Turn,
  group: Group | undefined,
  finished: boolean,
): Promise<void> {
  if (group) {
    await ledger.write(settledState(ledger.state, group));
    await recordGroup(ports, batch, group);
  }
  await ledger.write({ ...unopened(ledger), ...(finished && { finished }) }, { release: true });
}

/** Everything before `next` recorded, and nothing open. */
function unopened({ state: { next, counts } }: ChunkLedger) {
  return { next, counts };
}

/** So that an error is met where the promise is awaited, and not before. */
function outcomeOf<T>(promise: Promise<T>): Promise<{ value: T } | { error: unknown }> {
  return promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}
