import type { Ports } from '../../ports/ports.ts';
import type { DecidedMessage } from '../events/engine-events.ts';
import type { MessageBatch } from './batch.ts';
import { type BatchComposers, isComposer } from './batch-composers.ts';
import type { ChunkLines } from './chunk-lines.ts';
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

  /** @returns `undefined` at the end */
  async function nextMessage(): Promise<DecidedMessage | undefined> {
    if (at === read.length) {
      read = await lines.take(MOST_LINES);
      at = 0;
    }
    const line = read[at++];
    return line === undefined ? undefined : decidedMessage(line);
  }

  async function kindOf(message: DecidedMessage) {
    const composer = composers.known(message) ?? (await composers.compile(message));
    return isComposer(composer) ? composer.kind : undefined;
  }

  const position = () => lines.position - (read.length - at) - (kept ? 1 : 0);

  async function gather(): Promise<Omit<Group, 'outgoing'>> {
    const from = position();
    const messages: DecidedMessage[] = [];
    const outcomes: (Outcome | undefined)[] = [];
    const room = new Map<string, number>();
    let left = most;
    while (messages.length < MOST_LINES) {
      const message: DecidedMessage | undefined = kept ?? (await nextMessage());
      kept = undefined;
      if (!message) break;
      const outcome = outcomeOfRow(message);
      const kind = outcome === undefined ? await kindOf(message) : undefined;
      if (kind !== undefined) {
        const free = room.get(kind) ?? ports.channels[kind].window;
        if (free === 0 || left === 0) {
          kept = message;
          break;
        }
        room.set(kind, free - 1);
        left -= 1;
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
      while (from + messages.length < to) {
        const message = await nextMessage();
        if (!message) break;
        messages.push(message);
      }
      return { from, messages, outcomes: messages.map(outcomeOfRow) };
    },
    async next() {
      const gathered = await gather();
      if (gathered.messages.length === 0) return undefined;
      return composeGroup(ports, batch, composers, gathered);
    },
  };
}
