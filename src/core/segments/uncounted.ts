import type { Document } from '../../ports/document-store.ts';
import type { Ports } from '../../ports/ports.ts';

/*
 * Which segments have a new version whose size nobody may have counted yet. An entry is written before the version and
 * stays until the write must be over, so that a crash between the two loses none.
 */

const UNCOUNTED = 'uncounted-segments';
/** A request that writes a segment has ended by then, or never will. */
const CHANGE_MS = 60_000;
/** What could not be counted for so long is left to the day's count. */
const GIVE_UP_MS = 3_600_000;
const PAGE = 100;

export interface Uncounted {
  readonly applicationId: string;
  readonly segmentId: string;
  /** ISO 8601, UTC. */
  readonly notedAt: string;
}

/** To be called before a segment's version is written. */
export async function noteUncounted(
  { documents, clock }: Pick<Ports, 'documents' | 'clock'>,
  applicationId: string,
  segmentId: string,
): Promise<void> {
  const key = { partition: UNCOUNTED, sort: `${applicationId}#${segmentId}` };
  const notedAt = clock.now().toISOString();
  await documents.put<Uncounted>(key, { applicationId, segmentId, notedAt });
}

/** A page of them, behind an earlier one. */
export function uncountedSegments(
  { documents }: Pick<Ports, 'documents'>,
  after?: string,
): Promise<Document<Uncounted>[]> {
  return documents.query<Uncounted>(UNCOUNTED, '', { limit: PAGE, ...(after !== undefined && { after }) });
}

/** Forgets what is counted, or what could not be for too long; what may be being written still, or was since, stays. */
export async function forgetUncounted(
  { documents, clock }: Pick<Ports, 'documents' | 'clock'>,
  { key, value, version }: Document<Uncounted>,
  isCounted: boolean,
): Promise<void> {
  const age = clock.now().getTime() - Date.parse(value.notedAt);
  if (age < (isCounted ? CHANGE_MS : GIVE_UP_MS)) return;
  await documents.delete(key, { ifVersion: version }).catch(() => undefined); // written since, or another was faster
}
