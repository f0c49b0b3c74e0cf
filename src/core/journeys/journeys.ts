import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import { getSettings } from '../apps/settings.ts';
import { noteChange, noteRemoval } from '../definitions/changed-definitions.ts';
import { journeyRows } from '../definitions/definition-rows.ts';
import { sameValue } from '../endpoints/same-value.ts';
import { PlatformError } from '../errors.ts';
import { type Page, type PageRequest, pageOf } from '../paging.ts';
import { endFaults, refreshFaults } from './definition-rules.ts';
import { endOf, launchOf } from './entry-passes.ts';
import type { Journey, JourneyDefaults, JourneyRun, StoredJourney, WriteJourney } from './journey.ts';
import {
  addJourney,
  allJourneys,
  changeJourney,
  keepLive,
  removeJourney,
  requireJourney,
  runsOf,
} from './journey-documents.ts';
import { readWriteJourney } from './journey-members.ts';
import { segmentNamesFor } from './journey-segments.ts';
import { type Publishing, preparePublishing, refuseFaults } from './publish.ts';
import { sendingFaults } from './sending-rules.ts';

/**
 * Creates a journey as a draft, or publishes it at once.
 * @param body a WriteJourneyRequest, not yet checked
 * @throws PlatformError `NotFound` for the application, `BadRequest` for a broken rule
 */
export async function createJourney(ports: Ports, applicationId: string, body: unknown): Promise<Journey> {
  const { State, ...definition } = readWriteJourney(body);
  await requireApp(ports, applicationId);
  const now = ports.clock.now().toISOString();
  const draft: StoredJourney = {
    journey: {
      ...definition,
      ApplicationId: applicationId,
      Id: ports.ids.resourceId(),
      State: 'DRAFT',
      CreationDate: now,
      LastModifiedDate: now,
    },
    defaults: await defaultsOf(ports, applicationId),
  };
  const stored = State === 'ACTIVE' ? published(draft, await preparePublishing(ports, draft)) : draft;
  await noteChange(ports, { applicationId, kind: 'journey', id: stored.journey.Id });
  await addJourney(ports, stored);
  if (State === 'ACTIVE') await keepLive(ports, stored); // in case a clock tick found no journey yet
  return stored.journey;
}

/** @throws PlatformError `NotFound` for the application or the journey */
export async function getJourney(ports: Ports, applicationId: string, journeyId: string): Promise<Journey> {
  await requireApp(ports, applicationId);
  return (await requireJourney(ports, applicationId, journeyId)).journey;
}

/** Newest first. */
export async function listJourneys(
  ports: Ports,
  applicationId: string,
  request: PageRequest,
): Promise<Page<Journey>> {
  await requireApp(ports, applicationId);
  const journeys = (await allJourneys(ports, applicationId)).map(({ journey }) => journey);
  return pageOf(journeys, ({ CreationDate, Id }) => `${CreationDate}#${Id}`, request);
}

/**
 * Replaces a journey's definition, and publishes it when `State` is `ACTIVE`. Of a published one,
 * everything may change but who enters and what the activities are; those may be left out.
 * @param body a WriteJourneyRequest, not yet checked
 * @throws PlatformError `NotFound`, `BadRequest` for a broken rule, `Conflict` when the journey's state does not allow it
 * @remarks Source: pinpoint-campaigns-journeys.md 2.2. Which members of an active journey may change is ours.
 */
export async function updateJourney(
  ports: Ports,
  applicationId: string,
  journeyId: string,
  body: unknown,
): Promise<Journey> {
  const request = readWriteJourney(body);
  await requireApp(ports, applicationId);
  const found = await requireJourney(ports, applicationId, journeyId);
  const now = ports.clock.now();
  const next = rewritten(found, request, now);
  const publishing =
    found.journey.State === 'DRAFT' && request.State === 'ACTIVE'
      ? await preparePublishing(ports, next)
      : undefined;
  await noteChange(ports, { applicationId, kind: 'journey', id: journeyId });
  const stored = await changeJourney(ports, applicationId, journeyId, (latest) => {
    const rewrittenNow = rewritten(latest, request, now);
    if (publishing === undefined) return rewrittenNow;
    if (latest.journey.State === 'DRAFT') return published(rewrittenNow, publishing);
    throw conflict(latest.journey, 'was published meanwhile');
  });
  return stored.journey;
}

