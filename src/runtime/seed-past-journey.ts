import { recordFeedback } from '../core/feedback/feedback.ts';
import { createJourney } from '../core/journeys/journeys.ts';
import { nextJourneyDue, startDueJourneyTicks } from '../core/journeys/ticks.ts';
import type { BatchReference } from '../core/messages/batch.ts';
import { type DemoNotice, noticesOf, toldBy } from '../core/seeds/demo-notices.ts';
import { readingOf } from '../core/seeds/demo-readers.ts';
import { seededNumbers } from '../core/seeds/seeded-numbers.ts';
import { latestSegments } from '../core/segments/segment-documents.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { Ports } from '../ports/ports.ts';
import { deliver, pastStage, readSeed } from './past-stage.ts';

const DAY_MS = 86_400_000;
const DAYS_AGO = 38;
/** Ends a journey that does not. */
const MOST_TICKS = 60;
/** The partition of journeys that the stage's own clock looks at, and that of those it must not see. */
const LIVE = 'journeys-live';
const LIVE_IN_PAST = 'journeys-live-in-demo';

/**
 * Lets the demo company's customers go through a journey that ended weeks ago, by the engine under a clock
 * of its own; their reading is made up as in `seedPast`.
 */
export async function seedPastJourney(ports: Ports, applicationId: string): Promise<void> {
  const { pastJourney } = JSON.parse(await readSeed('engagement.json'));
  const segments = new Map(
    (await latestSegments(ports, applicationId)).map(({ Name, Id }) => [Name ?? '', Id]),
  );
  const definition = JSON.parse(JSON.stringify(pastJourney), (member, value) =>
    member === 'SegmentId' ? segments.get(value) : value,
  );
  const now = ports.clock.now();
  const { past: clocked, clock, sent } = pastStage(ports, new Date(now.getTime() - DAYS_AGO * DAY_MS));
  const past: Ports = {
    ...clocked,
    documents: apart(ports.documents),
    workflows: {
      ...ports.workflows,
      async start(_machine, name, reference) {
        await deliver(past, reference as BatchReference);
        return name;
      },
    },
  };
  await createJourney(past, applicationId, definition);
  const next = seededNumbers(38);
  let notices: DemoNotice[] = [];
  for (let tick = 0; tick < MOST_TICKS; tick += 1) {
    const due = await nextJourneyDue(past);
    if (due === undefined || due > now) break;
    if (due > clock.now()) clock.set(due);
    await recordFeedback(past, toldBy(clock.now(), notices));
    notices = notices.filter(({ at }) => at > clock.now());
    await startDueJourneyTicks(past);
    for (const mail of sent.splice(0)) notices.push(...noticesOf(mail, readingOf('other', false, next)));
  }
  await recordFeedback(past, toldBy(now, notices));
}

/** The documents with another partition for journeys that are looked at. */
function apart(documents: DocumentStore): DocumentStore {
  const moved = (partition: string) => (partition === LIVE ? LIVE_IN_PAST : partition);
  return {
    ...documents,
    get: (key) => documents.get({ ...key, partition: moved(key.partition) }),
    put: (key, value, options) => documents.put({ ...key, partition: moved(key.partition) }, value, options),
    delete: (key, options) => documents.delete({ ...key, partition: moved(key.partition) }, options),
    query: (partition, sortPrefix, options) => documents.query(moved(partition), sortPrefix, options),
  };
}
