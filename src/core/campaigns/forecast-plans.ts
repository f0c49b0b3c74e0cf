import type { CampaignRunPlan } from '../../compiler/campaign-run-plan.ts';
import type { Ports } from '../../ports/ports.ts';
import { getSettings } from '../apps/settings.ts';
import { zoneNames } from '../schedule/zones.ts';
import { bringSuppressionsToLake } from '../suppression/suppressed-rows.ts';
import type { CampaignDefinition } from './campaign.ts';
import { readDefinition, requireCampaign, type StoredCampaign } from './campaign-documents.ts';
import type { CampaignKey } from './due-index.ts';
import { runPlan } from './run-plan.ts';
import type { PlannedBatch } from './track.ts';

export interface Forecast {
  readonly campaign: StoredCampaign;
  readonly definition: CampaignDefinition;
  /** The instant that is assumed for the run. */
  readonly at: Date;
  /** One for each schedule of the campaign's treatments. */
  readonly plans: readonly CampaignRunPlan[];
}

/**
 * The plans of a campaign's runs as if they were now, with the lake brought up to date for them. A run in
 * local time counts as if it were its time everywhere, one that answers events as if every member had one.
 * @throws PlatformError `NotFound` for the application, the campaign or its segment
 */
export async function forecastPlans(ports: Ports, key: CampaignKey): Promise<Forecast> {
  const settings = await getSettings(ports, key.applicationId);
  const campaign = await requireCampaign(ports, key);
  const definition = await readDefinition(ports, campaign);
  const at = ports.clock.now();
  await ports.endpoints.refreshLake();
  await bringSuppressionsToLake(ports, key.applicationId);
  const plans: CampaignRunPlan[] = [];
  for (const track of campaign.tracks) {
    const plan = await runPlan(ports, {
      ...key,
      definition,
      settings,
      track: { ...track, schedule: { ...track.schedule, EventFilter: undefined } },
      planned: plannedNow(at),
      at,
    });
    const isLocal = track.schedule.IsLocalTime === true && track.schedule.StartTime !== 'IMMEDIATE';
    const everywhere = { now: zoneNames(), later: [], passed: [] };
    plans.push({ ...plan, ...(isLocal && { zones: everywhere }) });
  }
  return { campaign, definition, at, plans };
}

function plannedNow(at: Date): PlannedBatch {
  const instant = at.getTime();
  return { batchId: 'forecast', runId: 'forecast', scheduledAt: instant, runScheduledAt: instant };
}
