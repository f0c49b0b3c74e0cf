import type { Ports } from '../../ports/ports.ts';
import type { MessageBatch } from './batch.ts';
import type { ChunkLedger } from './chunk-ledger.ts';
import { type Group, pendingOf } from './group.ts';
import { type Failure, handOverOnce, mayRepeat, outcomeOfFailure } from './hand-over.ts';
import { setAside } from './in-doubt.ts';
import { lateRefusals } from './late-refusals.ts';
import { openState } from './ledger-states.ts';
import type { Outcome } from './outcome.ts';
import type { MessageContent, OutgoingMessage } from './outgoing.ts';

/** Attempts at a message that was certainly not taken: 1, 2, 4 … seconds apart, two minutes in all. Ours. */
const ATTEMPTS = 8;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

type Kind = MessageContent['kind'];
const EXPIRED: Outcome = { status: 'EXPIRED' };

/** Hands groups over, one after the other. */
export interface GroupSender {
  /** Gives an outcome to those who may not be written to any more; to be called right before the claim. */
  refuse(group: Group): Promise<void>;
  /** Hands a claimed group over. Afterwards each of its messages has an outcome. */
  send(group: Group): Promise<void>;
}

export function groupSender(ports: Ports, batch: MessageBatch, ledger: ChunkLedger): GroupSender {
  const refusals = lateRefusals(ports, batch);
  /** Providers that took nothing for two minutes are asked once a group, until they take something. */
  const down = new Set<Kind>();

  function expire(group: Group): void {
    if (batch.expiresAt === undefined || ports.clock.now().getTime() < Date.parse(batch.expiresAt)) return;
    for (const place of pendingOf(group)) group.outcomes[place] = EXPIRED;
  }

  async function refuse(group: Group): Promise<void> {
    expire(group);
    await refusals.refresh();
    for (const place of pendingOf(group)) {
      const message = group.messages[place];
      group.outcomes[place] = message && refusals.outcomeFor(message);
    }
    await refusals.settle();
  }

  /** Sets aside what may have been taken and must not be handed over again. */
  async function doubt(group: Group, failures: Map<number, Failure>): Promise<void> {
    const unknown = [...failures].filter(
      ([place, { kind }]) => kind === 'in-doubt' && !mayRepeat(ports, kindOf(group, place)),
    );
    await giveUp(ports, batch, group, unknown);
    for (const [place] of unknown) failures.delete(place);
  }

  /** Ends the attempts at what failed too often, or goes to a provider that is down. */
  async function judge(group: Group, failures: Map<number, Failure>, attempt: number): Promise<void> {
    await doubt(group, failures);
    const taking = takers(group);
    for (const kind of taking) down.delete(kind);
    const over = [...failures].filter(([place]) => attempt === ATTEMPTS || down.has(kindOf(group, place)));
    await giveUp(ports, batch, group, over);
    for (const [place] of over) {
      const kind = kindOf(group, place);
      if (!taking.has(kind)) down.add(kind);
    }
  }

  return {
    refuse,
    async send(group) {
      for (let attempt = 1; pendingOf(group).length > 0; attempt++) {
        await judge(group, await handOverOnce(ports, group), attempt);
        if (pendingOf(group).length === 0) break;
        await ledger.write(openState(ledger.state, group, false));
        await ports.pause(Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS));
        await refuse(group);
        await ledger.write(openState(ledger.state, group, true));
      }
      group.outgoing.length = 0; // its texts are most of what a run holds in memory
    },
  };
}

/** Kinds of which the provider took something. */
function takers(group: Group): Set<Kind> {
  const kinds = new Set<Kind>();
  group.outgoing.forEach((message, place) => {
    if (message && group.outcomes[place]?.status === 'SUCCESS') kinds.add(message.content.kind);
  });
  return kinds;
}

function kindOf({ outgoing }: Group, place: number) {
  return (outgoing[place] as OutgoingMessage).content.kind;
}

/** Records that messages are not tried again; those in doubt are put on the list. */
async function giveUp(
  ports: Ports,
  batch: MessageBatch,
  group: Group,
  failures: readonly (readonly [place: number, failure: Failure])[],
): Promise<void> {
  const unknown = failures.flatMap(([place, { kind, reason }]) => {
    const message = group.messages[place];
    return kind === 'in-doubt' && message ? [{ message, reason }] : [];
  });
  await setAside(ports, batch, unknown);
  for (const [place, failure] of failures) {
    group.outcomes[place] = outcomeOfFailure(failure, kindOf(group, place));
  }
}
