import { createHash } from 'node:crypto';
import type { DocumentKey, DocumentStore } from '../../ports/document-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { allDocuments } from '../documents.ts';
import { addressKey } from '../endpoints/endpoint-id.ts';
import { PlatformError } from '../errors.ts';
import {
  addressHash,
  type ErasedAddress,
  erasedAddressesOf,
  erasedKey,
  type HashPorts,
  readErasedAddress,
} from './erased-addresses.ts';
import type { SuppressionCause, SuppressionReason } from './suppression-reason.ts';

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
  readonly suppressed?: SuppressionCause;
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

export type LogPorts = HashPorts & Pick<Ports, 'clock'>;

/** What shall become of an address; no `entry` when messages under way are not concerned. */
export interface AddressChange {
  readonly state: Omit<AddressState, 'changes' | 'channelType' | 'address'>;
  readonly entry?: Pick<LogEntry, 'change' | 'reason'>;
}

/**
 * Changes an address: its log first, then its state, so that a crash between them errs on the side of not sending.
 * @param decide `undefined` leaves all as it is; may be called again
 * Of an address whose person was erased, what is known under its hash counts, and a change is written there: the
 * address itself is stored anew only with `restoreAddress`.
 * @returns the state as it is then
 */
export async function changeAddress(
  ports: LogPorts,
  applicationId: string,
  { channelType, address }: Pick<AddressState, 'channelType' | 'address'>,
  decide: (state: AddressState) => AddressChange | undefined,
): Promise<AddressState> {
  const { documents, clock } = ports;
  const compared = addressKey(channelType, address).slice(channelType.length + 1);
  const key = stateKey(applicationId, channelType, compared);
  for (let attempt = 1; ; attempt++) {
    const found = await documents.get<AddressState>(key);
    const erased = found ? undefined : await readErasedAddress(ports, applicationId, channelType, compared);
    const nothing = { channelType, address: compared, changes: 0 };
    const known = found?.value ?? {
      ...nothing,
      ...(erased?.suppressed && { suppressed: erased.suppressed }),
    };
    const change = decide(known);
    if (!change) return known;
    if (erased && !change.state.optedOut) {
      await changeErased(ports, applicationId, known, erased, change);
      return { ...nothing, ...change.state };
    }
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
  ports: HashPorts,
  applicationId: string,
  channelType: string,
  address: string,
): Promise<AddressState | undefined> {
  const compared = addressKey(channelType, address).slice(channelType.length + 1);
  const found = await ports.documents.get<AddressState>(stateKey(applicationId, channelType, compared));
  if (found) return found.value;
  const erased = await readErasedAddress(ports, applicationId, channelType, compared);
  return erased?.suppressed && { channelType, address: compared, changes: 0, suppressed: erased.suppressed };
}

/** What becomes of an erased address: a suppression stays under its hash, a lifted one leaves nothing. */
async function changeErased(
  ports: LogPorts,
  applicationId: string,
  { channelType, address }: AddressState,
  erased: ErasedAddress,
  { state: { suppressed } }: AddressChange,
): Promise<void> {
  const hash = await addressHash(ports);
  const key = erasedKey(applicationId, channelType, hash(channelType, address));
  if (suppressed) await ports.documents.put<ErasedAddress>(key, { ...erased, suppressed });
  else await ports.documents.delete(key);
}

/**
 * Leaves of an address what must outlive its person, under its hash, and forgets the rest; its entries of the log are
 * the caller's. Again, it changes nothing.
 * @returns whether anything was known of it
 */
export async function eraseAddress(
  ports: LogPorts,
  applicationId: string,
  { channelType, address }: Pick<AddressState, 'channelType' | 'address'>,
): Promise<boolean> {
  const { documents, clock } = ports;
  const key = stateKey(applicationId, channelType, address);
  const found = await documents.get<AddressState>(key);
  if (!found) return false;
  const { suppressed, optedOut } = found.value;
  const hash = await addressHash(ports);
  const now = clock.now();
  const kept: ErasedAddress = {
    channelType,
    ...(suppressed && { suppressed }),
    ...(optedOut && { optedOutAt: now.toISOString() }),
  };
  const gone = new Date(now.getTime() + OPT_OUTS_KEPT_DAYS * DAY_MS);
  if (suppressed || optedOut) {
    const target = erasedKey(applicationId, channelType, hash(channelType, address));
    await documents.put(target, kept, suppressed ? {} : { expiresAt: gone });
  }
  await documents.delete(key);
  return true;
}

/**
 * Stores a suppressed address of an erased person anew, since the person, or somebody with their address, came back:
 * then decisions know of it. The suppression keeps its reason and its date.
 */
export async function restoreAddress(
  ports: LogPorts,
  applicationId: string,
  { channelType, address }: Pick<AddressState, 'channelType' | 'address'>,
): Promise<void> {
  const { documents, clock } = ports;
  const compared = addressKey(channelType, address).slice(channelType.length + 1);
  const erased = await readErasedAddress(ports, applicationId, channelType, compared);
  if (!erased?.suppressed) return;
  const { suppressed } = erased;
  const at = clock.now().toISOString();
  const entry = {
    channelType,
    address: compared,
    at,
    change: 'suppressed',
    reason: suppressed.reason,
  } as const;
  await writeEntry(documents, applicationId, entry, 1);
  const state: AddressState = { channelType, address: compared, changes: 1, suppressed };
  await documents.put(stateKey(applicationId, channelType, compared), state);
  const hash = await addressHash(ports);
  await documents.delete(erasedKey(applicationId, channelType, hash(channelType, compared)));
}

/** Removes log and states of an application that is deleted. */
export async function removeAddresses(documents: DocumentStore, applicationId: string): Promise<void> {
  const partitions = [suppressionLogOf, suppressionsOf, erasedAddressesOf].map((of) => of(applicationId));
  for (const partition of partitions) {
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
