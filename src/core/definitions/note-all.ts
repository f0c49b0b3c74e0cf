import { allApps } from '../apps/apps.ts';
import { latestCampaigns } from '../campaigns/campaign-documents.ts';
import { allJourneys } from '../journeys/journey-documents.ts';
import { latestSegments } from '../segments/segment-documents.ts';
import { type Documents, noteChange } from './changed-definitions.ts';
import type { DefinitionKey } from './definition-name.ts';

/** Has the names of everything that is defined brought into the lake, as if it had just been changed. */
export async function noteAllDefinitions(ports: Documents): Promise<void> {
  for (const applicationId of await allApps(ports)) {
    const [campaigns, journeys, segments] = await Promise.all([
      latestCampaigns(ports, applicationId),
      allJourneys(ports, applicationId),
      latestSegments(ports, applicationId),
    ]);
    const keys: DefinitionKey[] = [
      ...campaigns.map(({ Id }) => ({ applicationId, kind: 'campaign' as const, id: Id })),
      ...journeys.map(({ journey }) => ({ applicationId, kind: 'journey' as const, id: journey.Id })),
      ...segments.map(({ Id }) => ({ applicationId, kind: 'segment' as const, id: Id })),
    ];
    for (const key of keys) await noteChange(ports, key);
  }
}
