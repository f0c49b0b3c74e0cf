import type { Ports } from '../../ports/ports.ts';
import { PlatformError } from '../errors.ts';
import { type ChunkReference, keptUntil, ledgerKey } from './chunk-documents.ts';
import { insist } from './insist.ts';
import type { PackedOutcomes } from './outcome.ts';

/** How far a chunk has been sent. Numbers are its lines, from 0; ranges do not hold their end. */
export interface LedgerState {
  /** What stands before it has its outcome. */
  readonly next: number;
  /** Outcomes so far, by status, of messages that were to be sent. */
  readonly counts: Readonly<Record<string, number>>;
  /** The lines from here to `next`, whose events may not have been appended yet; implied is `SENT`. */
  readonly last?: { readonly from: number; readonly outcomes: PackedOutcomes };
  /**
   * The lines from `next` on that are being sent. Of `claimed` ones whatever is not settled may be
   * with the provider; of others nothing is.
   */
  readonly open?: { readonly to: number; readonly claimed: boolean; readonly settled: PackedOutcomes };
  readonly finished?: true;
}

interface StoredLedger extends LedgerState {
  /** Who may change it until when (ISO 8601, UTC). */
  readonly lease?: { readonly holder: string; readonly until: string };
}

/** The ledger of one chunk, held by one worker. */
export interface ChunkLedger {
  readonly state: LedgerState;
  /**
   * Makes a state durable, and lengthens the lease; the last of a turn gives it up.
   * @throws PlatformError `Conflict` when another worker has taken the chunk
   */
  write(state: LedgerState, options?: { readonly release?: boolean }): Promise<void>;
}

/** @returns the ledger, or for how long another worker has it */
export async function openLedger(
  ports: Ports,
  reference: ChunkReference,
): Promise<ChunkLedger | { readonly waitSeconds: number }> {
  const { documents, clock, ids, stage } = ports;
  const key = ledgerKey(reference);
  const found = await documents.get<StoredLedger>(key);
  const { lease, ...start } = found?.value ?? { next: 0, counts: {} };
  const waitMs = lease ? Date.parse(lease.until) - clock.now().getTime() : 0;
  if (waitMs > 0) return { waitSeconds: Math.ceil(waitMs / 1000) };
  const holder = ids.requestId();
  let version: number | 'absent' = found?.version ?? 'absent';
  let state: LedgerState = start;

  async function put(value: StoredLedger): Promise<void> {
    version = await documents.put<StoredLedger>(key, value, {
      ifVersion: version,
      expiresAt: keptUntil(ports),
    });
  }
  /** A write whose answer was lost has been made: then its own state is what is stored. */
  async function putOrFind(value: StoredLedger): Promise<void> {
    try {
      await put(value);
    } catch (error) {
      const stored = await documents.get<StoredLedger>(key);
      if (!stored || JSON.stringify(stored.value) !== JSON.stringify(value)) throw error;
      version = stored.version;
    }
  }
  const write: ChunkLedger['write'] = async (next, { release = false } = {}) => {
    const until = new Date(clock.now().getTime() + stage.leaseSeconds * 1000).toISOString();
    const isLeased = stage.leaseSeconds > 0 && !release;
    const value = { ...next, ...(isLeased && { lease: { holder, until } }) };
    await insist(ports, () => putOrFind(value), isConflict);
    state = next;
  };

  if (stage.leaseSeconds > 0 && !start.finished) await write(start);
  return {
    get state() {
      return state;
    },
    write,
  };
}

const isConflict = (error: unknown) => error instanceof PlatformError && error.code === 'Conflict';
