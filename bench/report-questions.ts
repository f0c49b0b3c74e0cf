import { analyses } from './analysis-questions.ts';
import {
  AMOUNT,
  type Asked,
  type Cell,
  DAY_MS,
  dayOf,
  FRESHNESS_SECONDS,
  named,
  number,
  type Question,
  type Row,
  WINDOW_HOURS,
} from './report-question.ts';

const PUSH = `('ADM', 'APNS', 'APNS_SANDBOX', 'APNS_VOIP', 'APNS_VOIP_SANDBOX', 'BAIDU', 'GCM', 'PUSH')`;
const HANDED_OVER = `event_type in ('_campaign.send', '_journey.send') and send_status = 'SUCCESS'`;

/** Messages of a span of days, one a row, with the days of what became of them. */
const messagesBy = (keys: string, condition: string) => `
  select ${keys}${keys ? ', ' : ''}
    min(arrival_date) filter (where (${HANDED_OVER})
      or (campaign_id is null and journey_id is null and event_type in ('_email.send', '_SMS.BUFFERED', '_SMS.SUCCESS', '_SMS.FAILURE'))) as sent_on,
    bool_or(event_type in ('_email.hardbounce', '_SMS.FAILURE') or (campaign_id is null and event_type in ('_email.softbounce', '_email.rejected'))) as lost,
    min(arrival_date) filter (where event_type in ('_email.open', '_campaign.opened_notification', '_journey.opened_notification')) as opened_on,
    min(arrival_date) filter (where event_type = '_email.click') as clicked_on
  from events where ${condition} and message_id is not null group by message_id`;
const CHANNEL = `case when max(channel) in ${PUSH} then 'PUSH' else max(channel) end as channel`;
const ORIGIN = `case when max(campaign_id) is not null then 'campaign' when max(journey_id) is not null then 'journey' else 'transactional' end as origin`;

/** Counts of those messages on their days. */
const byDay = (keys: string, messages: string) => `
  with message as (${messages})
  select day, ${keys}, sum(sent), sum(delivered), sum(opened), sum(clicked) from (
    select sent_on as day, ${keys}, count(*) as sent, count(*) filter (where not lost) as delivered, 0 as opened, 0 as clicked from message where sent_on is not null group by all
    union all select opened_on, ${keys}, 0, 0, count(*), 0 from message where opened_on is not null group by all
    union all select clicked_on, ${keys}, 0, 0, 0, count(*) from message where clicked_on is not null group by all
  ) group by all`;
const asWhole = (keys: string, messages: string) => `
  with message as (${messages})
  select ${keys}, count(sent_on), count(sent_on) filter (where not lost), count(opened_on), count(clicked_on) from message group by all
  having count(sent_on) + count(opened_on) + count(clicked_on) > 0`;

/** Pinpoint's counts of a campaign's messages. */
const ENGAGEMENT = `
  count(distinct message_id) filter (where ${HANDED_OVER}) as sent,
  count(distinct message_id) filter (where event_type = '_email.send') as mails,
  count(distinct message_id) filter (where event_type = '_email.hardbounce') as bounced,
  count(distinct message_id) filter (where event_type = '_email.complaint') as complained,
  count(distinct message_id) filter (where event_type = '_email.open') as opened,
  count(distinct event_id) filter (where event_type = '_email.click') as clicks,
  count(distinct endpoint_id) filter (where event_type = '_email.click') as clickers,
  count(distinct event_id) filter (where event_type = '_email.unsubscribe') as unsubscribes,
  count(distinct endpoint_id) filter (where ${HANDED_OVER}
    and message_id not in (select message_id from bounced)) as reached`;

interface Engagement {
  sent: number;
  reached: number;
  clicks: number;
  hardBounceRate: { numerator: number; denominator: number };
  openRate: { numerator: number };
  clickRate: { numerator: number };
  complaintRate: { numerator: number };
  unsubscribeRate: { numerator: number };
}
const engagementCells = (of: Engagement) => [
  of.sent,
  of.hardBounceRate.denominator,
  of.hardBounceRate.numerator,
  of.complaintRate.numerator,
  of.openRate.numerator,
  of.clicks,
  of.clickRate.numerator,
  of.unsubscribeRate.numerator,
  of.reached,
];

