import { compileEntitlements } from '../../compiler/campaign-entitlement.ts';
import type { Ports } from '../../ports/ports.ts';
import { type ApplicationSettings, getSettings } from '../apps/settings.ts';
import { endpointKey } from '../endpoints/endpoint-id.ts';
import { PlatformError } from '../errors.ts';
import { findSegment } from '../segments/segment-documents.ts';
import type { SegmentNode } from '../segments/segment-graph.ts';
import { resolveSegment } from '../segments/source-segments.ts';
import { requireTemplate } from '../templates/templates.ts';
import type { CampaignDefinition } from './campaign.ts';
import { latestCampaigns, readDefinition, type StoredCampaign, statusOf } from './campaign-documents.ts';
import type { TemplateConfiguration } from './message-configuration.ts';
import { quietTimeOf } from './run-plan.ts';
import { endOf, type Schedule, startOf } from './schedule.ts';
import { sharesOf, type Treatment } from './treatments.ts';

/** A campaign as `GetInAppMessages` offers it (pinpoint-api.md 3.7). */
export interface InAppMessageCampaign {
  CampaignId: string;
  TreatmentId: string;
  /** 1 is the highest. */
  Priority?: number;
  DailyCap?: number;
  SessionCap?: number;
  TotalCap?: number;
  InAppMessage: { Layout?: string; Content?: unknown; CustomConfig?: unknown };
  Schedule: Pick<Schedule, 'EventFilter'> & {
    EndDate?: string;
    QuietTime?: { Start: string; End: string };
  };
}

/** Priority of a campaign that has none: the lowest. Ours. */
const LOWEST_PRIORITY = 5;
const COHORTS = 100;

interface Offer {
  readonly campaign: StoredCampaign;
  readonly definition: CampaignDefinition;
  readonly segment: SegmentNode;
}

/**
 * The in-app campaigns that an endpoint of channel type `IN_APP` is entitled to now: active, begun and
 * not over, with the endpoint in their segment and not in their holdout. Caps, quiet time and events
 * are the client's to match. The highest priority first.
 * @throws PlatformError `NotFound` for the application
 */
export async function inAppCampaignsFor(
  ports: Ports,
  applicationId: string,
  endpointId: string,
): Promise<InAppMessageCampaign[]> {
  const settings = await getSettings(ports, applicationId);
  const offers = await offersOf(ports, applicationId);
  if (offers.length === 0) return [];
  await ports.endpoints.refreshLake();
  const rows = await ports.queries.query<{ place: number; cohort_id: number }>(
    compileEntitlements(
      offers.map(({ segment }) => segment),
      endpointKey(endpointId),
      { applicationId, at: ports.clock.now() },
    ),
  );
  const entitled: InAppMessageCampaign[] = [];
  for (const { place, cohort_id } of rows) {
    const offer = offers[place];
    const described = offer && (await describe(ports, offer, cohort_id, settings));
    if (described !== undefined) entitled.push(described);
  }
  const order = ({ Priority = LOWEST_PRIORITY, CampaignId }: InAppMessageCampaign) =>
    `${Priority}#${CampaignId}`;
  return entitled.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

async function offersOf(ports: Ports, applicationId: string): Promise<Offer[]> {
  const now = ports.clock.now().getTime();
  const offers: Offer[] = [];
  for (const campaign of await latestCampaigns(ports, applicationId)) {
    if (campaign.frequency !== 'IN_APP_EVENT') continue;
    if (!['SCHEDULED', 'EXECUTING'].includes(statusOf(campaign))) continue;
    const definition = await readDefinition(ports, campaign);
    if (!isOpen(definition.Schedule, now)) continue;
    const { SegmentId, SegmentVersion } = definition;
    const segment = await findSegment(ports, applicationId, SegmentId, SegmentVersion);
    if (segment === undefined) continue; // deleted since: nobody is entitled
    offers.push({ campaign, definition, segment: await resolveSegment(ports, segment) });
  }
  return offers;
}

async function describe(
  ports: Ports,
  { campaign, definition }: Offer,
  cohort: number,
  settings: ApplicationSettings,
): Promise<InAppMessageCampaign | undefined> {
  const { treatments, firstCohort } = sharesOf(campaign.Id, definition);
  const place = (cohort - firstCohort + COHORTS) % COHORTS;
  const treatment = treatments.find(({ from, to }) => place >= from && place < to);
  if (treatment === undefined || !isOpen(treatment.schedule, ports.clock.now().getTime())) return undefined;
  const { EndTime, EventFilter } = treatment.schedule;
  const QuietTime = quietTimeOf(treatment.schedule, settings);
  const cap = (name: 'Daily' | 'Session' | 'Total') =>
    definition.Limits?.[name] ?? settings.Limits?.[name] ?? undefined;
  const message = await inAppMessage(ports, treatment);
  if (message === undefined) return undefined;
  return {
    CampaignId: campaign.Id,
    TreatmentId: treatment.id,
    Priority: definition.Priority,
    DailyCap: cap('Daily'),
    SessionCap: cap('Session'),
    TotalCap: cap('Total'),
    InAppMessage: message,
    Schedule: { EndDate: EndTime, EventFilter, QuietTime },
  };
}

/** The inline message, or its template's content; `undefined` when the template was deleted since. */
async function inAppMessage(
  ports: Ports,
  { variant }: Treatment,
): Promise<InAppMessageCampaign['InAppMessage'] | undefined> {
  const { InAppTemplate } = (variant.TemplateConfiguration ?? {}) as TemplateConfiguration;
  const content =
    InAppTemplate === undefined
      ? variant.MessageConfiguration?.InAppMessage
      : await inAppTemplate(ports, InAppTemplate);
  if (content === undefined) return undefined;
  const { Layout, Content, CustomConfig } = content as InAppMessageCampaign['InAppMessage'];
  return { Layout, Content, CustomConfig };
}

async function inAppTemplate(ports: Ports, { Name, Version }: { Name: string; Version?: string }) {
  try {
    return (await requireTemplate(ports, 'INAPP', Name, Version)).content;
  } catch (error) {
    if (error instanceof PlatformError && error.code === 'NotFound') return undefined;
    throw error;
  }
}

function isOpen(schedule: Schedule, now: number): boolean {
  const start = startOf(schedule);
  return (Number.isNaN(start) || start <= now) && now < endOf(schedule);
}
