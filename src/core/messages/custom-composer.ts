import type { MessageBatch, MessageVariant } from './batch.ts';
import type { Composer } from './compose.ts';

/** Whether endpoints of that channel type are left to the team's own function or webhook (1.8). */
export function isCustomDelivery(
  { CustomDeliveryConfiguration: custom }: MessageVariant,
  channelType: string,
): boolean {
  return custom !== undefined && (custom.EndpointTypes ?? [channelType]).includes(channelType);
}

/**
 * Custom delivery: nothing is rendered, the function gets the endpoint and the variant's data.
 * @remarks The payload of a campaign is documented; a journey's names journey, run and activity instead (ours).
 */
export function customComposer(
  batch: MessageBatch,
  { CustomDeliveryConfiguration, MessageConfiguration, Data }: MessageVariant,
  variantId: string,
): Composer {
  const deliveryUri = CustomDeliveryConfiguration?.DeliveryUri ?? '';
  const data = Data ?? MessageConfiguration?.CustomMessage?.Data;
  const payloads = new Map<string, Readonly<Record<string, unknown>>>();
  const { origin, applicationId, scheduledAt } = batch;
  const payloadOf = (runId: string) => {
    let payload = payloads.get(runId);
    if (!payload) {
      const source =
        origin.kind === 'campaign'
          ? { CampaignId: origin.campaignId, TreatmentId: variantId, ActivityId: runId }
          : { JourneyId: origin.journeyId, JourneyRunId: runId, ActivityId: variantId };
      payload = {
        Message: {},
        ...(data !== undefined && { Data: data }),
        ApplicationId: applicationId,
        ...source,
        ScheduledTime: scheduledAt,
      };
      payloads.set(runId, payload);
    }
    return payload;
  };
  return {
    kind: 'CUSTOM',
    compose({ trace, context }) {
      const { Id, Pinpoint, ApplicationId, ...endpoint } = context;
      return {
        kind: 'CUSTOM',
        deliveryUri,
        payload: payloadOf(trace.campaign_activity_id ?? trace.journey_run_id ?? ''),
        endpoint,
        endpointId: String(Id ?? trace.endpoint_id ?? ''),
      };
    },
  };
}
