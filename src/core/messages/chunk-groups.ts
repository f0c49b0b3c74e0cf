import type { Ports } from '../../ports/ports.ts';
import type { DecidedMessage } from '../events/engine-events.ts';
import type { MessageBatch } from './batch.ts';
import { type BatchComposers, type ComposerOrOutcome, isComposer } from './batch-composers.ts';
import type { ChunkLines } from './chunk-lines.ts';
import type { Composer } from './compose.ts';
import { composeGroup, outcomeOfRow } from './compose-group.ts';
import { decidedMessage } from './decided-row.ts';
import type { Group } from './group.ts';
import type { Outcome } from './outcome.ts';

/** The most lines of a group, so that its outcomes fit a document. */
const MOST_LINES = 1000;

/** The groups of a chunk, one after the other. */
export interface ChunkGroups {
  /** The lines up to `to`, as they are: a group that was cut before. */
  again(to: number): Promise<Omit<Group, 'outgoing'>>;
  /** @returns `undefined` at the end */
  next(): Promise<Group | undefined>;
}

/**
 * Cuts groups such that no channel is given more than its window.
 * @param most messages that may go at once
 */
export function chunkGroups(
  ports: Ports,
  {
    batch,
    lines,
    composers,
    most,
  }: {
    readonly batch: MessageBatch;
    readonly lines: ChunkLines;
    readonly composers: BatchComposers;
    readonly most: number;
  },
): ChunkGroups {
  let read: readonly string[] = [];
  let at = 0;
  /** A message that did not fit the group before. */
  let kept: DecidedMessage | undefined;

  /** Reads on when nothing is at hand. @returns whether there is a message */
  async function fill(): Promise<boolean> {
    if (kept || at < read.length) return true;
    read = await lines.take(MOST_LINES);
    at = 0;
    return read.length > 0;
  }
  /** After `fill`; without waiting, since a run has a million messages. */
  function take(): DecidedMessage {
    const message = kept ?? decidedMessage(read[at++] as string);
    kept = undefined;
    return message;
  }

  function compiledFor(message: DecidedMessage): ComposerOrOutcome | Promise<ComposerOrOutcome> {
    return composers.known(message) ?? composers.compile(message);
  }

  const position = () => lines.position - (read.length - at) - (kept ? 1 : 0);

  async function gather(): Promise<Omit<Group, 'outgoing'>> {
    const from = position();
    const messages: DecidedMessage[] = [];
    const outcomes: (Outcome | undefined)[] = [];
    const room = new Map<Composer['kind'], number>();
    let left = most;
    while (messages.length < MOST_LINES && (kept || at < read.length || (await fill()))) {
      const message = take();
      const outcome = outcomeOfRow(message);
      if (outcome === undefined) {
        const found = compiledFor(message);
        const composer = found instanceof Promise ? await found : found;
        if (isComposer(composer)) {
          const free = room.get(composer.kind) ?? ports.channels[composer.kind].window;
          if (free === 0 || left === 0) {
            kept = message;
            break;
          }
          room.set(composer.kind, free - 1);
          left -= 1;
        }
      }
      messages.push(message);
      outcomes.push(outcome);
    }
    return { from, messages, outcomes };
  }

  return {
    async again(to) {
      const from = position();
      const messages: DecidedMessage[] = [];
      while (from + messages.length < to && (await fill())) messages.push(take());
      return { from, messages, outcomes: messages.map(outcomeOfRow) };
    },
    async next() {
      const gathered = await gather();
      if (gathered.messages.length === 0) return undefined;
      return composeGroup(ports, batch, composers, gathered);
    },
  };
}
