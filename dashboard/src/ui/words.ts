/** Words of a marketer for what the stage calls by its names. */

const CHANNELS: Record<string, string> = {
  EMAIL: 'E-mail',
  SMS: 'Text message',
  VOICE: 'Voice',
  PUSH: 'Push',
  GCM: 'Push (Android)',
  APNS: 'Push (Apple)',
  APNS_SANDBOX: 'Push (Apple, sandbox)',
  APNS_VOIP: 'Push (Apple VoIP)',
  APNS_VOIP_SANDBOX: 'Push (Apple VoIP, sandbox)',
  ADM: 'Push (Amazon)',
  BAIDU: 'Push (Baidu)',
  IN_APP: 'In-app message',
  CUSTOM: 'Own channel',
};
export const channelName = (channel: string | null | undefined): string =>
  channel ? (CHANNELS[channel] ?? channel) : 'Unknown channel';

/** What somebody called it, or its id; with a word where it was deleted. */
export function nameOf(of: {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly deleted?: boolean | undefined;
}): string | undefined {
  const name = of.name ?? of.id;
  return name !== undefined && of.deleted ? `${name} (deleted)` : name;
}

const ORIGINS: Record<string, string> = {
  campaign: 'Campaigns',
  journey: 'Journeys',
  transactional: 'Transactional',
};
export const originName = (origin: string | null | undefined): string =>
  origin ? (ORIGINS[origin] ?? origin) : 'Unknown';

interface Reason {
  /** `Held back: …` */
  readonly short: string;
  /** A sentence about one customer. */
  readonly why: string;
}

const HOLD_REASONS: Record<string, Reason> = {
  ENDPOINT_INACTIVE: {
    short: 'endpoint inactive',
    why: 'The address or device is marked as inactive, so nothing is sent to it.',
  },
  ENDPOINT_OPT_OUT: { short: 'opted out', why: 'The customer has opted out of messages.' },
  ENDPOINT_MISSING_CHANNEL: {
    short: 'no channel known',
    why: 'It is not known on which channel the customer can be reached.',
  },
  ENDPOINT_MISSING_ADDRESS: { short: 'no address', why: 'There is no address to send to.' },
  ENDPOINT_CHANNEL_MISMATCH: {
    short: 'message has nothing for this channel',
    why: 'The message has no content for the channel on which the customer is reached.',
  },
  SUPPRESSED: {
    short: 'address suppressed',
    why: 'The address bounced, complained or unsubscribed before, so nothing is sent to it any more.',
  },
  DUPLICATE_ADDRESS: {
    short: 'address already written to',
    why: 'Another entry with the same address got the message; nobody gets it twice.',
  },
  ENDPOINT_MISSING_TIMEZONE: {
    short: 'time zone unknown',
    why: 'The campaign is sent in local time, and the customer’s time zone is not known.',
  },
  ENDPOINT_TIMEZONE_MISMATCH: {
    short: 'local time had passed',
    why: 'The sending time was already over where the customer lives.',
  },
  HOLDOUT: {
    short: 'holdout group',
    why: 'The customer was drawn into the holdout: the group that gets nothing, so that the effect of the message can be measured.',
  },
  CAMPAIGN_CAP: {
    short: 'limit of the campaign',
    why: 'The customer already got as many messages of this campaign as it allows.',
  },
  TOTAL_CAP: {
    short: 'limit of the journey',
    why: 'The customer already got as many messages as the journey allows.',
  },
  TIMEFRAME_CAP: {
    short: 'limit for a span of days',
    why: 'The customer already got as many messages as are allowed in so many days.',
  },
  DAILY_CAP: {
    short: 'daily limit',
    why: 'The customer already got as many messages in 24 hours as are allowed.',
  },
  QUIET_TIME: {
    short: 'quiet time',
    why: 'It was quiet time where the customer lives when the message was to be sent.',
  },
  QUIET_TIME_MISSING_TIMEZONE: {
    short: 'quiet time, zone unknown',
    why: 'There is a quiet time, and the customer’s time zone is not known.',
  },
  HOOK_FILTERED: { short: 'filtered by own code', why: 'Your own code decided that nothing is sent.' },
};
/** Behind `Held back: `. */
export const holdReason = (reason: string): string => HOLD_REASONS[reason]?.short ?? inWords(reason);
export const holdReasonWhy = (reason: string): string =>
  HOLD_REASONS[reason]?.why ?? `It was held back: ${inWords(reason)}.`;

const SEND_STATUSES: Record<string, string> = {
  SUCCESS: 'Sent',
  PENDING: 'Under way',
  FAILURE: 'Could not be sent',
  FAILURE_PERMANENT: 'Refused by the provider',
  TRANSIENT_FAILURE: 'Provider could not be reached',
  THROTTLED: 'Provider asked to slow down',
  EXPIRED: 'Not sent in time',
  UNKNOWN: 'In doubt: nobody knows whether it was sent',
  UNSUPPORTED_CHANNEL: 'The channel is not set up',
  HOOK_FAILURE: 'Your own code failed',
  CUSTOM_DELIVERY_FAILURE: 'Your own channel failed',
  RECOMMENDATION_FAILURE: 'The recommendation failed',
};
export const sendStatus = (status: string): string => SEND_STATUSES[status] ?? inWords(status);

/** `SOME_NAME` as `some name` */
function inWords(name: string): string {
  return name.toLowerCase().replaceAll('_', ' ');
}
