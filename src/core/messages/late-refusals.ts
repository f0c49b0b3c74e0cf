import type { Ports } from '../../ports/ports.ts';
import type { DecidedMessage } from '../events/engine-events.ts';
import {
  type AddressHash,
  addressHash,
  allErasedAddresses,
  type ErasedAddress,
} from '../suppression/erased-addresses.ts';
import { type Suppression, watchSuppressions } from '../suppression/suppression.ts';
import { restoreAddress } from '../suppression/suppression-log.ts';
import type { MessageBatch } from './batch.ts';
import type { Outcome } from './outcome.ts';

/** Opt-outs and suppressions are asked for again after so long, or so many groups. Ours. */
const FRESH_MS = 1000;
const FRESH_GROUPS = 20;

/** Who may not be written to any more since the batch was decided. */
export interface LateRefusals {
  /** Asks again, unless it just did. */
  refresh(): Promise<void>;
  /** Has addresses of erased persons that were met and are suppressed known to the next decision. */
  settle(): Promise<void>;
  /** @returns why the message is not sent, if it is not */
  outcomeFor(message: DecidedMessage): Outcome | undefined;
}

export function lateRefusals(
  ports: Pick<Ports, 'documents' | 'clock' | 'secrets' | 'ids'>,
  { applicationId, decidedAt }: MessageBatch,
): LateRefusals {
  const since = watchSuppressions(ports, applicationId, new Date(decidedAt));
  let refused = new Map<string, Outcome>();
  let erased = new Map<string, ErasedAddress>();
  let hash: AddressHash | undefined;
  const met = new Map<string, { channelType: string; address: string }>();
  let askedAt = Number.NEGATIVE_INFINITY;
  let groups = 0;

  /** The person was erased, and an endpoint of the address came back, or the message was decided before. */
  function outcomeOfErased(channelType: string, address: string): Outcome | undefined {
    if (erased.size === 0 || !hash) return undefined;
    const found = erased.get(`${channelType}#${hash(channelType, address)}`);
    if (found?.suppressed) {
      met.set(keyOf(channelType, address), { channelType, address });
      return outcomeOf({ channelType, address, ...found.suppressed });
    }
    if (!found?.optedOutAt || found.optedOutAt < decidedAt) return undefined;
    return outcomeOf({ channelType, address, reason: 'OPT_OUT', suppressedAt: found.optedOutAt });
  }

  return {
    async refresh() {
      const now = ports.clock.now().getTime();
      groups += 1;
      if (now - askedAt < FRESH_MS && groups < FRESH_GROUPS) return;
      askedAt = now;
      groups = 0;
      const found = await since();
      erased = await allErasedAddresses(ports, applicationId);
      if (erased.size > 0) hash ??= await addressHash(ports);
      refused = new Map(found.map((one) => [keyOf(one.channelType, one.address), outcomeOf(one)]));
    },
    outcomeFor({ channel_type, address = '' }) {
      const known = refused.size === 0 ? undefined : refused.get(keyOf(channel_type, address));
      return known ?? outcomeOfErased(channel_type, address);
    },
    async settle() {
      for (const [key, one] of met) {
        await restoreAddress(ports, applicationId, one);
        met.delete(key);
      }
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
