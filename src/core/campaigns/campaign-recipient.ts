import { compileCampaignChoices } from '../../compiler/campaign-run.ts';
import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { endpointKey } from '../endpoints/endpoint-id.ts';
import { findCustomer } from '../endpoints/find-customer.ts';
import { PlatformError } from '../errors.ts';
import type { HoldReason } from '../messages/hold-reasons.ts';
import { requireCampaign } from './campaign-documents.ts';
import type { CampaignKey } from './due-index.ts';
import { forecastPlans } from './forecast-plans.ts';

/** What was decided for one customer in one run, and what came of it. Instants are ISO 8601, UTC. */
export interface RecipientMessage {
  readonly messageId: string;
  /** The run; `Id` of a campaign activity. */
  readonly runId: string;
  readonly treatmentId: string;
  readonly endpointId: string;
  readonly userId?: string;
  readonly channelType?: string;
  readonly address?: string;
  readonly decidedAt: string;
  /** Held: not to be sent, `reason` says why. Failed: `status` says how. Pending: nothing was told yet. */
  readonly outcome: 'sent' | 'held' | 'failed' | 'pending';
  readonly reason?: HoldReason;
  /** Of sending, by Pinpoint's names. */
  readonly status?: string;
  readonly bounced: boolean;
  readonly complained: boolean;
  readonly openedAt?: string;
  readonly clickedAt?: string;
}

/** What a run would decide for an endpoint now. */
export interface RecipientEndpoint {
  readonly endpointId: string;
  readonly userId?: string;
  readonly channelType: string;
  readonly address: string;
  /** Absent when there is no such segment any more. */
  readonly inSegment?: boolean;
  /** Of members of the segment. */
  readonly treatmentId?: string;
  /** Why it would be held back; absent when it would be written to. */
  readonly reason?: HoldReason;
}

export interface CampaignRecipient {
  readonly id: string;
  readonly applicationId: string;
  readonly who: string;
  /** Newest first; of endpoints that were deleted since, too. */
  readonly messages: readonly RecipientMessage[];
  /** The endpoints known by that name today. */
  readonly endpoints: readonly RecipientEndpoint[];
}

type MessageRow = {
  message_id: string;
  campaign_activity_id: string;
  treatment_id: string;
  endpoint_id: string;
  user_id: string | null;
  channel_type: string | null;
  address: string | null;
  decided_at: Date;
  reason: HoldReason | null;
  status: string | null;
  bounced: boolean;
  complained: boolean;
  opened_at: number | null;
  clicked_at: number | null;
};
type ChoiceRow = { endpoint_id: string; treatment_id: string; reason: HoldReason | null };

/**
 * Whether a campaign wrote to a customer, and if not, why: what its runs decided, and what one would
 * decide now.
 * @param who an endpoint's id, a user's id, or an address
 * @throws PlatformError `NotFound` for the application or the campaign
 */
export async function campaignRecipient(
  ports: Ports,
  key: CampaignKey,
  who: string,
): Promise<CampaignRecipient> {
  await requireApp(ports, key.applicationId);
  const { CreationDate } = await requireCampaign(ports, key);
  const rows = await ports.queries.query<MessageRow>(
    ports.named('campaign_recipient', {
      application_id: key.applicationId,
      campaign_id: key.campaignId,
      who,
      from_day: CreationDate.slice(0, 10),
      to_day: ports.clock.now().toISOString().slice(0, 10),
    }),
  );
  const endpoints = await findCustomer(ports, key.applicationId, who);
  return {
    id: key.campaignId,
    applicationId: key.applicationId,
    who,
    messages: rows.map(messageOf),
    endpoints: await choicesFor(ports, key, endpoints),
  };
}

async function choicesFor(
  ports: Ports,
  key: CampaignKey,
  endpoints: readonly Endpoint[],
): Promise<RecipientEndpoint[]> {
  if (endpoints.length === 0) return [];
  const chosen = await choicesNow(ports, key, endpoints);
  return endpoints.map((endpoint) => {
    const choice = chosen?.get(endpointKey(endpoint.Id));
    return {
      endpointId: endpoint.Id,
      ...(endpoint.User?.UserId !== undefined && { userId: endpoint.User.UserId }),
      channelType: endpoint.ChannelType ?? '',
      address: endpoint.Address ?? '',
      ...(chosen && { inSegment: choice !== undefined }),
      ...(choice && { treatmentId: choice.treatment_id }),
      ...(choice?.reason && { reason: choice.reason }),
    };
  });
}

/** @returns `undefined` when the campaign's segment was deleted */
async function choicesNow(
  ports: Ports,
  key: CampaignKey,
  endpoints: readonly Endpoint[],
): Promise<Map<string, ChoiceRow> | undefined> {
  const chosen = new Map<string, ChoiceRow>();
  try {
    const { plans } = await forecastPlans(ports, key);
    for (const plan of plans) {
      const ids = endpoints.map(({ Id }) => endpointKey(Id));
      const rows = await ports.queries.query<ChoiceRow>(compileCampaignChoices(plan, ids));
      for (const row of rows) chosen.set(row.endpoint_id, row);
    }
  } catch (error) {
    if (error instanceof PlatformError && error.code === 'NotFound') return undefined;
    throw error;
  }
  return chosen;
}

function messageOf(row: MessageRow): RecipientMessage {
  const at = (instant: number | null) => instant !== null && new Date(Number(instant)).toISOString();
  const openedAt = at(row.opened_at);
  const clickedAt = at(row.clicked_at);
  return {
    messageId: row.message_id,
    runId: row.campaign_activity_id,
    treatmentId: row.treatment_id,
    endpointId: row.endpoint_id,
    ...(row.user_id !== null && { userId: row.user_id }),
    ...(row.channel_type !== null && { channelType: row.channel_type }),
    ...(row.address !== null && { address: row.address }),
    decidedAt: row.decided_at.toISOString(),
    outcome: outcomeOf(row),
    ...(row.reason !== null && { reason: row.reason }),
    ...(row.status !== null && { status: row.status }),
    bounced: row.bounced,
    complained: row.complained,
    ...(openedAt && { openedAt }),
    ...(clickedAt && { clickedAt }),
  };
}

function outcomeOf({ reason, status }: MessageRow): RecipientMessage['outcome'] {
  if (reason !== null) return 'held';
  if (status === null) return 'pending';
  return status === 'SUCCESS' ? 'sent' : 'failed';
}