function campaignMetrics(name: string, { applicationId, campaignId, now }: Asked): Question {
  const [start, end] = [now - 31 * DAY_MS, now];
  const path = `/campaigns/${campaignId}/metrics?${new URLSearchParams({ app: applicationId, start: new Date(start).toISOString(), end: new Date(end).toISOString() })}`;
  const counts = (from: number, to: number, keys: string) => {
    const condition = `application_id = '${applicationId}' and campaign_id = '${campaignId}'
      and arrival_timestamp between ${from} and ${to}`;
    return `with bounced as (select message_id from events where ${condition} and event_type = '_email.hardbounce')
      select ${keys}, ${ENGAGEMENT} from events where ${condition} group by grouping sets ((${keys.split(', ').join('), (')}), ())`;
  };
  const sort = (rows: (Cell | undefined)[][]) => rows.map((row) => row.map(String)).sort();
  return {
    name,
    path,
    fresh: `${path}&maxAge=${FRESHNESS_SECONDS}`,
    bare: [
      counts(start, end, 'arrival_date, campaign_activity_id'),
      counts(start - 1 - (end - start), start - 1, `''`),
    ],
    told(body) {
      const { engagement, before, byDate, byRun } = body as {
        engagement: Engagement;
        before: { engagement: Engagement };
        byDate: (Engagement & { date: string })[];
        byRun: (Engagement & { id: string })[];
      };
      return [
        sort([
          ['', ...engagementCells(engagement)],
          ...byDate.map((one) => [one.date, ...engagementCells(one)]),
          ...byRun.map((one) => [one.id, ...engagementCells(one)]),
        ]),
        engagementCells(before.engagement).map(String),
      ];
    },
    numbers(answers) {
      const [now = [], before = []] = answers as Row[][];
      const whole = before.at(-1) ?? [];
      return [
        sort(now.map(([day, run, ...counts]) => [day ?? run ?? '', ...counts.map(number)])),
        whole.slice(1).map((count) => String(number(count))),
      ];
    },
  };
}

/** How far a campaign's messages came by a key, and whose purchases followed within a week. */
function funnelBy(key: string, { applicationId, campaignId, now }: Asked): string {
  const from = dayOf(now - 30 * DAY_MS);
  return `
    with decided as (
      select message_id, ${key} as key, coalesce('user:' || user_id, endpoint_id) as person, reason is null as targeted, epoch_ms(decided_at) as at
      from messages where application_id = '${applicationId}' and campaign_id = '${campaignId}' and decided_at >= '${from}'),
    told as (
      select message_id, bool_or(${HANDED_OVER}) as sent, bool_or(event_type in ('_email.hardbounce', '_SMS.FAILURE')) as lost,
        bool_or(event_type in ('_email.open', '_campaign.opened_notification')) as opened, bool_or(event_type = '_email.click') as clicked
      from events where application_id = '${applicationId}' and campaign_id = '${campaignId}' and arrival_date >= '${from}' group by 1),
    purchase as (
      select event_id, any_value(coalesce('user:' || user_id, endpoint_id)) as person, min(arrival_timestamp) as at, any_value(${AMOUNT}) as amount
      from events where application_id = '${applicationId}' and arrival_date >= '${from}' and event_type = '_monetization.purchase' group by 1),
    led as (
      select key, count(distinct person) as people, count(*) as purchases, sum(amount) as revenue
      from (select distinct decided.key, person, event_id, amount from decided join purchase using (person)
      where targeted and purchase.at between decided.at and decided.at + ${WINDOW_HOURS * 3_600_000}) group by 1)
    select key, count(*), count(*) filter (where targeted), count(*) filter (where sent), count(*) filter (where sent and not lost),
      count(*) filter (where sent and not lost and opened), count(*) filter (where sent and not lost and clicked),
      count(distinct person), count(distinct person) filter (where targeted), count(distinct person) filter (where sent),
      count(distinct person) filter (where sent and not lost), count(distinct person) filter (where sent and not lost and opened),
      count(distinct person) filter (where sent and not lost and clicked), coalesce(any_value(led.people), 0), coalesce(any_value(led.purchases), 0), coalesce(any_value(led.revenue), 0)
    from decided left join told using (message_id) left join led using (key) group by 1`;
}

interface FunnelAnswer {
  readonly id: string;
  readonly stages: readonly { readonly messages: number | null; readonly people: number }[];
  readonly conversions: number;
  readonly revenue: number;
}
const funnelCells = ({ id, stages, conversions, revenue }: FunnelAnswer) => [
  id,
  ...stages.flatMap(({ messages }) => messages ?? []),
  ...stages.map(({ people }) => people),
  conversions,
  revenue,
];

