import type { Ports } from '../../ports/ports.ts';
import { readDefinition, type StoredCampaign } from './campaign-documents.ts';
import { DEFAULT_TREATMENT } from './treatments.ts';

/** The names that a campaign's newest version gives its treatments, by their ids; a treatment may have none. */
export async function treatmentNames(
  ports: Ports,
  campaign: StoredCampaign,
): Promise<ReadonlyMap<string, string>> {
  const { TreatmentName, AdditionalTreatments = [] } = await readDefinition(ports, campaign);
  const names = [
    [DEFAULT_TREATMENT, TreatmentName] as const,
    ...AdditionalTreatments.map((treatment) => [treatment.Id, treatment.TreatmentName] as const),
  ];
  return new Map(names.flatMap(([id, name]) => (name ? [[id, name] as const] : [])));
}
