import type { Ports } from '../../ports/ports.ts';
import { findCampaign, readDefinition } from '../campaigns/campaign-documents.ts';
import { activityName } from '../journeys/activity-words.ts';
import { wordingOf } from '../journeys/flow.ts';
import { findJourney } from '../journeys/journey-documents.ts';

/** What campaigns, journeys and their activities are called; `undefined` for those that were deleted. */
export interface OriginNames {
  campaign(id: string): string | undefined;
  journey(id: string): string | undefined;
  activity(journeyId: string, id: string): string | undefined;
}

interface Origin {
  readonly campaign_id: string | null;
  readonly journey_id: string | null;
}

/** Looks up the names that some rows need, each once. */
export async function originNames(
  ports: Ports,
  applicationId: string,
  rows: readonly Origin[],
): Promise<OriginNames> {
  const campaigns = new Map<string, string>();
  const journeys = new Map<string, string>();
  const activities = new Map<string, string>();
  for (const campaignId of new Set(rows.flatMap(({ campaign_id }) => campaign_id ?? []))) {
    const campaign = await findCampaign(ports, { applicationId, campaignId });
    if (campaign === undefined) continue;
    const { Name } = await readDefinition(ports, campaign);
    if (Name) campaigns.set(campaignId, Name);
  }
  for (const journeyId of new Set(rows.flatMap(({ journey_id }) => journey_id ?? []))) {
    const stored = await findJourney(ports, applicationId, journeyId);
    if (stored === undefined) continue;
    journeys.set(journeyId, stored.journey.Name);
    const wording = await wordingOf(ports, stored.journey);
    for (const [id, activity] of Object.entries(wording.activities)) {
      activities.set(`${journeyId}/${id}`, activityName(activity, wording));
    }
  }
  return {
    campaign: (id) => campaigns.get(id),
    journey: (id) => journeys.get(id),
    activity: (journeyId, id) => activities.get(`${journeyId}/${id}`),
  };
}
