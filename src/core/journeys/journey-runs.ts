import type { Ports } from '../../ports/ports.ts';
import type { Candidates, JourneyRun, StoredJourney, StoredRun } from './journey.ts';
import { changeRun, isOver, runsOf } from './journey-documents.ts';

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

/** Ends the runs that are neither entered any more nor have anyone inside. */
export async function settleRuns(ports: Ports, stored: StoredJourney): Promise<void> {
  const { entering = [], openRuns = [] } = stored.progress ?? {};
  const open = new Set([...openRuns, ...entering.map(({ runId }) => runId)]);
  const now = ports.clock.now().toISOString();
  for (const { run } of await runsOf(ports, stored)) {
    if (isOver(run) || open.has(run.RunId)) continue;
    await changeRun(ports, stored, run.RunId, (found) => {
      const latest = found?.run ?? run;
      const over: JourneyRun = { ...latest, Status: 'COMPLETED', LastUpdateTime: now };
      return { candidates: {}, ...found, run: isOver(latest) ? latest : over };
    });
  }
}
