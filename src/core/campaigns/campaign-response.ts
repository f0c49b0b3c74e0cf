import type { Tags } from '../tags/tags.ts';
import type { CampaignDefinition, CampaignStatus, WriteTreatment } from './campaign.ts';
import { type StoredCampaign, statusOf } from './campaign-documents.ts';
import { DEFAULT_TREATMENT } from './treatments.ts';

interface CampaignState {
  CampaignStatus: CampaignStatus;
}

/** A campaign version as Pinpoint answers it (pinpoint-campaigns-journeys.md 1.1). */
export interface CampaignResponse extends Omit<CampaignDefinition, 'AdditionalTreatments'> {
  AdditionalTreatments?: (WriteTreatment & { Id: string; State: CampaignState })[];
  ApplicationId: string;
  Arn: string;
  /** ISO 8601, UTC, milliseconds; the same in every version. */
  CreationDate: string;
  /** Of the default treatment; only when there are others. */
  DefaultState?: CampaignState;
  Id: string;
  LastModifiedDate: string;
  State: CampaignState;
  Version: number;
  tags: Tags;
}

/** Tags belong to the campaign, not to a version. */
export function campaignResponse(
  campaign: StoredCampaign,
  definition: CampaignDefinition,
  tags: Tags,
): CampaignResponse {
  const { ApplicationId, Arn, CreationDate, Id, LastModifiedDate, Version } = campaign;
  const { AdditionalTreatments = [], ...rest } = definition;
  const stateOf = (treatmentId?: string) => ({ CampaignStatus: statusOf(campaign, treatmentId) });
  return {
    ...rest,
    ...(AdditionalTreatments.length > 0 && {
      AdditionalTreatments: AdditionalTreatments.map((treatment) => ({
        ...treatment,
        State: stateOf(treatment.Id),
      })),
      DefaultState: stateOf(DEFAULT_TREATMENT),
    }),
    ApplicationId,
    Arn,
    CreationDate,
    Id,
    LastModifiedDate,
    State: stateOf(),
    Version,
    tags,
  };
}
