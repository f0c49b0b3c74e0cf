import type { ActivitiesResponse, CampaignResponse } from '../../api/pinpoint.ts';
import type {
  CampaignLift,
  DefinitionCalled,
  Funnel,
  RunOutcomesRow,
  TreatmentComparison,
} from '../../api/types.ts';
import { FRESH_SECONDS, useNamedQuery, useStage } from '../../api/use-stage.ts';
import { useAddress } from '../../app/address.ts';
import { useApplication } from '../../app/application.tsx';
import { useStageNow } from '../../app/stage-facts.ts';

/** How long after a message a conversion counts, in days. */
export const WINDOWS = [1, 7, 30, 90] as const;
const DEFAULT_EVENT = '_monetization.purchase';
const HOURS = 24;

export function useCampaign(campaignId: string) {
  const { id } = useApplication();
  return useStage<CampaignResponse>(`/v1/apps/${id}/campaigns/${campaignId}`);
}

/** What the segment is called, or was when it was deleted. */
export function useSegmentName(segmentId: string) {
  const { id: app } = useApplication();
  return useStage<DefinitionCalled>(`/definitions/segment/${segmentId}`, { app });
}

/** What counts as a conversion, as the address tells it. */
export interface Conversion {
  readonly event: string;
  readonly days: number;
}

/** A campaign that comes back has longer to work. */
export function useConversion({ Schedule }: CampaignResponse): Conversion {
  const { get } = useAddress();
  const standard = (Schedule?.Frequency ?? 'ONCE') === 'ONCE' ? 7 : 30;
  const days = WINDOWS.find((one) => String(one) === get('within')) ?? standard;
  return { event: get('conversion') ?? DEFAULT_EVENT, days };
}

function useQuestion({ event, days }: Conversion) {
  const { id } = useApplication();
  return { app: id, conversion: event, windowHours: days * HOURS, maxAge: FRESH_SECONDS };
}

export function useFunnel(campaignId: string, conversion: Conversion) {
  return useStage<Funnel>(`/campaigns/${campaignId}/funnel`, { ...useQuestion(conversion), by: 'run' });
}

export function useComparison(campaignId: string, conversion: Conversion) {
  return useStage<TreatmentComparison>(`/campaigns/${campaignId}/comparison`, useQuestion(conversion));
}

export function useLift(campaignId: string, conversion: Conversion, enabled: boolean) {
  return useStage<CampaignLift>(`/campaigns/${campaignId}/lift`, useQuestion(conversion), { enabled });
}

/** What became of everyone, run by run and treatment by treatment. */
export function useOutcomes({ Id, CreationDate }: CampaignResponse) {
  const { id } = useApplication();
  const now = useStageNow();
  return useNamedQuery<RunOutcomesRow>('run_outcomes', {
    application_id: id,
    campaign_id: Id,
    from_day: CreationDate.slice(0, 10),
    to_day: now.toISOString().slice(0, 10),
  });
}

/** The runs of a campaign's treatments, the newest first. */
export function useActivities(campaignId: string) {
  const { id } = useApplication();
  return useStage<ActivitiesResponse>(`/v1/apps/${id}/campaigns/${campaignId}/activities`, {
    'page-size': 100,
  });
}

/** A treatment as people call it. */
export function treatmentName(
  { TreatmentName, AdditionalTreatments = [] }: CampaignResponse,
  treatmentId: string,
): string {
  if (treatmentId === '0')
    return TreatmentName ?? (AdditionalTreatments.length > 0 ? 'Treatment A' : 'The message');
  const place = AdditionalTreatments.findIndex(({ Id }) => Id === treatmentId);
  const letter = String.fromCharCode('B'.charCodeAt(0) + Math.max(place, 0));
  return AdditionalTreatments[place]?.TreatmentName ?? `Treatment ${letter}`;
}

/** What a conversion is called: `bought` for purchases. */
export const conversionVerb = ({ event }: Conversion): string =>
  event === DEFAULT_EVENT ? 'bought' : 'converted';
