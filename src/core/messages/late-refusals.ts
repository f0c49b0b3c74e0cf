import type { Ports } from '../../ports/ports.ts';
import type { DecidedMessage } from '../events/engine-events.ts';
import { type Suppression, watchSuppressions } from '../suppression/suppression.ts';
import type { MessageBatch } from './batch.ts';
import type { Outcome } from './outcome.ts';

/** Opt-outs and suppressions are asked for again after so long, or so many groups. Ours. */
const FRESH_MS = 1000;
const FRESH_GROUPS = 20;

/** Who may not be written to any more since the batch was decided. */
export interface LateRefusals {
  /** Asks again, unless it just did. */
  refresh(): Promise<void>;
  /** @returns why the message is not sent, if it is not */
  outcomeFor(message: DecidedMessage): Outcome | undefined;
}

export function lateRefusals(
  ports: Pick<Ports, 'documents' | 'clock'>,
  { applicationId, decidedAt }: MessageBatch,
): LateRefusals {
  const since = watchSuppressions(ports, applicationId, new Date(decidedAt));
  let refused = new Map<string, Outcome>();
  let askedAt = Number.NEGATIVE_INFINITY;
  let groups = 0;
  return {
    async refresh() {
      const now = ports.clock.now().getTime();
      groups += 1;
      if (now - askedAt < FRESH_MS && groups < FRESH_GROUPS) return;
      askedAt = now;
      groups = 0;
      const found = await since();
      refused = new Map(found.map((one) => [keyOf(one.channelType, one.address), outcomeOf(one)]));
    },
    outcomeFor({ channel_type, address = '' }) {
      return refused.size === 0 ? undefined : refused.get(keyOf(channel_type, address));
    },
  };
}

function keyOf(channelType: string, address: string): string {
  return `${channelType}#${channelType === 'EMAIL' ? address.toLowerCase() : address}`;
}

function outcomeOf({ reason, suppressedAt }: Suppression): Outcome {
  if (reason === 'OPT_OUT') return { status: 'ENDPOINT_OPT_OUT', detail: `Opted out at ${suppressedAt}` };
  return { status: 'SUPPRESSED', detail: `${reason} at ${suppressedAt}` };
}