function report(
  name: string,
  asked: Asked,
  {
    what,
    more = {},
    ...rest
  }: Pick<Question, 'bare' | 'told' | 'numbers'> & {
    readonly what: string;
    readonly more?: Record<string, string>;
  },
): Question {
  const start = dayOf(asked.now - 30 * DAY_MS);
  const parameters = new URLSearchParams({
    app: asked.applicationId,
    start,
    windowHours: String(WINDOW_HOURS),
    ...more,
  });
  const path = `/campaigns/${asked.campaignId}/${what}?${parameters}`;
  return { name, path, fresh: `${path}&maxAge=${FRESHNESS_SECONDS}`, ...rest };
}

const sortedTexts = (rows: (Cell | undefined)[][]) =>
  rows.map((cells) => cells.map((cell) => String(cell ?? ''))).sort();

function campaignReports(asked: Asked): Question[] {
  const { applicationId, campaignId, now } = asked;
  const from = dayOf(now - 30 * DAY_MS);
  return [
    report('campaign: funnel, whole and by run', asked, {
      what: 'funnel',
      more: { by: 'run' },
      bare: [funnelBy(`''`, asked), funnelBy('campaign_activity_id', asked)],
      told(body) {
        const { groups, ...whole } = body as FunnelAnswer & { groups: FunnelAnswer[] };
        return sortedTexts([{ ...whole, id: '' }, ...groups].map(funnelCells));
      },
      numbers: (answers) => sortedTexts((answers as Row[][]).flat() as Cell[][]),
    }),
    report('campaign: treatments compared', asked, {
      what: 'comparison',
      bare: [funnelBy('treatment_id', asked)],
      told(body) {
        const { metrics } = body as {
          metrics: {
            treatments: { treatmentId: string; rate: { numerator: number; denominator: number } }[];
          }[];
        };
        return sortedTexts(
          (metrics[0]?.treatments ?? []).map(({ treatmentId }, index) => [
            treatmentId,
            ...metrics.flatMap(({ treatments }) => {
              const { numerator, denominator } = treatments[index]?.rate ?? {};
              return [numerator, denominator];
            }),
          ]),
        );
      },
      numbers: (answers) =>
        sortedTexts(
          ((answers as Row[][])[0] ?? []).map((row) => [
            row[0],
            row[11],
            row[10],
            row[12],
            row[10],
            row[13],
            row[8],
          ]),
        ),
    }),
    report('campaign: lift against the holdout', asked, {
      what: 'lift',
      bare: [
        `with drawn as (
          select coalesce('user:' || user_id, endpoint_id) as person, arg_min(if(reason = 'HOLDOUT', 'held', treatment_id), (decided_at, endpoint_id)) as side, epoch_ms(min(decided_at)) as at
          from messages where application_id = '${applicationId}' and campaign_id = '${campaignId}' and decided_at >= '${from}'
            and (reason is null or reason in ('HOLDOUT', 'DAILY_CAP', 'QUIET_TIME')) group by 1),
        purchase as (
          select event_id, any_value(coalesce('user:' || user_id, endpoint_id)) as person, min(arrival_timestamp) as at, any_value(${AMOUNT}) as amount
          from events where application_id = '${applicationId}' and arrival_date >= '${from}' and event_type = '_monetization.purchase' group by 1),
        won as (select person, count(*) as purchases, sum(amount) as revenue, sum(amount) * sum(amount) as squares from drawn join purchase using (person)
          where purchase.at between drawn.at and drawn.at + ${WINDOW_HOURS * 3_600_000} group by 1)
        select side = 'held', count(*), count(won.person), coalesce(sum(purchases), 0), coalesce(sum(revenue), 0), coalesce(sum(squares), 0) from drawn left join won using (person) group by 1`,
      ],
      told(body) {
        interface Side {
          people: number;
          conversionRate: { numerator: number };
          conversions: number;
          revenue: number;
        }
        const { targeted, holdout } = body as { targeted: Side; holdout: Side };
        const cells = (held: boolean, side: Side) => [
          held,
          side.people,
          side.conversionRate.numerator,
          side.conversions,
          side.revenue,
        ];
        return sortedTexts([cells(false, targeted), cells(true, holdout)]);
      },
      numbers: (answers) => sortedTexts(((answers as Row[][])[0] ?? []).map((row) => row.slice(0, 5))),
    }),
    named('campaign: what became of the members of each run', {
      query: 'run_outcomes',
      parameters: {
        application_id: applicationId,
        campaign_id: campaignId,
        from_day: from,
        to_day: dayOf(now),
      },
      columns: ['campaign_activity_id', 'treatment_id', 'outcome', 'messages'],
      bare: `select decided.campaign_activity_id, decided.treatment_id, coalesce(reason, status, 'PENDING') as outcome, count(*)
        from messages as decided left join (
          select message_id, arg_max(send_status, arrival_timestamp) as status from events
          where application_id = '${applicationId}' and arrival_date between '${from}' and '${dayOf(now)}' and campaign_id = '${campaignId}' and event_type = '_campaign.send'
          group by 1) as told using (message_id)
        where decided.application_id = '${applicationId}' and decided.campaign_id = '${campaignId}' and decided_at >= '${from}' group by all`,
    }),
  ];
}

