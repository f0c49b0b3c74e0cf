import type { Ports } from '../../ports/ports.ts';
import { launchOf } from './entry-passes.ts';
import type { PublishedJourney } from './tick-inputs.ts';

/**
 * Whether an event journey has to look at events: those of its type, that arrived since it looked
 * last. Cheaper than a tick that moves nobody. Attributes and metrics are the tick's to compare.
 * @param upTo every event that arrived by then is in the lake
 */
export async function haveEventsArrived(
  ports: Ports,
  { journey, progress }: PublishedJourney,
  upTo: Date,
): Promise<boolean> {
  const type = journey.StartCondition?.EventStartCondition?.EventFilter?.Dimensions.EventType;
  const [only] = type?.Values ?? [];
  if (only === undefined || type?.DimensionType === 'EXCLUSIVE') return true;
  const after = new Date(progress.lookedUpTo ?? launchOf(journey, progress));
  if (after >= upTo) return false;
  const [row] = await ports.queries.query<{ arrived: number }>(
    ports.named('journey_new_events', {
      application_id: journey.ApplicationId,
      from_date: after.toISOString().slice(0, 10),
      to_date: upTo.toISOString().slice(0, 10),
      after: after.getTime(),
      up_to: upTo.getTime(),
      event_type: only,
    }),
  );
  return (row?.arrived ?? 0) > 0;
}
