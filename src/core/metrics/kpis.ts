/** What a KPI looks at: all campaigns or one, one journey, or messages that belong to neither. */
export type KpiOwner = 'application' | 'campaign' | 'journey';
/** By what its rows are told apart; the values are those of the queries' `group_by`. */
export type KpiGroup = 'none' | 'date' | 'campaign' | 'run' | 'activity' | 'country' | 'error';
/** A row of `message_metrics` or `sms_metrics`. */
export type KpiCounts = Readonly<Record<string, number>>;

/** One of Pinpoint's standard metrics (pinpoint-events-kpis.md 3.2 to 3.6). */
export interface Kpi {
  readonly name: string;
  /** Query that counts, and which messages it counts. */
  readonly query: 'message_metrics' | 'sms_metrics';
  readonly origin: 'campaign' | 'journey' | 'transactional';
  readonly group: KpiGroup;
  /** `UniqueDeliveries`: the name without its group, in Pascal case. */
  readonly valueKey: string;
  /** Its value; `undefined` where a rate has nothing to divide by. */
  value(counts: KpiCounts): number | undefined;
}

type Value = Kpi['value'];

const of =
  (column: string): Value =>
  (counts) =>
    counts[column] ?? 0;
/** Rates are quotients from 0 to 1 (ours: the reference does not say 1 or 100). */
const rate =
  (part: Value, whole: Value): Value =>
  (counts) => {
    const divisor = whole(counts);
    return divisor ? (part(counts) ?? 0) / divisor : undefined;
  };
/** Never below none, though a day may have more bounces, of messages of the day before, than messages. */
const less =
  (whole: Value, ...parts: Value[]): Value =>
  (counts) =>
    Math.max(
      0,
      parts.reduce((rest, part) => rest - (part(counts) ?? 0), whole(counts) ?? 0),
    );

/** Delivered: campaigns take off hard bounces, journeys and transactional mail soft ones and rejects too (3.1). */
const campaignDelivered = less(of('sent'), of('hard_bounced'));
const mailDelivered = less(of('emails_sent'), of('soft_bounced'), of('hard_bounced'), of('rejected'));
const mailsOfCampaignDelivered = less(of('emails_sent'), of('hard_bounced'));

/** How a group is called at the end of a name. */
const GROUPS = {
  date: 'date',
  campaign: 'campaign',
  run: 'campaign-activity',
  activity: 'journey-activity',
  country: 'country',
} as const;
type NamedGroup = keyof typeof GROUPS;

type Entry = readonly [name: string, value: Value, ...groups: (NamedGroup | 'none')[]];

