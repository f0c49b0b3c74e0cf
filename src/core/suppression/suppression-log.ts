import { createHash } from 'node:crypto';
import type { DocumentKey, DocumentStore } from '../../ports/document-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { allDocuments } from '../documents.ts';
import { addressKey } from '../endpoints/endpoint-id.ts';
import { PlatformError } from '../errors.ts';
import type { SuppressionReason } from './suppression.ts';

/**
 * Partitions of their own beside the application's: nothing but the application's deletion, or a
 * key's holder, takes an address off, whatever happens to its endpoints.
 */
export const suppressionsOf = (applicationId: string) => `suppressions#${applicationId}`;
export const suppressionLogOf = (applicationId: string) => `suppression-log#${applicationId}`;

/** All that is known of one address; kept when its suppression is lifted. */
export interface AddressState {
  readonly channelType: string;
  readonly address: string;
  /** Entries of the log so far: they come in this order, also within one millisecond. */
  readonly changes: number;
  readonly suppressed?: { readonly reason: SuppressionReason; readonly suppressedAt: string };
  /** ISO 8601, UTC: what happened before it no longer counts. */
  readonly liftedAt?: string;
  /** No endpoint of the address may be written to for now. */
  readonly optedOut?: boolean;
}

/** One change, in order of its time in the log's partition. */
export interface LogEntry {
  readonly channelType: string;
  readonly address: string;
  readonly change: 'suppressed' | 'lifted' | 'opted-out' | 'opted-in';
  readonly reason: SuppressionReason;
  /** ISO 8601, UTC: when it came into force here. */
  readonly at: string;
}

/** How often a change is tried again because another writer was faster. */
const ATTEMPTS = 20;
/** How long what is of use for messages under way only is kept; a run takes hours. */
const OPT_OUTS_KEPT_DAYS = 30;
const DAY_MS = 86_400_000;

type LogPorts = Pick<Ports, 'documents' | 'clock'>;

/** What shall become of an address; no `entry` when messages under way are not concerned. */
export interface AddressChange {
  readonly state: Omit<AddressState, 'changes' | 'channelType' | 'address'>;
  readonly entry?: Pick<LogEntry, 'change' | 'reason'>;
}

/**
 * Changes an address: its log first, then its state, so that a crash between them errs on the side of not sending.
 * @param decide `undefined` leaves all as it is; may be called again
 * @returns the state as it is then
 */
export async function changeAddress(
  { documents, clock }: LogPorts,
  applicationId: string,
  { channelType, address }: Pick<AddressState, 'channelType' | 'address'>,
  decide: (state: AddressState) => AddressChange | undefined,
): Promise<AddressState> {
  const compared = addressKey(channelType, address).slice(channelType.length + 1);
  const key = stateKey(applicationId, channelType, compared);
  for (let attempt = 1; ; attempt++) {
    const found = await documents.get<AddressState>(key);
    const known = found?.value ?? { channelType, address: compared, changes: 0 };
    const change = decide(known);
    if (!change) return known;
    const state = {
      channelType,
      address: compared,
      changes: known.changes + (change.entry ? 1 : 0),
      ...change.state,
    };
    if (change.entry) {
      const at = clock.now().toISOString();
      await writeEntry(
        documents,
        applicationId,
        { channelType, address: compared, at, ...change.entry },
        state.changes,
      );
    }
    try {
      await documents.put(key, state, { ifVersion: found?.version ?? 'absent' });
      return state;
    } catch (error) {
      if (!(error instanceof PlatformError && error.code === 'Conflict') || attempt === ATTEMPTS) throw error;
    }
  }
}

/** @returns entries from an instant on, oldest first */
export async function logSince(
  documents: DocumentStore,
  applicationId: string,
  since: Date,
): Promise<LogEntry[]> {
  const partition = suppressionLogOf(applicationId);
  const entries: LogEntry[] = [];
  let after = since.toISOString();
  for (;;) {
    const page = await documents.query<LogEntry>(partition, '', { after });
    const last = page.at(-1);
    if (!last) return entries;
    entries.push(...page.map(({ value }) => value));
    after = last.key.sort;
  }
}

export async function readAddress(
  documents: DocumentStore,
  applicationId: string,
  channelType: string,
  address: string,
): Promise<AddressState | undefined> {
  const compared = addressKey(channelType, address).slice(channelType.length + 1);
  return (await documents.get<AddressState>(stateKey(applicationId, channelType, compared)))?.value;
}

/** Removes log and states of an application that is deleted. */
export async function removeAddresses(documents: DocumentStore, applicationId: string): Promise<void> {
  for (const partition of [suppressionLogOf(applicationId), suppressionsOf(applicationId)]) {
    for (const { key } of await allDocuments(documents, partition, '')) await documents.delete(key);
  }
}

async function writeEntry(
  documents: DocumentStore,
  applicationId: string,
  entry: LogEntry,
  change: number,
): Promise<void> {
  const order = String(change).padStart(8, '0');
  const sort = `${entry.at}#${digest(entry.channelType, entry.address)}#${order}`;
  const passing = entry.change === 'opted-out' || entry.change === 'opted-in';
  await documents.put(
    { partition: suppressionLogOf(applicationId), sort },
    entry,
    passing ? { expiresAt: new Date(Date.parse(entry.at) + OPT_OUTS_KEPT_DAYS * DAY_MS) } : {},
  );
}

function stateKey(applicationId: string, channelType: string, address: string): DocumentKey {
  return { partition: suppressionsOf(applicationId), sort: `${channelType}#${digest(channelType, address)}` };
}

/** Addresses may be longer than a key. */
function digest(channelType: string, address: string): string {
  return createHash('md5').update(addressKey(channelType, address)).digest('hex');
}
