import {
  addSuppressions,
  countSuppressions,
  newestSuppressions,
  removeAllSuppressions,
  removeSuppressions,
  type SuppressionRow,
} from '../../compiler/suppressions.ts';
import type { Ports } from '../../ports/ports.ts';
import { type LogEntry, logSince, removeAddresses } from './suppression-log.ts';

/** What one statement adds: Athena takes 256 KiB of text. */
const ROWS_AT_ONCE = 500;
/** Entries may reach the log that much later than the time they carry. */
const OVERLAP_MINUTES = 15;

type RowPorts = Pick<Ports, 'documents' | 'queries' | 'ids'>;

/**
 * Brings an application's suppressions into the lake's table `suppressions`, where decisions look:
 * to be called right before each. The table itself says what it lacks, so that one restored from a
 * backup is completed; with nothing new, this is a look at its newest rows and one into the log.
 */
export async function bringSuppressionsToLake(ports: RowPorts, applicationId: string): Promise<void> {
  const stored = await newestRows(ports, applicationId);
  const since = stored[0] ? new Date(stored[0].since.getTime() - OVERLAP_MINUTES * 60_000) : new Date(0);
  const states = lastChanges(await logSince(ports.documents, applicationId, since));
  const known = new Set(stored.map(({ channel_type, address }) => keyOf(channel_type, address)));
  const lifted = states.filter(({ change }) => change === 'lifted');
  await removeLifted(ports, applicationId, lifted.map(rowOf));
  const added = states.filter(
    ({ change, channelType, address }) => change === 'suppressed' && !known.has(keyOf(channelType, address)),
  );
  for (const rows of inGroups(added.map(rowOf))) {
    await ports.queries.run(addSuppressions(applicationId, rows), ports.ids.requestId());
  }
}

type StoredRow = { channel_type: string; address: string; since: Date };

function newestRows({ queries }: RowPorts, applicationId: string): Promise<StoredRow[]> {
  return queries.query<StoredRow>(newestSuppressions(applicationId, OVERLAP_MINUTES));
}

/** Of each address its last suppression or lifting, in the order of these, so that the newest is added last. */
function lastChanges(entries: readonly LogEntry[]): LogEntry[] {
  const states = new Map<string, LogEntry>();
  for (const entry of entries) {
    if (entry.change === 'opted-out' || entry.change === 'opted-in') continue;
    const key = keyOf(entry.channelType, entry.address);
    states.delete(key);
    states.set(key, entry);
  }
  return [...states.values()];
}

const keyOf = (channelType: string, address: string) => `${channelType}#${address}`;

/** Removes what is known of an application's addresses, when it is deleted. */
export async function forgetSuppressions(ports: RowPorts, applicationId: string): Promise<void> {
  const [newest] = await newestRows(ports, applicationId);
  if (newest) await ports.queries.run(removeAllSuppressions(applicationId), ports.ids.requestId());
  await removeAddresses(ports.documents, applicationId);
}

async function removeLifted(
  ports: RowPorts,
  applicationId: string,
  lifted: readonly SuppressionRow[],
): Promise<void> {
  for (const rows of inGroups(lifted)) {
    const [left] = await ports.queries.query<{ suppressed: number }>(countSuppressions(applicationId, rows));
    if (!left?.suppressed) continue; // an earlier call removed them
    await ports.queries.run(removeSuppressions(applicationId, rows), ports.ids.requestId());
  }
}

function rowOf({ channelType, address, reason, at }: LogEntry): SuppressionRow {
  return { channelType, address, reason, since: at };
}

function inGroups<T>(items: readonly T[]): T[][] {
  const groups: T[][] = [];
  for (let from = 0; from < items.length; from += ROWS_AT_ONCE)
    groups.push(items.slice(from, from + ROWS_AT_ONCE));
  return groups;
}
