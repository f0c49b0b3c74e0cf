import { createHash } from 'node:crypto';
import { PUSH_TYPES } from '../endpoints/endpoint.ts';
import type { MessageVariant } from '../messages/batch.ts';
import type { CampaignDefinition } from './campaign.ts';
import type { MessageConfiguration, TemplateConfiguration } from './message-configuration.ts';
import type { Schedule } from './schedule.ts';

/** Id of the treatment that the campaign's own members make. */
export const DEFAULT_TREATMENT = '0';
const COHORTS = 100;

const APNS_CHANNELS = PUSH_TYPES.filter((channel) => channel.startsWith('APNS'));
/** What a message is for; an in-app message is not sent. */
const MESSAGE_CHANNELS: Readonly<Partial<Record<keyof MessageConfiguration, readonly string[]>>> = {
  ADMMessage: ['ADM'],
  APNSMessage: APNS_CHANNELS,
  BaiduMessage: ['BAIDU'],
  DefaultMessage: [...PUSH_TYPES, 'EMAIL', 'SMS', 'VOICE'],
  EmailMessage: ['EMAIL'],
  GCMMessage: ['GCM'],
  SMSMessage: ['SMS'],
};
const TEMPLATE_CHANNELS: Readonly<Partial<Record<keyof TemplateConfiguration, readonly string[]>>> = {
  EmailTemplate: ['EMAIL'],
  PushTemplate: PUSH_TYPES,
  SMSTemplate: ['SMS'],
};

/** A treatment with everything that is its own or, where it has none, the campaign's. */
export interface Treatment {
  readonly id: string;
  readonly schedule: Schedule;
  readonly variant: MessageVariant & { readonly MessageConfiguration?: MessageConfiguration };
  /** Places that are its own, `to` not included; see `Shares`. */
  readonly from: number;
  readonly to: number;
}

/**
 * Who gets which treatment. An endpoint's place is its cohort counted from `firstCohort` on: the
 * default treatment has the lowest places, the others follow in order, the holdout has the highest.
 * @remarks pinpoint-campaigns-journeys.md 1.5: that cohorts decide is documented, this map is recommended.
 */
export interface Shares {
  readonly treatments: readonly Treatment[];
  readonly holdout?: { readonly from: number; readonly to: number };
  /** By a hash of the campaign's id, so that it is not always the same people who are held out. */
  readonly firstCohort: number;
}

export function sharesOf(campaignId: string, definition: CampaignDefinition): Shares {
  const { AdditionalTreatments = [], HoldoutPercent = 0, Schedule } = definition;
  const additional = AdditionalTreatments.reduce((total, { SizePercent }) => total + SizePercent, 0);
  let from = COHORTS - HoldoutPercent - additional;
  const treatments: Treatment[] = [
    { id: DEFAULT_TREATMENT, schedule: Schedule, variant: variantOf(definition), from: 0, to: from },
  ];
  for (const given of AdditionalTreatments) {
    const to = from + given.SizePercent;
    const hasMessage = messageMembers(given).length > 0;
    treatments.push({
      id: given.Id,
      schedule: given.Schedule ?? Schedule,
      variant: variantOf(hasMessage ? given : definition),
      from,
      to,
    });
    from = to;
  }
  return {
    treatments,
    ...(HoldoutPercent > 0 && { holdout: { from, to: COHORTS } }),
    firstCohort: firstCohortOf(campaignId),
  };
}

/** Channel types for which a treatment has something to send. */
export function channelsOf(variant: Treatment['variant']): string[] {
  const { MessageConfiguration, TemplateConfiguration, CustomDeliveryConfiguration } = variant;
  const channels = [
    ...Object.keys(MessageConfiguration ?? {}).flatMap(
      (member) => MESSAGE_CHANNELS[member as keyof MessageConfiguration] ?? [],
    ),
    ...Object.keys(TemplateConfiguration ?? {}).flatMap(
      (member) => TEMPLATE_CHANNELS[member as keyof TemplateConfiguration] ?? [],
    ),
    ...customChannels(CustomDeliveryConfiguration),
  ];
  return [...new Set(channels)].sort();
}

/** Endpoint types of a custom delivery; `PUSH` is each of the push services, and none at all is `CUSTOM`. */
function customChannels(configuration: MessageVariant['CustomDeliveryConfiguration']): string[] {
  if (configuration === undefined) return [];
  const { EndpointTypes = [] } = configuration;
  const types = EndpointTypes.length === 0 ? ['CUSTOM'] : EndpointTypes;
  return types.flatMap<string>((type) => (type === 'PUSH' ? PUSH_TYPES : [type]));
}

type Messages = Pick<
  CampaignDefinition,
  'MessageConfiguration' | 'TemplateConfiguration' | 'CustomDeliveryConfiguration'
>;

/** Names of the members with which a treatment or campaign says what to send; empty ones say nothing. */
export function messageMembers(given: Messages): string[] {
  const { MessageConfiguration = {}, TemplateConfiguration = {}, CustomDeliveryConfiguration } = given;
  return [
    ...Object.keys(MessageConfiguration),
    ...Object.keys(TemplateConfiguration),
    ...(CustomDeliveryConfiguration === undefined ? [] : ['CustomDeliveryConfiguration']),
  ];
}

function variantOf({
  MessageConfiguration,
  TemplateConfiguration,
  CustomDeliveryConfiguration,
}: Messages): Treatment['variant'] {
  return {
    ...(MessageConfiguration !== undefined && { MessageConfiguration }),
    ...(TemplateConfiguration !== undefined && { TemplateConfiguration }),
    ...(CustomDeliveryConfiguration !== undefined && {
      CustomDeliveryConfiguration: {
        ...CustomDeliveryConfiguration,
        EndpointTypes: customChannels(CustomDeliveryConfiguration),
      },
    }),
  };
}

function firstCohortOf(campaignId: string): number {
  return Number.parseInt(createHash('md5').update(campaignId).digest('hex').slice(0, 8), 16) % COHORTS;
}
