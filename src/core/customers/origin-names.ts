import type { Ports } from '../../ports/ports.ts';
import { findCampaign, readDefinition } from '../campaigns/campaign-documents.ts';
import type { DefinitionKey } from '../definitions/definition-name.ts';
import { keptNames } from '../definitions/kept-names.ts';
import { activityName } from '../journeys/activity-words.ts';
import { wordingOf } from '../journeys/flow.ts';
import { findJourney } from '../journeys/journey-documents.ts';

/** A campaign or journey as people know it. */
export interface OriginName {
  /** The last one that is known when it was deleted. */
  readonly name?: string;
  readonly deleted?: true;
}

/** What campaigns, journeys and their activities are or were called. */
export interface OriginNames {
  campaign(id: string): OriginName;
  journey(id: string): OriginName;
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
  const campaigns = new Map<string, OriginName>();
  const journeys = new Map<string, OriginName>();
  const activities = new Map<string, string>();
  const gone: DefinitionKey[] = [];
  for (const campaignId of new Set(rows.flatMap(({ campaign_id }) => campaign_id ?? []))) {
    const campaign = await findCampaign(ports, { applicationId, campaignId });
    if (campaign === undefined) gone.push({ applicationId, kind: 'campaign', id: campaignId });
    else campaigns.set(campaignId, named((await readDefinition(ports, campaign)).Name));
  }
  for (const journeyId of new Set(rows.flatMap(({ journey_id }) => journey_id ?? []))) {
    const stored = await findJourney(ports, applicationId, journeyId);
    if (stored === undefined) {
      gone.push({ applicationId, kind: 'journey', id: journeyId });
      continue;
    }
    journeys.set(journeyId, named(stored.journey.Name));
    const wording = await wordingOf(ports, stored.journey);
    for (const [id, activity] of Object.entries(wording.activities)) {
      activities.set(`${journeyId}/${id}`, activityName(activity, wording));
    }
  }
  const kept = await keptNames(ports, gone);
  const ofGone = (kind: 'campaign' | 'journey', id: string): OriginName => ({
    ...named(kept.of(kind, id)),
    deleted: true,
  });
  return {
    campaign: (id) => campaigns.get(id) ?? ofGone('campaign', id),
    journey: (id) => journeys.get(id) ?? ofGone('journey', id),
    activity: (journeyId, id) => activities.get(`${journeyId}/${id}`) ?? kept.of('activity', id, journeyId),
  };
}

function named(name: string | undefined): OriginName {
  return name ? { name } : {};
}
