import type { Ports } from '../../ports/ports.ts';
import { allApps } from '../apps/apps.ts';
import { applicationPartition } from '../apps/partition.ts';
import { segmentSizes } from './segment-size.ts';
import { dayOf } from './size-history.ts';

/** What is remembered of an application's counts, and of the stage's. */
interface Recorded {
  /** The last day, UTC, whose sizes are complete. */
  readonly day?: string;
  /** The last attempt; ISO 8601, UTC. */
  readonly triedAt?: string;
}

const STAGE = { partition: 'stage', sort: 'segment-sizes-recorded' };
const keyOf = (applicationId: string) => ({
  partition: applicationPartition(applicationId),
  sort: 'segment-sizes-recorded',
});

/** No further application is begun after that long; the next tick goes on. Far within the tick's own limit. */
const TURN_MS = 30_000;
/** How long an application is left alone after a count that failed, or that another tick may be about. */
const REST_MS = 15 * 60_000;
const DAY_MS = 86_400_000;

/**
 * Counts the segments of every application, once a day (UTC): one statement for all dimensional segments of an
 * application. Safe to call at any time, twice, late, and by two at once. A day on which nobody ticked has
 * no sizes, since endpoints are kept as they are now.
 * @returns how many applications were counted
 * @throws the first application's error, after the others had their turn
 */
export async function recordDueSizes(ports: Ports): Promise<number> {
  const begun = ports.clock.now();
  const day = dayOf(begun);
  const stage = (await ports.documents.get<Recorded>(STAGE))?.value;
  if (stage?.day !== undefined && stage.day >= day) return 0;
  let counted = 0;
  let isComplete = true;
  const failures: unknown[] = [];
  for (const applicationId of await allApps(ports)) {
    const recorded = (await ports.documents.get<Recorded>(keyOf(applicationId)))?.value;
    if (recorded?.day !== undefined && recorded.day >= day) continue;
    const now = ports.clock.now();
    const isResting = now.getTime() - Date.parse(recorded?.triedAt ?? '1970-01-01') < REST_MS;
    if (isResting || now.getTime() - begun.getTime() > TURN_MS) {
      isComplete = false;
      continue;
    }
    const triedAt = now.toISOString();
    await ports.documents.put<Recorded>(keyOf(applicationId), { ...recorded, triedAt });
    try {
      await segmentSizes(ports, applicationId);
      await ports.documents.put<Recorded>(keyOf(applicationId), { day, triedAt });
      counted += 1;
    } catch (error) {
      isComplete = false;
      failures.push(error);
    }
  }
  if (isComplete) await ports.documents.put<Recorded>(STAGE, { day });
  if (failures.length > 0) throw failures[0];
  return counted;
}

/** When sizes are next counted, for a clock that is moved by hand: the next midnight, UTC, once there was one count. */
export async function nextSizesDue(ports: Ports): Promise<Date | undefined> {
  if ((await ports.documents.get<Recorded>(STAGE)) === undefined) return undefined;
  return new Date((Math.floor(ports.clock.now().getTime() / DAY_MS) + 1) * DAY_MS);
}
