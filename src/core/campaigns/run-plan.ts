import type { CampaignRunPlan, RunCaps } from '../../compiler/campaign-run-plan.ts';
import type { Ports } from '../../ports/ports.ts';
import type { ApplicationSettings } from '../apps/settings.ts';
import { PlatformError } from '../errors.ts';
import type { MessageBatch } from '../messages/batch.ts';
import { withoutNulls } from '../parse.ts';
import { type QuietTime, zonesInQuietTime } from '../schedule/zones.ts';
import { findSegment } from '../segments/segment-documents.ts';
import { importedIn, type SegmentNode } from '../segments/segment-graph.ts';
import { resolveSegment } from '../segments/source-segments.ts';
import type { CampaignDefinition } from './campaign.ts';
import type { CampaignKey } from './due-index.ts';
import { EVENT_LIFE_MS } from './listening.ts';
import { activityId } from './run-documents.ts';
import type { Schedule } from './schedule.ts';
import { type PlannedBatch, type Track, zonesOfWave } from './track.ts';
import { channelsOf, DEFAULT_TREATMENT, sharesOf } from './treatments.ts';

/** What decides about a batch besides the lake. */
export interface RunSource extends CampaignKey {
  readonly definition: CampaignDefinition;
  readonly settings: ApplicationSettings;
  readonly track: Track;
  readonly planned: PlannedBatch;
  readonly at: Date;
}

/**
 * The plan of a batch, for the compiler.
 * @throws PlatformError `NotFound` when the segment, or that version of it, was deleted
 */
export async function runPlan(ports: Ports, source: RunSource): Promise<CampaignRunPlan> {
  const { applicationId, campaignId, definition, settings, track, planned, at } = source;
  const { SegmentId, SegmentVersion } = definition;
  const segment = await findSegment(ports, applicationId, SegmentId, SegmentVersion);
  if (segment === undefined) {
    throw new PlatformError(
      'NotFound',
      `Segment ${SegmentId} version ${SegmentVersion} of campaign ${campaignId} was deleted`,
    );
  }
  const { treatments, holdout, firstCohort } = sharesOf(campaignId, definition);
  const quiet = quietTimeOf(track.schedule, settings);
  const filter = track.schedule.EventFilter;
  return {
    applicationId,
    campaignId,
    runId: planned.runId,
    batchId: planned.batchId,
    at,
    segment: await resolveSegment(ports, segment),
    treatments: treatments
      .filter(({ id }) => track.treatments.includes(id))
      .map(({ id, from, to, variant }) => ({
        id,
        activityId: activityId(planned, track, id),
        from,
        to,
        channels: channelsOf(variant),
      })),
    ...(holdout !== undefined &&
      track.treatments.includes(DEFAULT_TREATMENT) && {
        holdout: { ...holdout, treatmentId: DEFAULT_TREATMENT },
      }),
    firstCohort,
    caps: capsOf(definition, settings),
    quietZones: quiet === undefined ? [] : zonesInQuietTime(at, quiet),
    ...(planned.wave !== undefined && { zones: zonesOfWave(track, planned.wave) }),
    ...(planned.events !== undefined && filter !== undefined && { events: { filter, ...planned.events } }),
  };
}

/** The batch as its sender needs it: what each treatment sends, how fast and how long, and whose copies it reads. */
export function messageBatch(source: RunSource, segment: SegmentNode): MessageBatch {
  const { applicationId, campaignId, definition, settings, track, planned, at } = source;
  const { treatments } = sharesOf(campaignId, definition);
  const { Name, Hook = settings.CampaignHook } = definition;
  const messagesPerSecond = limitOf('MessagesPerSecond', definition, settings);
  const expiresAt = expiryOf(source);
  const copiesOf = importedIn(segment).map(({ id, version }) => ({ id, version }));
  return {
    applicationId,
    batchId: planned.batchId,
    origin: { kind: 'campaign', campaignId, ...(Name !== undefined && { campaignName: Name }) },
    scheduledAt: new Date(planned.scheduledAt).toISOString(),
    decidedAt: at.toISOString(),
    ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt).toISOString() }),
    ...(messagesPerSecond !== undefined && { messagesPerSecond }),
    variants: Object.fromEntries(
      treatments.filter(({ id }) => track.treatments.includes(id)).map(({ id, variant }) => [id, variant]),
    ),
    ...(copiesOf.length > 0 && { copiesOf }),
    ...(Hook &&
      (Hook.LambdaFunctionName || Hook.WebUrl) && {
        hook: withoutNulls(Hook) as NonNullable<MessageBatch['hook']>,
      }),
  };
}

/** Until when a batch may be sent: its maximum duration, and the five minutes of an answer to an event. */
function expiryOf({ definition, settings, planned, at }: RunSource): number | undefined {
  const seconds = limitOf('MaximumDuration', definition, settings);
  const ends = [
    ...(seconds === undefined ? [] : [planned.scheduledAt + seconds * 1000]),
    ...(planned.events === undefined ? [] : [at.getTime() + EVENT_LIFE_MS]),
  ];
  return ends.length === 0 ? undefined : Math.min(...ends);
}

/**
 * The campaign's limits, or where it has none the application's; 0 is no limit. The application's daily
 * limit is no default for the campaign's: it holds for all campaigns and journeys together.
 */
function capsOf(definition: CampaignDefinition, settings: ApplicationSettings): RunCaps {
  const total = limitOf('Total', definition, settings);
  const daily = definition.Limits?.Daily || undefined;
  const projectDaily = settings.Limits?.Daily || undefined;
  return {
    ...(total !== undefined && { total }),
    ...(daily !== undefined && { daily }),
    ...(projectDaily !== undefined && { projectDaily }),
  };
}

function limitOf(
  name: 'Total' | 'MessagesPerSecond' | 'MaximumDuration',
  { Limits }: CampaignDefinition,
  settings: ApplicationSettings,
): number | undefined {
  return (Limits?.[name] ?? settings.Limits?.[name]) || undefined;
}

/** @returns `undefined` when neither campaign nor application has one */
export function quietTimeOf(
  { QuietTime: own }: Schedule,
  { QuietTime }: ApplicationSettings,
): QuietTime | undefined {
  const { Start, End } = own?.Start === undefined ? (QuietTime ?? {}) : own;
  return Start && End ? { Start, End } : undefined;
}
