import {
  addSuppressions,
  countSuppressions,
  newestSuppression,
  removeAllSuppressions,
  removeSuppressions,
  type SuppressionRow,
} from '../../compiler/suppressions.ts';
import type { Ports } from '../../ports/ports.ts';
import { type LogEntry, logSince, removeAddresses } from './suppression-log.ts';

/** What one statement adds: Athena takes 256 KiB of text. */
const ROWS_AT_ONCE = 500;
/** Entries may reach the log that much later than the time they carry. */
const OVERLAP_MS = 15 * 60_000;

type RowPorts = Pick<Ports, 'documents' | 'queries' | 'ids'>;

/**
 * Brings an application's suppressions into the lake's table `suppressions`, where decisions look:
 * to be called right before each. The table itself says what it lacks, so that one restored from a
 * backup is completed; with nothing new, this is one look into the log.
 */
export async function bringSuppressionsToLake(ports: RowPorts, applicationId: string): Promise<void> {
  const [newest] = await ports.queries.query<{ since: Date | null }>(newestSuppression(applicationId));
  const since = newest?.since ? new Date(newest.since.getTime() - OVERLAP_MS) : new Date(0);
  const entries = await logSince(ports.documents, applicationId, since);
  const states = new Map<string, LogEntry>();
  for (const entry of entries) {
    if (entry.change === 'opted-out' || entry.change === 'opted-in') continue;
    const key = `${entry.channelType}#${entry.address}`;
    states.delete(key); // in order of their last change, so that the newest is added last
    states.set(key, entry);
  }
  const changes = [...states.values()];
  await removeLifted(ports, applicationId, changes.filter(({ change }) => change === 'lifted').map(rowOf));
  const added = changes.filter(({ change }) => change === 'suppressed').map(rowOf);
  for (const rows of inGroups(added)) {
    await ports.queries.run(addSuppressions(applicationId, rows), ports.ids.requestId());
  }
}

/** Removes what is known of an application's addresses, when it is deleted. */
export async function forgetSuppressions(ports: RowPorts, applicationId: string): Promise<void> {
  const [newest] = await ports.queries.query<{ since: Date | null }>(newestSuppression(applicationId));
  if (newest?.since) await ports.queries.run(removeAllSuppressions(applicationId), ports.ids.requestId());
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
