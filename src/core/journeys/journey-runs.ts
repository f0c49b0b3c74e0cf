import type { Ports } from '../../ports/ports.ts';
import type { JourneyRun, StoredJourney } from './journey.ts';
import { changeRun, isOver, runsOf } from './journey-documents.ts';

/*
 * Each pass of entries is a run; a journey that events start has one long run (2.4). A run is over
 * when nobody enters it any more and its participants are through.
 */

/** Notes that a run is being entered, and who of its candidates was refused by a tick; done again, it changes nothing. */
export async function noteEntry(
  ports: Ports,
  stored: StoredJourney,
  runId: string,
  refused: { readonly batchId: string; readonly counts: Readonly<Record<string, number>> },
): Promise<void> {
  const now = ports.clock.now().toISOString();
  await changeRun(ports, stored, runId, (found) => {
    const run: JourneyRun = found?.run ?? {
      RunId: runId,
      CreationTime: now,
      LastUpdateTime: now,
      Status: 'RUNNING',
    };
    return { run, refused: { ...found?.refused, [refused.batchId]: refused.counts } };
  });
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
      return { refused: found?.refused ?? {}, run: isOver(latest) ? latest : over };
    });
  }
}
