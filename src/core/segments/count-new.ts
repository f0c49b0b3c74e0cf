import type { Document } from '../../ports/document-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { fewAtOnce } from '../few-at-once.ts';
import type { StoredSegment } from './segment.ts';
import { findSegment } from './segment-documents.ts';
import { countTogether } from './segment-size.ts';
import { dayOf, sizesOf } from './size-history.ts';
import { forgetUncounted, type Uncounted, uncountedSegments } from './uncounted.ts';

/** No further application is begun after that long; the next tick goes on. */
const TURN_MS = 20_000;

/**
 * Counts a segment that was just written, where the engine answers within a request. Elsewhere, and when it fails, the
 * next tick counts it: writing a segment neither waits for Athena nor fails for its size.
 */
export async function countAtOnce(ports: Ports, segment: StoredSegment): Promise<void> {
  if (!ports.queries.answersAtOnce) return;
  await countTogether(ports, segment.ApplicationId, [segment]).catch(() => undefined);
}

/**
 * Counts the segments that were made or changed since the last tick: of each application one statement for all that
 * have conditions. Safe to call at any time, twice, late, and by two at once.
 * @returns how many were counted
 * @throws the first application's error, after the others had their turn
 */
export async function countNewSegments(ports: Ports): Promise<number> {
  const begun = ports.clock.now().getTime();
  const failures: unknown[] = [];
  let counted = 0;
  for (let after: string | undefined; ; ) {
    const page = await uncountedSegments(ports, after);
    if (page.length === 0) break;
    for (const [applicationId, noted] of Map.groupBy(page, ({ value }) => value.applicationId)) {
      if (ports.clock.now().getTime() - begun > TURN_MS) return counted;
      try {
        counted += await countOf(ports, applicationId, noted);
        for (const entry of noted) await forgetUncounted(ports, entry, true);
      } catch (error) {
        failures.push(error);
        for (const entry of noted) await forgetUncounted(ports, entry, false);
      }
    }
    after = page.at(-1)?.key.sort;
  }
  if (failures.length > 0) throw failures[0];
  return counted;
}

async function countOf(
  ports: Ports,
  applicationId: string,
  noted: readonly Document<Uncounted>[],
): Promise<number> {
  const found = await fewAtOnce(noted, async ({ value }) => {
    const segment = await findSegment(ports, applicationId, value.segmentId);
    return segment === undefined || (await hasSize(ports, segment)) ? [] : [segment];
  });
  const fresh = found.flat();
  if (fresh.length > 0) await countTogether(ports, applicationId, fresh);
  return fresh.length;
}

/** Whether this version was counted today, by the page, say. */
async function hasSize(ports: Ports, segment: StoredSegment): Promise<boolean> {
  const day = dayOf(ports.clock.now());
  const sizes = await sizesOf(ports, segment, { from: day, to: day });
  return sizes.some(({ version }) => version === segment.Version);
}
