import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import type { DefinitionKey } from '../definitions/definition-name.ts';
import { keptNames } from '../definitions/kept-names.ts';
import type { DaySpan } from '../metrics/day-span.ts';
import { rowsWithin } from '../queries/reuse.ts';
import { latestSegments } from '../segments/segment-documents.ts';
import type { CampaignDefinition, CampaignStatus } from './campaign.ts';
import { latestCampaigns, readDefinitions, type StoredCampaign, statusOf } from './campaign-documents.ts';
import type { Frequency } from './schedule.ts';
import { channelsOf, sharesOf } from './treatments.ts';

/** A campaign among others, with what became of its messages between two days. */
export interface ListedCampaign {
  readonly id: string;
  readonly name?: string;
  readonly status: CampaignStatus;
  readonly frequency: Frequency;
  /** Channel types that it can send to. */
  readonly channels: readonly string[];
  /** Under its last name when it was deleted. */
  readonly segment: { readonly id: string; readonly name?: string; readonly deleted?: true };
  /** The campaign's own message is one of them. */
  readonly treatments: number;
  readonly holdoutPercent: number;
  /** ISO 8601, UTC, as all instants. */
  readonly lastRunAt?: string;
  /** Absent when none is planned, while one is under way, and where events start them. */
  readonly nextRunAt?: string;
  readonly createdAt: string;
  readonly counts: CampaignCounts;
}

/** Messages, by the definitions of the query `messages_over_time`. */
export interface CampaignCounts {
  readonly sent: number;
  readonly delivered: number;
  readonly opened: number;
  readonly clicked: number;
  /** Delivered on channels that tell of opening: e-mail and push. */
  readonly openable: number;
  /** Delivered on channels that tell of clicks: e-mail. */
  readonly clickable: number;
}

type CountRow = {
  channel: string;
  origin_id: string;
  sent: number;
  delivered: number;
  opened: number;
  clicked: number;
};

const NOTHING: CampaignCounts = { sent: 0, delivered: 0, opened: 0, clicked: 0, openable: 0, clickable: 0 };

/**
 * Every campaign of an application, the one that ran or was made last first. One read of the campaigns, one of the
 * segments and one query of the lake, of however many campaigns.
 * @param maxAge seconds; the counts may be earlier ones that are no older, the campaigns are those of now
 * @throws PlatformError `NotFound` for the application
 */
export async function listWithCounts(
  ports: Ports,
  applicationId: string,
  span: DaySpan,
  maxAge = 0,
): Promise<ListedCampaign[]> {
  await requireApp(ports, applicationId);
  const [{ campaigns, definitions }, segments, rows] = await Promise.all([
    campaignsOf(ports, applicationId),
    latestSegments(ports, applicationId),
    rowsWithin<CountRow>(
      ports,
      ports.named('messages_over_time', {
        application_id: applicationId,
        from_day: span.fromDay,
        to_day: span.toDay,
        step: 'whole',
        apart: 'origin',
        origin: 'campaign',
      }),
      maxAge,
    ),
  ]);
  const counts = countsById(rows);
  const living = new Map(segments.map(({ Id, Name }) => [Id, Name]));
  const gone = [...definitions.values()].map(({ SegmentId }) => SegmentId).filter((id) => !living.has(id));
  const keys = [...new Set(gone)].map((id): DefinitionKey => ({ applicationId, kind: 'segment', id }));
  const kept = await keptNames(ports, keys);
  const reports = campaigns.map((campaign) => {
    const definition = definitions.get(campaign.Id) as CampaignDefinition;
    const { SegmentId: id } = definition;
    const name = living.get(id) ?? kept.of('segment', id);
    const segment = {
      id,
      ...(name !== undefined && { name }),
      ...(!living.has(id) && { deleted: true as const }),
    };
    return reportOf({ campaign, definition, segment, counts: counts.get(campaign.Id) ?? NOTHING });
  });
  const newest = ({ lastRunAt, createdAt }: ListedCampaign) => lastRunAt ?? createdAt;
  return reports.sort((a, b) => newest(b).localeCompare(newest(a)) || a.id.localeCompare(b.id));
}

async function campaignsOf(ports: Ports, applicationId: string) {
  const campaigns = await latestCampaigns(ports, applicationId);
  return { campaigns, definitions: await readDefinitions(ports, campaigns) };
}

function countsById(rows: readonly CountRow[]): Map<string, CampaignCounts> {
  const counts = new Map<string, CampaignCounts>();
  for (const { channel, origin_id, sent, delivered, opened, clicked } of rows) {
    const { openable, clickable, ...so } = counts.get(origin_id) ?? NOTHING;
    counts.set(origin_id, {
      sent: so.sent + sent,
      delivered: so.delivered + delivered,
      opened: so.opened + opened,
      clicked: so.clicked + clicked,
      openable: openable + (channel === 'EMAIL' || channel === 'PUSH' ? delivered : 0),
      clickable: clickable + (channel === 'EMAIL' ? delivered : 0),
    });
  }
  return counts;
}

interface Known {
  readonly campaign: StoredCampaign;
  readonly definition: CampaignDefinition;
  readonly segment: ListedCampaign['segment'];
  readonly counts: CampaignCounts;
}

function reportOf({ campaign, definition, segment, counts }: Known): ListedCampaign {
  const { Id: id, CreationDate, frequency, lastRunAt } = campaign;
  const { treatments } = sharesOf(id, definition);
  const nextRunAt = nextRunOf(campaign);
  return {
    id,
    ...(definition.Name !== undefined && { name: definition.Name }),
    status: statusOf(campaign),
    frequency,
    channels: [...new Set(treatments.flatMap(({ variant }) => channelsOf(variant)))],
    segment,
    treatments: treatments.length,
    holdoutPercent: definition.HoldoutPercent ?? 0,
    ...(lastRunAt !== undefined && { lastRunAt }),
    ...(nextRunAt && { nextRunAt }),
    createdAt: CreationDate,
    counts,
  };
}

/** When a run begins next by the schedule; absent where none is known. */
export function nextRunOf(campaign: StoredCampaign): string | undefined {
  const status = statusOf(campaign);
  if (status !== 'SCHEDULED' && status !== 'PENDING_NEXT_RUN') return undefined;
  const dues = campaign.tracks
    .filter(({ running, schedule }) => running === undefined && schedule.Frequency !== 'EVENT')
    .flatMap(({ due }) => (due === undefined ? [] : [due]));
  return dues.length === 0 ? undefined : new Date(Math.min(...dues)).toISOString();
}
