import { cycleIn, reachable, referencesOf } from './activity-graph.ts';
import { activityFaults } from './activity-rules.ts';
import { durationMs } from './duration.ts';
import type { JourneyDefaults, JourneyDefinition } from './journey.ts';
import { sendingFaults } from './sending-rules.ts';

/*
 * What a journey must be to be published (pinpoint-campaigns-journeys.md 2.3, 2.7, 2.8). All that is
 * wrong is told at once.
 */

/** Source: quotas. */
const MAX_CONTACT_CENTER = 3;
/** So that a refresh is over before the next one; the reference gives no least. */
const MIN_REFRESH_MS = 5 * 60_000;

/** Every rule that the definition shows by itself. */
export function definitionFaults(
  definition: JourneyDefinition,
  defaults: JourneyDefaults,
  now: Date,
): string[] {
  return [
    ...startFaults(definition),
    ...graphFaults(definition),
    ...Object.keys(definition.Activities ?? {}).flatMap((id) => activityFaults(definition, id)),
    ...scheduleFaults(definition, now),
    ...sendingFaults(definition, defaults),
    ...contactCenterFaults(definition),
  ];
}

function startFaults(definition: JourneyDefinition): string[] {
  const { StartCondition, LocalTime } = definition;
  const { SegmentStartCondition, EventStartCondition } = StartCondition ?? {};
  if (SegmentStartCondition === undefined && EventStartCondition === undefined) {
    return ['StartCondition is missing; it needs a SegmentStartCondition or an EventStartCondition'];
  }
  if (SegmentStartCondition !== undefined && EventStartCondition !== undefined) {
    return ['StartCondition has both SegmentStartCondition and EventStartCondition; it may have one of them'];
  }
  if (EventStartCondition === undefined) return refreshFaults(definition);
  const at = 'StartCondition.EventStartCondition';
  const types = EventStartCondition.EventFilter?.Dimensions.EventType?.Values.length ?? 0;
  const faults: string[] = [];
  if (types !== 1)
    faults.push(`${at}.EventFilter.Dimensions.EventType has ${types} values; it must have one`);
  if (LocalTime === true) faults.push('LocalTime is true; a journey that events start cannot have it');
  return [...faults, ...refreshFaults(definition)];
}

export function refreshFaults({ StartCondition, RefreshFrequency }: JourneyDefinition): string[] {
  if (RefreshFrequency === undefined) return [];
  if (StartCondition?.EventStartCondition !== undefined) {
    return [`RefreshFrequency is ${RefreshFrequency}; a journey that events start cannot have it`];
  }
  const tooOften = (durationMs(RefreshFrequency) ?? 0) < MIN_REFRESH_MS;
  return tooOften ? [`RefreshFrequency is ${RefreshFrequency}; it must be at least 5 minutes`] : [];
}

function graphFaults({ Activities = {}, StartActivity }: JourneyDefinition): string[] {
  if (Object.keys(Activities).length === 0) return ['Activities are missing'];
  if (!StartActivity) return ['StartActivity is missing'];
  if (Activities[StartActivity] === undefined) {
    return [`StartActivity is ${StartActivity}, which is not among the activities`];
  }
  const missing = Object.entries(Activities).flatMap(([id, activity]) =>
    referencesOf(activity)
      .filter(({ to }) => Activities[to] === undefined)
      .map(({ member, to }) => `Activities.${id}.${member} is ${to}, which is not among the activities`),
  );
  const cycle = cycleIn(Activities);
  const reached = reachable(Activities, StartActivity);
  const apart = Object.keys(Activities).filter((id) => !reached.has(id));
  return [
    ...missing,
    ...(cycle === undefined ? [] : [`Activities lead back to themselves: ${cycle.join(' → ')}`]),
    ...apart.map((id) => `Activities.${id} cannot be reached from ${StartActivity}`),
  ];
}

function scheduleFaults({ Schedule }: JourneyDefinition, now: Date): string[] {
  const { StartTime, EndTime } = Schedule ?? {};
  const faults: string[] = [];
  if (StartTime !== undefined && StartTime <= now.toISOString()) {
    faults.push(`Schedule.StartTime is ${StartTime}; it must be in the future`);
  }
  faults.push(...endFaults(StartTime ?? now.toISOString(), EndTime));
  return faults;
}

export function endFaults(start: string, end: string | undefined): string[] {
  if (end === undefined || end > start) return [];
  return [`Schedule.EndTime is ${end}; it must be after the start, ${start}`];
}

function contactCenterFaults(definition: JourneyDefinition): string[] {
  const { Activities = {}, StartCondition, JourneyChannelSettings } = definition;
  const calls = Object.values(Activities).filter(({ ContactCenter }) => ContactCenter !== undefined).length;
  const faults: string[] = [];
  if (calls === 0) return faults;
  if (calls > MAX_CONTACT_CENTER) {
    faults.push(`Activities have ${calls} of kind ContactCenter; at most ${MAX_CONTACT_CENTER} are allowed`);
  }
  if (!JourneyChannelSettings?.ConnectCampaignArn) {
    faults.push('JourneyChannelSettings.ConnectCampaignArn is missing; a ContactCenter activity needs it');
  }
  if (StartCondition?.EventStartCondition !== undefined) {
    faults.push('Activities have one of kind ContactCenter; a journey that events start cannot have it');
  }
  return faults;
}
