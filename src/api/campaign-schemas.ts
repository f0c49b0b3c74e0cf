import type { RecipientEndpoint, RecipientMessage } from '../core/campaigns/campaign-recipient.ts';
import type { CampaignCounts, ListedCampaign } from '../core/campaigns/list-with-counts.ts';
import type { CampaignPreview } from '../core/campaigns/preview-campaign.ts';
import { FREQUENCIES } from '../core/campaigns/schedule.ts';
import { HOLD_REASONS } from '../core/messages/hold-reasons.ts';
import {
  day,
  flag,
  instant,
  type JsonSchema,
  list,
  mapOf,
  named,
  object,
  oneOf,
  said,
  text,
  whole,
} from './json-schema.ts';

const STATUSES = ['SCHEDULED', 'EXECUTING', 'PENDING_NEXT_RUN', 'PAUSED', 'COMPLETED', 'DELETED', 'INVALID'];

const counts = object<CampaignCounts>({
  sent: said(whole, 'messages handed over'),
  delivered: said(whole, 'of those sent, less those known not to have arrived'),
  opened: said(whole, 'messages, each once'),
  clicked: said(whole, 'messages, each once'),
  openable: said(whole, 'delivered on channels that tell of opening; what opened is a part of'),
  clickable: said(whole, 'delivered on channels that tell of clicks; what clicked is a part of'),
});

const report = named(
  'ListedCampaign',
  object<ListedCampaign>(
    {
      id: text,
      name: text,
      status: oneOf(STATUSES),
      frequency: oneOf(FREQUENCIES),
      channels: said(list(text), 'channel types that it can send to'),
      segment: object({ id: text, name: text, deleted: flag }, ['name', 'deleted']),
      treatments: said(whole, "the campaign's own message is one of them"),
      holdoutPercent: whole,
      lastRunAt: instant,
      nextRunAt: said(instant, 'absent when none is planned, while one runs, and where events start them'),
      createdAt: instant,
      counts,
    },
    ['name', 'lastRunAt', 'nextRunAt'],
  ),
);

export const CAMPAIGN_REPORTS = object({ applicationId: text, from: day, to: day, items: list(report) });

const header = object({ name: text, value: text });
const contents: Readonly<Record<string, JsonSchema>> = {
  EMAIL: object(
    {
      kind: oneOf(['EMAIL']),
      from: text,
      replyTo: list(text),
      subject: text,
      html: text,
      text,
      headers: list(header),
      configurationSet: text,
    },
    ['replyTo', 'html', 'text', 'configurationSet'],
  ),
  SMS: object(
    {
      kind: oneOf(['SMS']),
      body: text,
      messageType: oneOf(['TRANSACTIONAL', 'PROMOTIONAL']),
      originationNumber: text,
      senderId: text,
    },
    ['originationNumber', 'senderId'],
  ),
  VOICE: object({ kind: oneOf(['VOICE']), body: text, languageCode: text, voiceId: text }, [
    'languageCode',
    'voiceId',
  ]),
  PUSH: object({
    kind: oneOf(['PUSH']),
    message: said({ type: 'object' }, "in the shape of the push service's own message"),
  }),
  CUSTOM: object({
    kind: oneOf(['CUSTOM']),
    deliveryUri: text,
    payload: { type: 'object' },
    endpoint: { type: 'object' },
    endpointId: text,
  }),
};

export const CAMPAIGN_PREVIEW = named(
  'CampaignPreview',
  object<CampaignPreview>(
    {
      id: text,
      applicationId: text,
      treatmentId: text,
      ownTreatmentId: said(text, "that of the customer's place; absent in the holdout"),
      endpoint: object(
        {
          Id: text,
          Address: text,
          ChannelType: text,
          User: object({ UserId: text, UserAttributes: mapOf(list(text)) }, ['UserId', 'UserAttributes']),
        },
        ['Address', 'ChannelType'],
      ),
      content: said({ oneOf: Object.values(contents) }, 'absent when it cannot be made'),
      failure: said(text, 'why it cannot be made for this customer'),
      unasked: said(list(oneOf(['hook', 'recommender'])), 'what has a say in it only when it is sent'),
    },
    ['ownTreatmentId', 'content', 'failure'],
  ),
);

const message = named(
  'RecipientMessage',
  object<RecipientMessage>(
    {
      messageId: text,
      runId: said(text, 'id of the activity'),
      treatmentId: text,
      endpointId: text,
      userId: text,
      channelType: text,
      address: text,
      decidedAt: instant,
      outcome: said(oneOf(['sent', 'held', 'failed', 'pending']), 'pending: nothing was told yet'),
      reason: said(oneOf(HOLD_REASONS), 'why it was held back'),
      status: said(text, "of sending, by Pinpoint's names"),
      bounced: flag,
      complained: flag,
      openedAt: instant,
      clickedAt: instant,
    },
    ['userId', 'channelType', 'address', 'reason', 'status', 'openedAt', 'clickedAt'],
  ),
);

const endpoint = named(
  'RecipientEndpoint',
  object<RecipientEndpoint>(
    {
      endpointId: text,
      userId: text,
      channelType: text,
      address: text,
      inSegment: said(flag, 'today; absent when there is no such segment any more'),
      treatmentId: text,
      reason: said(oneOf(HOLD_REASONS), 'why it would be held back now; absent when it would be written to'),
    },
    ['userId', 'inSegment', 'treatmentId', 'reason'],
  ),
);

export const CAMPAIGN_RECIPIENT = named(
  'CampaignRecipient',
  object({
    id: text,
    applicationId: text,
    who: text,
    messages: list(message),
    endpoints: list(endpoint),
  }),
);