const CAMPAIGN_RATES: readonly Entry[] = [
  ['successful-delivery-rate', rate(campaignDelivered, of('sent')), 'none', 'date'],
  ['unique-deliveries', of('reached'), 'none', 'date'],
  ['email-open-rate', rate(of('opened'), mailsOfCampaignDelivered), 'none'],
  ['push-open-rate', rate(of('pushes_opened'), of('pushes_sent')), 'none'],
];
const APPLICATION_CAMPAIGNS: readonly Entry[] = [
  ...CAMPAIGN_RATES,
  ['email-open-rate', rate(of('opened'), mailsOfCampaignDelivered), 'campaign'],
  ['push-open-rate', rate(of('pushes_opened'), of('pushes_sent')), 'campaign'],
  ['unique-deliveries', of('reached'), 'campaign'],
  ['successful-deliveries', campaignDelivered, 'campaign'],
];
const ONE_CAMPAIGN: readonly Entry[] = [
  ...CAMPAIGN_RATES,
  ['attempted-deliveries', of('sent'), 'run'],
  ['successful-deliveries', campaignDelivered, 'run'],
  ['successful-delivery-rate', rate(campaignDelivered, of('sent')), 'run'],
  ['unique-deliveries', of('reached'), 'run'],
  ['hard-bounce-rate', rate(of('hard_bounced'), of('emails_sent')), 'none', 'run'],
  ['email-open-rate', rate(of('opened'), mailsOfCampaignDelivered), 'run'],
  ['direct-email-opens', of('opened'), 'run'],
  ['clicks', of('clicks'), 'run'],
  ['push-open-rate', rate(of('pushes_opened'), of('pushes_sent')), 'run'],
  ['direct-push-opens', of('pushes_opened'), 'run'],
  ['sms-spend', of('price_millicents'), 'none'],
];
const TRANSACTIONAL_MAIL: readonly (readonly [name: string, value: Value])[] = [
  ['txn-emails-sent', of('emails_sent')],
  ['txn-emails-delivered', mailDelivered],
  ['txn-emails-delivery-rate', rate(mailDelivered, of('emails_sent'))],
  ['txn-emails-hard-bounced', of('hard_bounced')],
  ['txn-emails-soft-bounced', of('soft_bounced')],
  ['txn-emails-with-complaints', of('complained')],
  ['txn-emails-complaint-rate', rate(of('complained'), of('emails_sent'))],
  ['txn-emails-opened', of('opened')],
  ['txn-emails-unique-opens', of('openers')],
  ['txn-emails-clicked', of('clicks')],
  ['txn-emails-unique-clicks', of('clickers')],
];
const TRANSACTIONAL_SMS: readonly Entry[] = [
  ['txn-sms-sent', of('sent'), 'none', 'country', 'date'],
  ['txn-sms-sent-by-parts', of('parts_sent'), 'none', 'country'],
  ['txn-sms-delivered', of('delivered'), 'none', 'country', 'date'],
  ['txn-sms-delivered-by-parts', of('parts_delivered'), 'none', 'country'],
  ['txn-sms-delivery-rate', rate(of('delivered'), of('sent')), 'none', 'date'],
  ['txn-sms-average-price', rate(of('price_millicents'), of('sent')), 'country'],
  ['txn-sms-average-price-by-parts', rate(of('price_millicents'), of('parts_sent')), 'country'],
  ['txn-sms-total-price', of('price_millicents'), 'country'],
];
const JOURNEY: readonly (readonly [name: string, value: Value])[] = [
  ['emails-sent', of('emails_sent')],
  ['emails-delivered', mailDelivered],
  ['emails-opened', of('opened')],
  ['emails-clicked', of('clicks')],
  ['emails-hardbounced', of('hard_bounced')],
  ['emails-softbounced', of('soft_bounced')],
  ['emails-complained', of('complained')],
  ['emails-rejected', of('rejected')],
  ['emails-unsubscribed', of('unsubscribes')],
];

/** Every KPI of an owner, by its name. */
export const KPIS: Readonly<Record<KpiOwner, ReadonlyMap<string, Kpi>>> = {
  application: byName([
    ...APPLICATION_CAMPAIGNS.flatMap((entry) => named(entry, 'message_metrics', 'campaign')),
    ...TRANSACTIONAL_MAIL.flatMap(([name, value]) =>
      named([name, value, 'none', 'date'], 'message_metrics', 'transactional'),
    ),
    ...TRANSACTIONAL_SMS.flatMap((entry) => named(entry, 'sms_metrics', 'transactional')),
    {
      ...kpi('txn-sms-error-distribution', of('failed'), 'sms_metrics', 'transactional'),
      group: 'error', // its name does not say so
    },
  ]),
  campaign: byName(ONE_CAMPAIGN.flatMap((entry) => named(entry, 'message_metrics', 'campaign'))),
  journey: byName(
    JOURNEY.flatMap(([name, value]) => [
      kpi(`journey-${name}`, value, 'message_metrics', 'journey'),
      ...named([name, value, 'activity'], 'message_metrics', 'journey'),
    ]),
  ),
};

function named([name, value, ...groups]: Entry, query: Kpi['query'], origin: Kpi['origin']): Kpi[] {
  return groups.map((group) => {
    if (group === 'none') return kpi(name, value, query, origin);
    return {
      ...kpi(name, value, query, origin),
      name: `${name}-grouped-by-${GROUPS[group]}`,
      group,
    };
  });
}

function kpi(name: string, value: Value, query: Kpi['query'], origin: Kpi['origin']): Kpi {
  return { name, query, origin, group: 'none', valueKey: pascalCase(name), value };
}

function byName(kpis: readonly Kpi[]): ReadonlyMap<string, Kpi> {
  return new Map(kpis.map((item) => [item.name, item]));
}

function pascalCase(name: string): string {
  return name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
