import type { Ports } from '../../ports/ports.ts';
import type { Candidates, JourneyRun, StoredJourney, StoredRun } from './journey.ts';
import { changeRun, findRun, isOver, runsOf } from './journey-documents.ts';

/*
 * Each pass of entries is a run; a journey that events start has one long run (2.4). A run is over
 * when nobody enters it any more and its participants are through.
 */

/** Notes that a run is being entered, and what became of the candidates of a tick; done again, it changes nothing. */
export async function noteEntry(
  ports: Ports,
  stored: StoredJourney,
  runId: string,
  last: { readonly batchId: string; readonly candidates: Candidates },
): Promise<void> {
  const now = ports.clock.now().toISOString();
  await changeRun(ports, stored, runId, (found) => {
    const run: JourneyRun = found?.run ?? {
      RunId: runId,
      CreationTime: now,
      LastUpdateTime: now,
      Status: 'RUNNING',
    };
    const isAgain = found?.last?.batchId === last.batchId;
    const before = isAgain ? (found?.candidates ?? {}) : candidatesOf(found);
    return { run, candidates: before, last };
  });
}

/** What became of all candidates of a run so far. */
export function candidatesOf(stored: StoredRun | undefined): Candidates {
  const total: Record<string, number> = { ...stored?.candidates };
  for (const [reason, count] of Object.entries(stored?.last?.candidates ?? {})) {
    total[reason] = (total[reason] ?? 0) + count;
  }
  return total;
}

/** Ends the runs that a tick left with nobody inside and that nobody enters any more. */
export async function settleRuns(ports: Ports, before: StoredJourney, after: StoredJourney): Promise<void> {
  const open = new Set(runIds(after));
  const now = ports.clock.now().toISOString();
  for (const runId of new Set(runIds(before))) {
    if (open.has(runId)) continue;
    const found = await findRun(ports, before, runId);
    if (found === undefined || isOver(found.run)) continue; // a run that nobody could enter was never begun
    await changeRun(ports, before, runId, (latest = found) =>
      isOver(latest.run)
        ? latest
        : { ...latest, run: { ...latest.run, Status: 'COMPLETED', LastUpdateTime: now } },
    );
  }
}

/** Ends every run of a journey that was cancelled. */
export async function cancelRuns(ports: Ports, stored: StoredJourney): Promise<void> {
  const now = ports.clock.now().toISOString();
  for (const found of await runsOf(ports, stored)) {
    if (isOver(found.run)) continue;
    await changeRun(ports, stored, found.run.RunId, (latest = found) => ({
      ...latest,
      run: { ...latest.run, Status: 'CANCELLED', LastUpdateTime: now },
    }));
  }
}

/** Runs that may have someone inside or are still entered. */
function runIds({ progress }: StoredJourney): string[] {
  const { entering = [], openRuns = [], tick } = progress ?? {};
  return [...openRuns, ...entering.map(({ runId }) => runId), ...(tick?.entry ? [tick.entry.runId] : [])];
}
