import { compileSegmentPreview } from '../../compiler/segment.ts';
import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import { getSettings } from '../apps/settings.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { findCustomer } from '../endpoints/find-customer.ts';
import { PlatformError } from '../errors.ts';
import { asDelivered } from '../messages/batch-composers.ts';
import { compileVariant } from '../messages/composer.ts';
import type { MessageContent } from '../messages/outgoing.ts';
import { findSegment } from '../segments/segment-documents.ts';
import { resolveSegment } from '../segments/source-segments.ts';
import { RenderingError } from '../templates/render.ts';
import type { CampaignDefinition } from './campaign.ts';
import { readDefinition, requireCampaign } from './campaign-documents.ts';
import type { CampaignKey } from './due-index.ts';
import { channelsOf, sharesOf, type Treatment } from './treatments.ts';

export interface PreviewQuestion extends CampaignKey {
  /** An endpoint's id, a user's id, or an address; somebody of the segment when absent. */
  readonly who?: string;
  /** Treatment; that of the customer when absent. */
  readonly treatmentId?: string;
}

/** A campaign's message as one customer would see it. */
export interface CampaignPreview {
  readonly id: string;
  readonly applicationId: string;
  readonly treatmentId: string;
  /** The treatment that the customer's place gives him; absent in the holdout. */
  readonly ownTreatmentId?: string;
  readonly endpoint: Pick<Endpoint, 'Id' | 'Address' | 'ChannelType' | 'User'>;
  /** Absent when it cannot be made. */
  readonly content?: MessageContent;
  /** Why it cannot be made for this customer. */
  readonly failure?: string;
  /** What has a say in the message when it is sent, and is not asked for a preview. */
  readonly unasked: readonly ('hook' | 'recommender')[];
}

/** Members of the segment among whom one is looked for whose channel the campaign serves. */
const CANDIDATES = 200;

/**
 * Makes a campaign's message for one customer and sends nothing: no link in it counts or unsubscribes,
 * and no code of a team is asked.
 * @throws PlatformError `NotFound` for the application, the campaign, the treatment or the customer
 */
export async function previewCampaign(ports: Ports, question: PreviewQuestion): Promise<CampaignPreview> {
  const { applicationId, campaignId } = question;
  await requireApp(ports, applicationId);
  const definition = await readDefinition(ports, await requireCampaign(ports, question));
  const { treatments, firstCohort } = sharesOf(campaignId, definition);
  const known =
    question.who === undefined
      ? await somebody(ports, applicationId, definition, treatments)
      : await findCustomer(ports, applicationId, question.who);
  const endpoint = served(known, treatments);
  if (endpoint === undefined) {
    const { who } = question;
    throw new PlatformError(
      'NotFound',
      who === undefined
        ? `Campaign ${campaignId} has nobody in its segment`
        : `Customer ${who} not found in application ${applicationId}`,
    );
  }
  const own = ownTreatment(endpoint, treatments, firstCohort);
  const treatment =
    question.treatmentId === undefined
      ? (own ?? treatments[0])
      : treatments.find(({ id }) => id === question.treatmentId);
  if (treatment === undefined) {
    throw new PlatformError(
      'NotFound',
      `Treatment ${question.treatmentId} not found in campaign ${campaignId}`,
    );
  }
  const { Id, Address, ChannelType, User } = endpoint;
  return {
    id: campaignId,
    applicationId,
    treatmentId: treatment.id,
    ...(own && { ownTreatmentId: own.id }),
    endpoint: { Id, Address, ChannelType, User },
    ...(await madeFor(ports, question, definition, treatment, endpoint)),
  };
}

type Made = Pick<CampaignPreview, 'content' | 'failure' | 'unasked'>;

async function madeFor(
  ports: Ports,
  { applicationId, campaignId }: CampaignKey,
  definition: CampaignDefinition,
  { id, variant }: Treatment,
  endpoint: Endpoint,
): Promise<Made> {
  const { Hook = (await getSettings(ports, applicationId)).CampaignHook } = definition;
  const hook =
    Hook?.LambdaFunctionName || Hook?.WebUrl ? (Hook as { LambdaFunctionName?: string }) : undefined;
  const at = ports.clock.now().toISOString();
  const batch = {
    applicationId,
    batchId: 'preview',
    origin: { kind: 'campaign' as const, campaignId },
    scheduledAt: at,
    decidedAt: at,
    variants: { [id]: variant },
  };
  const channelType = endpoint.ChannelType ?? '';
  const address = endpoint.Address ?? '';
  const unasked: CampaignPreview['unasked'][number][] = hook ? ['hook'] : [];
  try {
    const composer = await compileVariant(ports, batch, asDelivered(variant, hook), {
      channelType,
      variantId: id,
      isPreview: true,
    });
    if (composer.recommenderId !== undefined) unasked.push('recommender');
    const trace = { application_id: applicationId, message_id: 'preview', campaign_id: campaignId };
    const Pinpoint = { ApplicationId: applicationId, CampaignId: campaignId };
    const context = { ...endpoint, Pinpoint };
    return { content: composer.compose({ trace, channelType, address, context }), unasked };
  } catch (error) {
    const isOurs = error instanceof PlatformError && ['BadRequest', 'NotFound'].includes(error.code);
    if (!isOurs && !(error instanceof RenderingError)) throw error;
    return { failure: error.message, unasked };
  }
}

/** One of the first members of the segment. */
async function somebody(
  ports: Ports,
  applicationId: string,
  { SegmentId, SegmentVersion }: CampaignDefinition,
  treatments: readonly Treatment[],
): Promise<Endpoint[]> {
  const segment = await findSegment(ports, applicationId, SegmentId, SegmentVersion);
  if (segment === undefined) return [];
  await ports.endpoints.refreshLake();
  const context = { applicationId, at: ports.clock.now() };
  const columns = ['endpoint_id', 'channel_type'] as const;
  const rows = await ports.queries.query<{ endpoint_id: string; channel_type: string | null }>(
    compileSegmentPreview(await resolveSegment(ports, segment), context, columns, CANDIDATES).statement(),
  );
  const channels = treatments.flatMap(({ variant }) => channelsOf(variant));
  const chosen = rows.find(({ channel_type }) => channels.includes(channel_type ?? '')) ?? rows[0];
  const endpoint = chosen && (await ports.endpoints.get(applicationId, chosen.endpoint_id));
  return endpoint ? [endpoint] : [];
}

/** Of a customer's endpoints the first that a treatment has something for, else the first. */
function served(known: readonly Endpoint[], treatments: readonly Treatment[]): Endpoint | undefined {
  const channels = treatments.flatMap(({ variant }) => channelsOf(variant));
  return known.find(({ ChannelType = '' }) => channels.includes(ChannelType)) ?? known[0];
}

function ownTreatment(
  { CohortId }: Endpoint,
  treatments: readonly Treatment[],
  firstCohort: number,
): Treatment | undefined {
  const place = (Number(CohortId) + 100 - firstCohort) % 100;
  return treatments.find(({ from, to }) => place >= from && place < to);
}
