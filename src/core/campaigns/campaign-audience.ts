import { compileCampaignForecast } from '../../compiler/campaign-run.ts';
import type { Ports } from '../../ports/ports.ts';
import type { HoldReason } from '../messages/hold-reasons.ts';
import type { CampaignKey } from './due-index.ts';
import { forecastPlans } from './forecast-plans.ts';

export interface AudienceShare {
  /** Members that would be written to. */
  targeted: number;
  /** Members held back, by reason. */
  held: Partial<Record<HoldReason, number>>;
}

export interface CampaignAudience extends AudienceShare {
  id: string;
  applicationId: string;
  /** ISO 8601: the instant that is assumed for the run. */
  at: string;
  /** Of the segment: the targeted and everyone held back. */
  members: number;
  byTreatment: (AudienceShare & { id: string })[];
}

/**
 * Whom a campaign would write to if it ran now, and why not the others: by the statement that decides
 * a run, without sending or storing anything. A run in local time counts as if it were its time
 * everywhere, one that answers events as if every member had one.
 * @throws PlatformError `NotFound` for the application, the campaign or its segment
 */
export async function campaignAudience(ports: Ports, key: CampaignKey): Promise<CampaignAudience> {
  const { campaign, at, plans } = await forecastPlans(ports, key);
  const answer: CampaignAudience = {
    id: campaign.Id,
    applicationId: key.applicationId,
    at: at.toISOString(),
    members: 0,
    targeted: 0,
    held: {},
    byTreatment: [],
  };
  for (const plan of plans) {
    const rows = await ports.queries.query<ForecastRow>(compileCampaignForecast(plan));
    for (const { id } of plan.treatments) answer.byTreatment.push(shareOf(id, rows));
  }
  for (const share of answer.byTreatment) add(answer, share);
  answer.byTreatment.sort((a, b) => (a.id < b.id ? -1 : 1));
  return answer;
}

type ForecastRow = { treatment_id: string; reason: HoldReason | null; messages: number };

function shareOf(id: string, rows: readonly ForecastRow[]): AudienceShare & { id: string } {
  const share: AudienceShare & { id: string } = { id, targeted: 0, held: {} };
  for (const { treatment_id, reason, messages } of rows) {
    if (treatment_id !== id) continue;
    if (reason === null) share.targeted += messages;
    else share.held[reason] = messages;
  }
  return share;
}

function add(answer: CampaignAudience, { targeted, held }: AudienceShare): void {
  answer.targeted += targeted;
  answer.members += targeted;
  for (const [reason, count] of Object.entries(held) as [HoldReason, number][]) {
    answer.held[reason] = (answer.held[reason] ?? 0) + count;
    answer.members += count;
  }
}