export function questionsOf(asked: Asked): Question[] {
  const { applicationId, campaignId, now } = asked;
  const span = { application_id: applicationId, from_day: dayOf(now - 29 * DAY_MS), to_day: dayOf(now) };
  const inSpan = `application_id = '${applicationId}' and arrival_date between '${span.from_day}' and '${span.to_day}'`;
  const counts = ['sent', 'delivered', 'opened', 'clicked'];
  return [
    named('overview: messages by day, channel and origin', {
      query: 'messages_over_time',
      parameters: span,
      columns: ['day', 'channel', 'origin', ...counts],
      bare: byDay('channel, origin', messagesBy(`${CHANNEL}, ${ORIGIN}`, inSpan)),
    }),
    named('overview: what needs attention', {
      query: 'delivery_problems',
      parameters: span,
      columns: [
        'origin',
        'origin_id',
        'emails_sent',
        'hard_bounced',
        'complained',
        'texts_sent',
        'texts_failed',
        'rendering_failed',
        'handover_failed',
      ],
      bare: `
        select case when campaign_id is not null then 'campaign' when journey_id is not null then 'journey' else 'transactional' end as origin,
          coalesce(campaign_id, journey_id) as origin_id,
          count(distinct message_id) filter (where event_type = '_email.send') as mails,
          count(distinct message_id) filter (where event_type = '_email.hardbounce') as bounced,
          count(distinct message_id) filter (where event_type = '_email.complaint') as complained,
          count(distinct message_id) filter (where event_type in ('_SMS.BUFFERED', '_SMS.SUCCESS', '_SMS.FAILURE')) as texts,
          count(distinct message_id) filter (where event_type = '_SMS.FAILURE') as failed,
          count(distinct message_id) filter (where event_type = '_email.rendering_failure') as rendering,
          count(distinct message_id) filter (where event_type in ('_campaign.send', '_journey.send')
            and (send_status in ('FAILURE_PERMANENT', 'TRANSIENT_FAILURE', 'THROTTLED', 'EXPIRED', 'UNKNOWN', 'HOOK_FAILURE', 'CUSTOM_DELIVERY_FAILURE', 'RECOMMENDATION_FAILURE', 'UNSUPPORTED_CHANNEL')
              or (send_status = 'FAILURE' and channel <> 'EMAIL'))) as handover
        from events where ${inSpan} group by all
        having bounced + complained + failed + rendering + handover > 0`,
    }),
    named('campaigns: each with its counts', {
      query: 'messages_over_time',
      parameters: { ...span, step: 'whole', apart: 'origin', origin: 'campaign' },
      columns: ['channel', 'origin_id', ...counts],
      bare: asWhole(
        'channel, origin_id',
        messagesBy(`${CHANNEL}, max(campaign_id) as origin_id`, `${inSpan} and campaign_id is not null`),
      ),
    }),
    campaignMetrics('campaign: metrics, the period before, days and runs', asked),
    named('campaign: treatments by day', {
      query: 'messages_over_time',
      parameters: { ...span, apart: 'treatment', origin: 'campaign', origin_id: campaignId },
      columns: ['day', 'channel', 'treatment_id', ...counts],
      bare: byDay(
        'channel, treatment_id',
        messagesBy(
          `${CHANNEL}, max(treatment_id) as treatment_id`,
          `${inSpan} and campaign_id = '${campaignId}'`,
        ),
      ),
    }),
    ...campaignReports(asked),
    ...analyses(asked),
  ];
}
