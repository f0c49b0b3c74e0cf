import type { Document } from '../../ports/document-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { PlatformError } from '../errors.ts';
import type { HashPorts } from './erased-addresses.ts';
import {
  type AddressState,
  changeAddress,
  type LogEntry,
  type LogPorts,
  logSince,
  readAddress,
  suppressionsOf,
} from './suppression-log.ts';
import { SUPPRESSION_REASONS, type SuppressionCause, type SuppressionReason } from './suppression-reason.ts';

export interface Suppression {
  readonly channelType: string;
  /** E-mail addresses in lower case. */
  readonly address: string;
  readonly reason: SuppressionReason;
  /** ISO 8601, UTC. */
  readonly suppressedAt: string;
}

/** What suppresses an address. */
export interface NewSuppression extends Pick<Suppression, 'channelType' | 'address' | 'reason'> {
  /** When it happened; now when absent. Of several, whatever their order, the one that happened first gives the reason. */
  readonly at?: Date;
}

type SuppressionPorts = LogPorts;

/** Clocks of several writers differ by less. */
const SKEW_MS = 60_000;
/** So much later than the time it carries an entry may come while somebody watches. */
const LATE_MS = 10_000;

/**
 * Suppresses an address in an application, for all of its endpoints and for good, also when they are
 * deleted, imported or created anew; the first reason stays. In force for the next chunk, and for
 * every later decision (`bringSuppressionsToLake`).
 * @returns what is in force then; `undefined` when it happened before the suppression was lifted
 */
export async function suppress(
  ports: SuppressionPorts,
  applicationId: string,
  { channelType, address, reason, at = ports.clock.now() }: NewSuppression,
): Promise<Suppression | undefined> {
  const happened = { reason, suppressedAt: at.toISOString() };
  const state = await changeAddress(ports, applicationId, { channelType, address }, (known) => {
    const { liftedAt, optedOut, suppressed } = known;
    if (liftedAt !== undefined && happened.suppressedAt < liftedAt) return undefined;
    if (!suppressed) {
      return { state: { liftedAt, optedOut, suppressed: happened }, entry: { change: 'suppressed', reason } };
    }
    if (!isEarlier(happened, suppressed)) return undefined;
    return { state: { liftedAt, optedOut, suppressed: happened } };
  });
  return suppressionIn(state);
}

/**
 * Lets an address be written to again.
 * @returns the suppression that was in force
 * @throws PlatformError `NotFound` when there was none
 */
export async function unsuppress(
  ports: SuppressionPorts,
  applicationId: string,
  channelType: string,
  address: string,
): Promise<Suppression> {
  let lifted: Suppression | undefined;
  await changeAddress(ports, applicationId, { channelType, address }, (known) => {
    lifted = suppressionIn(known);
    if (!lifted) return undefined;
    const liftedAt = ports.clock.now().toISOString();
    return {
      state: { liftedAt, optedOut: known.optedOut },
      entry: { change: 'lifted', reason: lifted.reason },
    };
  });
  if (lifted) return lifted;
  throw new PlatformError(
    'NotFound',
    `${channelType} address ${address} is not suppressed in application ${applicationId}`,
  );
}

/** @returns `undefined` when the address may be written to, as far as suppression goes */
export async function findSuppression(
  ports: HashPorts,
  applicationId: string,
  channelType: string,
  address: string,
): Promise<Suppression | undefined> {
  const state = await readAddress(ports, applicationId, channelType, address);
  return state && suppressionIn(state);
}

/** A page of an application's suppressions, in no order that means anything. */
export interface SuppressionPage {
  readonly items: readonly Suppression[];
  /** Absent on the last page. */
  readonly next?: string;
}

/**
 * @param channelType all of them when absent
 * @param after the `next` of the page before
 */
export async function listSuppressions(
  ports: Pick<Ports, 'documents'>,
  applicationId: string,
  { channelType, limit, after }: { channelType?: string; limit: number; after?: string },
): Promise<SuppressionPage> {
  const prefix = channelType === undefined ? '' : `${channelType}#`;
  const items: Suppression[] = [];
  let last = after;
  while (items.length < limit) {
    const page: Document<AddressState>[] = await ports.documents.query<AddressState>(
      suppressionsOf(applicationId),
      prefix,
      { limit: limit - items.length, ...(last !== undefined && { after: last }) },
    );
    if (page.length === 0) return { items };
    items.push(...page.flatMap(({ value }) => suppressionIn(value) ?? []));
    last = page.at(-1)?.key.sort;
  }
  return { items, next: last as string };
}

/**
 * Suppressions and opt-outs since an instant, for messages that were decided then. What was taken back
 * since is left out; a minute before the instant counts too.
 */
export async function suppressionsSince(
  ports: Pick<Ports, 'documents'>,
  applicationId: string,
  since: Date,
): Promise<Suppression[]> {
  return watchSuppressions(ports, applicationId, since)();
}

/**
 * The same again and again, for whoever sends for a while: each call reads what came since the last one
 * only, since a run of a million meets ten thousands of addresses that bounce.
 */
export function watchSuppressions(
  { documents }: Pick<Ports, 'documents'>,
  applicationId: string,
  since: Date,
): () => Promise<Suppression[]> {
  const suppressed = new Map<string, LogEntry>();
  const optedOut = new Map<string, LogEntry>();
  let from = since.getTime() - SKEW_MS;
  return async () => {
    const entries = await logSince(documents, applicationId, new Date(from));
    // Read again from a little before, in order: what is known already is then known again.
    for (const entry of entries) applyEntry(entry, suppressed, optedOut);
    const last = entries.at(-1);
    if (last) from = Math.max(from, Date.parse(last.at) - LATE_MS);
    return [...new Map([...optedOut, ...suppressed]).values()].map(suppressionOf);
  };
}

type Entries = Map<string, LogEntry>;

function applyEntry(entry: LogEntry, suppressed: Entries, optedOut: Entries): void {
  const key = `${entry.channelType}#${entry.address}`;
  if (entry.change === 'suppressed') suppressed.set(key, entry);
  if (entry.change === 'lifted') suppressed.delete(key);
  if (entry.change === 'opted-out') optedOut.set(key, entry);
  if (entry.change === 'opted-in') optedOut.delete(key);
}

function suppressionOf({ channelType, address, reason, at }: LogEntry): Suppression {
  return { channelType, address, reason, suppressedAt: at };
}

function suppressionIn({ channelType, address, suppressed }: AddressState): Suppression | undefined {
  return suppressed && { channelType, address, ...suppressed };
}

/** Two of one instant are ordered by reason, so that the order in which they are told does not matter. */
function isEarlier(a: SuppressionCause, b: SuppressionCause): boolean {
  if (a.suppressedAt !== b.suppressedAt) return a.suppressedAt < b.suppressedAt;
  return SUPPRESSION_REASONS.indexOf(a.reason) < SUPPRESSION_REASONS.indexOf(b.reason);
}
