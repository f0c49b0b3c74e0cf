import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import type { StoredJourney } from './journey.ts';
import { allJourneys } from './journey-documents.ts';
import { dueAt } from './timeline.ts';

/** A journey in a list. Instants are ISO 8601, UTC. */
export interface JourneyTotals {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly createdAt: string;
  readonly publishedAt?: string;
  /** Entries; one participant may have several. */
  readonly entered: number;
  readonly inside: number;
  readonly finished: number;
  readonly lastTickAt?: string;
  /** When something is due next. */
  readonly nextTickAt?: string;
  /** While ticks fail. */
  readonly failure?: { readonly at: string; readonly times: number; readonly cause: string };
}

/** Every journey of an application with how many are in it; the newest first. @throws PlatformError `NotFound` */
export async function journeyTotals(ports: Ports, applicationId: string): Promise<JourneyTotals[]> {
  await requireApp(ports, applicationId);
  const stored = await allJourneys(ports, applicationId);
  const isPublished = stored.some(({ progress }) => progress !== undefined);
  const rows = isPublished
    ? await ports.queries.query<{ journey_id: string; entered: number; gone: number }>(
        ports.named('journey_totals', { application_id: applicationId }),
      )
    : [];
  const counted = new Map(rows.map((row) => [row.journey_id, row]));
  return stored
    .map((one) => totalsOf(one, counted.get(one.journey.Id)))
    .sort((a, b) => (`${a.createdAt}#${a.id}` < `${b.createdAt}#${b.id}` ? 1 : -1));
}

function totalsOf(
  stored: StoredJourney,
  { entered, gone }: { readonly entered: number; readonly gone: number } = { entered: 0, gone: 0 },
): JourneyTotals {
  const { journey, progress } = stored;
  return {
    id: journey.Id,
    name: journey.Name,
    state: journey.State,
    createdAt: journey.CreationDate,
    publishedAt: progress?.publishedAt,
    entered,
    inside: entered - gone,
    finished: gone,
    lastTickAt: progress?.tickedAt,
    nextTickAt: dueAt(stored)?.toISOString(),
    failure: progress?.failure,
  };
}
