import type { CampaignDefinition } from '../campaigns/campaign.ts';
import type { StoredCampaign } from '../campaigns/campaign-documents.ts';
import { DEFAULT_TREATMENT } from '../campaigns/treatments.ts';
import { activityName } from '../journeys/activity-words.ts';
import type { Journey } from '../journeys/journey.ts';
import type { StoredSegment } from '../segments/segment.ts';
import type { DefinitionName } from './definition-name.ts';

/** What all rows of a definition say. */
function rowsOf({ ApplicationId, LastModifiedDate }: { ApplicationId: string; LastModifiedDate: string }) {
  return (
    row: Pick<DefinitionName, 'kind' | 'id'> & {
      readonly ownerId?: string | undefined;
      readonly name?: string | undefined;
      readonly segmentId?: string | undefined;
      readonly eventTypes?: readonly string[] | undefined;
    },
  ): DefinitionName => ({
    applicationId: ApplicationId,
    kind: row.kind,
    id: row.id,
    ownerId: row.ownerId ?? null,
    name: row.name || null,
    segmentId: row.segmentId || null,
    eventName: row.eventTypes?.join(', ') || null,
    deleted: false,
    changedAt: new Date(LastModifiedDate),
  });
}

/** A campaign and its treatments. */
export function campaignRows(campaign: StoredCampaign, definition: CampaignDefinition): DefinitionName[] {
  const row = rowsOf(campaign);
  const { Id: ownerId } = campaign;
  const { Name, SegmentId, Schedule, TreatmentName, AdditionalTreatments = [] } = definition;
  const eventTypes = Schedule.EventFilter?.Dimensions.EventType?.Values;
  return [
    row({ kind: 'campaign', id: ownerId, name: Name, segmentId: SegmentId, eventTypes }),
    row({ kind: 'treatment', ownerId, id: DEFAULT_TREATMENT, name: TreatmentName }),
    ...AdditionalTreatments.map((one) =>
      row({ kind: 'treatment', ownerId, id: one.Id, name: one.TreatmentName }),
    ),
  ];
}

/** A journey and its activities, which are called as people see them. @param segments names by id */
export function journeyRows(journey: Journey, segments: ReadonlyMap<string, string>): DefinitionName[] {
  const row = rowsOf(journey);
  const { Id: ownerId, Name, Activities: activities = {}, StartCondition } = journey;
  const { EventStartCondition, SegmentStartCondition } = StartCondition ?? {};
  const wording = { activities, segmentName: (id: string) => segments.get(id) };
  return [
    row({
      kind: 'journey',
      id: ownerId,
      name: Name,
      segmentId: SegmentStartCondition?.SegmentId ?? EventStartCondition?.SegmentId,
      eventTypes: EventStartCondition?.EventFilter?.Dimensions.EventType?.Values,
    }),
    ...Object.entries(activities).map(([id, activity]) =>
      row({ kind: 'activity', ownerId, id, name: activityName(activity, wording) }),
    ),
  ];
}

export function segmentRows(segment: StoredSegment): DefinitionName[] {
  return [rowsOf(segment)({ kind: 'segment', id: segment.Id, name: segment.Name })];
}
