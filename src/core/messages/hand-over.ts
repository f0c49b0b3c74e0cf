import type { Handover } from '../../ports/channels.ts';
import type { Ports } from '../../ports/ports.ts';
import { type Group, pendingOf } from './group.ts';
import { type Outcome, SENT } from './outcome.ts';
import type { MessageContent, OutgoingMessage } from './outgoing.ts';

type Kind = MessageContent['kind'];
/** An answer that does not end the matter. */
export type Failure = Exclude<Handover, { kind: 'accepted' | 'refused' }>;

const DELIVERED: Outcome = { ...SENT, deliveryType: 'CUSTOM' };

/** Whether a message that may have been taken is handed over again. */
export function mayRepeat({ channels, stage }: Pick<Ports, 'channels' | 'stage'>, kind: Kind): boolean {
  return stage.inDoubt === 'retry' || channels[kind].idempotent;
}

/**
 * Hands the group's messages without an outcome over, once, each kind to its channel, and notes the
 * outcomes of those that were taken or refused.
 * @returns the others by their places
 */
export async function handOverOnce(
  { channels }: Pick<Ports, 'channels'>,
  group: Group,
): Promise<Map<number, Failure>> {
  const byKind = Map.groupBy(
    pendingOf(group),
    (place) => (group.outgoing[place] as OutgoingMessage).content.kind,
  );
  const failures = new Map<number, Failure>();
  await Promise.all(
    [...byKind].map(async ([kind, places]) => {
      const messages = places.map((place) => group.outgoing[place] as OutgoingMessage);
      const answers = await answersOf(channels[kind].send(messages));
      places.forEach((place, index) => {
        const answer = answers(index);
        if (answer.kind === 'accepted') group.outcomes[place] = acceptance(answer, kind);
        else if (answer.kind === 'refused') group.outcomes[place] = refusal(answer, kind);
        else failures.set(place, answer);
      });
    }),
  );
  return failures;
}

/** A channel that throws against its promise, or answers too little, leaves in doubt what it was given. */
export async function answersOf(sending: Promise<Handover[]>): Promise<(index: number) => Handover> {
  try {
    const answers = await sending;
    return (index) => answers[index] ?? { kind: 'in-doubt', reason: 'The channel did not answer' };
  } catch (error) {
    const reason = `The channel failed: ${error instanceof Error ? error.message : String(error)}`;
    return () => ({ kind: 'in-doubt', reason });
  }
}

function acceptance({ eventAttributes }: Extract<Handover, { kind: 'accepted' }>, kind: Kind): Outcome {
  if (kind !== 'CUSTOM') return SENT;
  return eventAttributes === undefined ? DELIVERED : { ...DELIVERED, answered: eventAttributes };
}

function refusal({ code, reason }: { code: number; reason: string }, kind: Kind): Outcome {
  if (kind !== 'CUSTOM') return { status: 'FAILURE_PERMANENT', code, detail: reason };
  return { status: 'CUSTOM_DELIVERY_FAILURE', code, detail: reason, deliveryType: 'CUSTOM' };
}

/** What is recorded when a message is not tried again. */
export function outcomeOfFailure({ kind, reason }: Failure, contentKind: Kind): Outcome {
  const deliveryType = contentKind === 'CUSTOM' && { deliveryType: 'CUSTOM' as const };
  if (kind === 'throttled') return { status: 'THROTTLED', code: 429, detail: reason, ...deliveryType };
  if (kind === 'unavailable')
    return { status: 'TRANSIENT_FAILURE', code: 503, detail: reason, ...deliveryType };
  return { status: 'UNKNOWN', detail: reason, ...deliveryType };
}