/**
 * Removes a journey with its runs, whatever its state; nobody in it is written to any more.
 * @returns the journey as it was
 * @throws PlatformError `NotFound`
 */
export async function deleteJourney(
  ports: Ports,
  applicationId: string,
  journeyId: string,
): Promise<Journey> {
  await requireApp(ports, applicationId);
  const stored = await requireJourney(ports, applicationId, journeyId);
  const last = journeyRows(stored.journey, await segmentNamesFor(ports, applicationId, [stored.journey]));
  await noteRemoval(ports, { applicationId, kind: 'journey', id: journeyId }, last);
  await removeJourney(ports, stored);
  return stored.journey;
}

/** Newest first. @throws PlatformError `NotFound` for the application or the journey */
export async function listJourneyRuns(
  ports: Ports,
  applicationId: string,
  journeyId: string,
  request: PageRequest,
): Promise<Page<JourneyRun>> {
  await requireApp(ports, applicationId);
  const stored = await requireJourney(ports, applicationId, journeyId);
  const runs = (await runsOf(ports, stored)).map(({ run }) => run);
  return pageOf(runs, ({ CreationTime, RunId }) => `${CreationTime}#${RunId}`, request);
}

export function conflict({ Id, State }: Journey, why: string): PlatformError {
  return new PlatformError('Conflict', `Journey ${Id} is ${State}; it ${why}`);
}

function published({ journey, defaults }: StoredJourney, { progress }: Publishing): StoredJourney {
  return { journey: { ...journey, State: 'ACTIVE' }, defaults, progress };
}

/** The journey with the definition of the request, in the state in which it is. */
function rewritten(stored: StoredJourney, { State, ...definition }: WriteJourney, now: Date): StoredJourney {
  const { journey } = stored;
  const kept = {
    ApplicationId: journey.ApplicationId,
    Id: journey.Id,
    State: journey.State,
    CreationDate: journey.CreationDate,
    LastModifiedDate: now.toISOString(),
  };
  if (journey.State === 'DRAFT') return { ...stored, journey: { ...definition, ...kept } };
  if (journey.State !== 'ACTIVE') throw conflict(journey, 'cannot be changed');
  if (State === 'DRAFT') throw conflict(journey, 'cannot become a draft again');
  const fixed = fixedMembers(journey);
  const next = { ...definition, ...fixed, ...kept };
  refuseChanges(stored, definition, next, now);
  return { ...stored, journey: next };
}

/** What an active journey keeps. */
function fixedMembers({ Activities, StartActivity, StartCondition, LocalTime }: Journey) {
  return { Activities, StartActivity, StartCondition, LocalTime };
}

function refuseChanges(
  { journey, defaults, progress }: StoredJourney,
  given: Omit<WriteJourney, 'State'>,
  next: Journey,
  now: Date,
): void {
  for (const [name, value] of Object.entries(fixedMembers(given as Journey))) {
    const before = journey[name as keyof Journey];
    if (value !== undefined && !sameValue(value, before)) throw conflict(journey, `keeps its ${name}`);
  }
  if (progress === undefined) return;
  const launch = launchOf(journey, progress);
  if (launch <= now && !sameValue(journey.Schedule?.StartTime, next.Schedule?.StartTime)) {
    throw conflict(journey, 'has begun and keeps its Schedule.StartTime');
  }
  refuseFaults(journey.Id, [
    ...refreshFaults(next),
    ...sendingFaults(next, defaults),
    ...endFaults(launchOf(next, progress).toISOString(), next.Schedule?.EndTime),
  ]);
  // A journey past its end stays so: what a later end would bring in could have entered long ago.
  if (endOf(journey, progress) <= now) throw conflict(journey, 'is past its end');
}

async function defaultsOf(ports: Ports, applicationId: string): Promise<JourneyDefaults> {
  const { QuietTime, JourneyLimits } = await getSettings(ports, applicationId);
  const { Start, End } = QuietTime ?? {};
  const { DailyCap, TotalCap, TimeframeCap } = JourneyLimits ?? {};
  return {
    ...(Start && End && { QuietTime: { Start, End } }),
    JourneyLimits: {
      DailyCap: DailyCap ?? undefined,
      TotalCap: TotalCap ?? undefined,
      TimeframeCap: TimeframeCap ? { Cap: TimeframeCap.Cap ?? 0, Days: TimeframeCap.Days ?? 0 } : undefined,
    },
  };
}
