import type { Ports } from '../../ports/ports.ts';
import { applicationPartition } from '../apps/partition.ts';
import { changeDocument } from '../documents.ts';

/*
 * Runs of campaigns that failed, once more beside their activities, by the day on which they were due: what went
 * wrong in a week is then one read, of however many campaigns. They stay when the campaign is deleted, as its runs do.
 */

/** A run of a campaign of which a treatment at least failed. */
export interface FailedRun {
  readonly campaignId: string;
  /** When the run was due; ISO 8601, UTC, as all instants. */
  readonly scheduledStart: string;
  /** When it ended, or began where it has not ended. */
  readonly at: string;
  /** Why it failed as a whole; absent where its messages reached nobody. */
  readonly cause?: string;
}

const PREFIX = 'campaign-failed-run#';

/** Notes that a run failed; a cause that is known already stays. */
export async function noteFailedRun(
  ports: Pick<Ports, 'documents'>,
  applicationId: string,
  run: FailedRun,
): Promise<void> {
  const sort = `${PREFIX}${run.scheduledStart}#${run.campaignId}`;
  await changeDocument<FailedRun>(
    ports.documents,
    { partition: applicationPartition(applicationId), sort },
    (found) => ({ ...run, ...(found?.cause !== undefined && { cause: found.cause }) }),
  );
}

/** Failed runs that were due between two days, UTC; both count. The oldest first. */
export async function failedRuns(
  ports: Ports,
  applicationId: string,
  { fromDay, toDay }: { readonly fromDay: string; readonly toDay: string },
): Promise<FailedRun[]> {
  const found: FailedRun[] = [];
  let after = PREFIX + fromDay; // an instant of that day is longer, and so behind it
  for (;;) {
    const page = await ports.documents.query<FailedRun>(applicationPartition(applicationId), PREFIX, {
      after,
    });
    const asked = page.filter(({ value }) => value.scheduledStart.slice(0, toDay.length) <= toDay);
    found.push(...asked.map(({ value }) => value));
    if (page.length === 0 || asked.length < page.length) return found;
    after = page.at(-1)?.key.sort ?? after;
  }
}
