import type { MessageBatch, MessageVariant } from '../messages/batch.ts';
import type { Activity, BegunTick, Journey } from './journey.ts';
import type { JourneyPlan } from './journey-plan.ts';

/** A tick's messages as the deliver machine takes them, a variant for each message activity. */
export function batchOf(journey: Journey, plan: JourneyPlan, tick: BegunTick): MessageBatch {
  const messages = plan.activities.filter((activity) => activity.kind === 'message');
  const copiesOf = (plan.copiesOf ?? []).map(({ id, version }) => ({ id, version }));
  const { Activities = {}, Limits, JourneyChannelSettings } = journey;
  const variants = messages.map(({ id }) => [
    id,
    variantOf(Activities[id] as Activity, JourneyChannelSettings?.ConnectCampaignArn),
  ]);
  return {
    applicationId: journey.ApplicationId,
    batchId: tick.batchId,
    origin: {
      kind: 'journey',
      journeyId: journey.Id,
      journeyName: journey.Name,
      activityTypes: Object.fromEntries(messages.map(({ id, type }) => [id, type])),
      ...(journey.WaitForQuietTime === true && { waitsForQuietTime: true }),
    },
    scheduledAt: tick.scheduledAt,
    decidedAt: tick.now,
    ...(Limits?.MessagesPerSecond && { messagesPerSecond: Limits.MessagesPerSecond }),
    variants: Object.fromEntries(variants),
    ...(copiesOf.length > 0 && { copiesOf }),
    ...(plan.copiesOf && plan.copiesOf.length > 0 && { copiesOf: plan.copiesOf }),
  };
}

function variantOf(
  { EMAIL, SMS, PUSH, CUSTOM }: Activity,
  connectCampaign: string | undefined,
): MessageVariant {
  if (EMAIL !== undefined) return templated('EmailTemplate', EMAIL);
  if (SMS !== undefined) return templated('SMSTemplate', SMS);
  if (PUSH !== undefined) return templated('PushTemplate', PUSH);
  if (CUSTOM !== undefined) {
    const { DeliveryUri = '', EndpointTypes, MessageConfig } = CUSTOM;
    return {
      CustomDeliveryConfiguration: { DeliveryUri, ...(EndpointTypes && { EndpointTypes }) },
      ...(MessageConfig?.Data !== undefined && { Data: MessageConfig.Data }),
    };
  }
  return { CustomDeliveryConfiguration: { DeliveryUri: connectCampaign ?? '', EndpointTypes: ['VOICE'] } };
}

interface Templated {
  readonly TemplateName?: string;
  readonly TemplateVersion?: string;
  readonly MessageConfig?: Readonly<Record<string, unknown>>;
}

function templated(
  kind: 'EmailTemplate' | 'SMSTemplate' | 'PushTemplate',
  { TemplateName = '', TemplateVersion, MessageConfig }: Templated,
): MessageVariant {
  return {
    TemplateConfiguration: {
      [kind]: { Name: TemplateName, ...(TemplateVersion && { Version: TemplateVersion }) },
    },
    ...(MessageConfig && { MessageConfig }),
  };
}
