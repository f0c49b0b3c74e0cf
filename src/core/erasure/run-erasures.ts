import type { Document } from '../../ports/document-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { PlatformError } from '../errors.ts';
import { DUE, dueKey, ERASURES, runPartition } from './erasure.ts';

const MACHINE = 'erase';
const CURRENT = { partition: ERASURES, sort: 'current-run' };
/** Erasures that one run carries out: its rewriting of tables costs the same for one as for so many. */
export const ERASURES_A_RUN = 1000;

interface CurrentRun {
  readonly runId: string;
  /** Absent until the machine has been started. */
  readonly executionId?: string;
}

interface Due {
  readonly id: string;
}

/**
 * Starts a run of what is due, unless one is under way: what is asked for meanwhile is the next one's. A run whose
 * start a crash cut off is started again. Safe to be called twice, and by two at once.
 * @returns how many runs were started: 0 or 1
 */
export async function startDueErasures(ports: Ports): Promise<number> {
  const { documents, workflows, clock, ids } = ports;
  const current = await documents.get<CurrentRun>(CURRENT);
  if (current) {
    const { executionId } = current.value;
    if (executionId === undefined) return start(ports, current);
    const execution = await workflows.describe(executionId);
    if (execution?.status === 'RUNNING') return 0;
  }
  const [first] = await documents.query<Due>(DUE, '', { limit: 1 });
  if (!first || !isDue(first.key.sort, clock.now())) return 0;
  const value = { runId: ids.resourceId() };
  const version = await putCurrent(ports, value, current?.version ?? 'absent');
  return version === undefined ? 0 : start(ports, { value, version });
}

/** A run that was started already is not started again. */
async function start(
  ports: Ports,
  { value, version }: Pick<Document<CurrentRun>, 'value' | 'version'>,
): Promise<number> {
  const executionId = await ports.workflows.start(MACHINE, value.runId, { runId: value.runId });
  await putCurrent(ports, { ...value, executionId }, version);
  return 1;
}

/** @returns the new version; `undefined` when another tick was faster */
async function putCurrent(
  { documents }: Ports,
  value: CurrentRun,
  ifVersion: number | 'absent',
): Promise<number | undefined> {
  try {
    return await documents.put(CURRENT, value, { ifVersion });
  } catch (error) {
    if (error instanceof PlatformError && error.code === 'Conflict') return undefined;
    throw error;
  }
}

/** When the next erasure is due; `undefined` when none is asked for. */
export async function nextErasureDue({ documents }: Pick<Ports, 'documents'>): Promise<Date | undefined> {
  const [first] = await documents.query<Due>(DUE, '', { limit: 1 });
  return first && dueAt(first.key.sort);
}

/** Takes what is due into a run, once: done again after a crash, it gives the same and what became due since. */
export async function claimDue({ documents, clock }: Ports, runId: string): Promise<string[]> {
  const now = clock.now();
  const due = await documents.query<Due>(DUE, '', { limit: ERASURES_A_RUN });
  const claimed = due
    .filter(({ key }) => isDue(key.sort, now))
    .map(({ key, value }) => ({ sort: key.sort, ...value }));
  for (const { id, sort } of claimed) {
    await documents.put({ partition: runPartition(runId), sort: id }, { id });
    await documents.delete(dueKey(sort));
  }
  return claimed.map(({ id }) => id);
}

const dueAt = (sort: string) => new Date(sort.slice(0, sort.indexOf('#')));
const isDue = (sort: string, now: Date) => dueAt(sort) <= now;
