/** What was made, and when the questions' periods end. */
export interface Asked {
  readonly applicationId: string;
  /** Of the last thirty days. */
  readonly campaignId: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What a page asks for, and what a person would ask DuckDB for the same numbers. */
export interface Question {
  readonly name: string;
  readonly path: string;
  /** The same as the page asks it: an answer that is a minute old will do. */
  readonly fresh: string;
  readonly bare: readonly string[];
  /** The numbers in the stage's answer. */
  told(body: unknown): unknown;
  /** The same of the bare side's rows, a list for each statement. */
  numbers(answers: unknown): unknown;
}

type Cell = string | number | boolean | null;
type Row = readonly Cell[];

const DAY_MS = 86_400_000;
const FRESHNESS_SECONDS = 60;
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
const number = (value: unknown) => Number(value ?? 0);

interface NamedOptions {
  readonly query: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Columns that are compared; those of the bare statement, in its order. */
  readonly columns: readonly string[];
  readonly bare: string;
}

function named(name: string, { query, parameters, columns, bare }: NamedOptions): Question {
  const path = `/queries/${query}?${new URLSearchParams({ ...parameters, limit: '10000' })}`;
  const sorted = (rows: Row[]) =>
    rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell)))).sort();
  return {
    name,
    path,
    fresh: `${path}&maxAge=${FRESHNESS_SECONDS}`,
    bare: [bare],
    told: (body) =>
      sorted(
        (body as { rows: Record<string, Cell>[] }).rows.map((row) => columns.map((key) => row[key] ?? null)),
      ),
    numbers: (answers) => sorted((answers as Row[][])[0] ?? []),
  };
}

const PUSH = `('ADM', 'APNS', 'APNS_SANDBOX', 'APNS_VOIP', 'APNS_VOIP_SANDBOX', 'BAIDU', 'GCM', 'PUSH')`;
const SENT_STATUS = 'send_status';
const HANDED_OVER = `event_type in ('_campaign.send', '_journey.send') and ${SENT_STATUS} = 'SUCCESS'`;

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

const WINDOW_HOURS = 168;
const AMOUNT = `coalesce(metrics['amount'], metrics['_item_price'] * coalesce(metrics['_quantity'], 1), try_cast(attributes['amount'] as double), 0)`;

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

const PURCHASE = '_monetization.purchase';
const STEPS = ['_session.start', 'product.viewed', 'cart.filled', PURCHASE];

/** What an analyst asks for, of a whole application. */
function analyses({ applicationId, now }: Asked): Question[] {
  const [from, to] = [dayOf(now - 29 * DAY_MS), dayOf(now)];
  const since = dayOf(now - 29 * DAY_MS - WINDOW_HOURS * 3_600_000);
  const inApplication = `application_id = '${applicationId}' and arrival_date between`;
  const before = 'rows between unbounded preceding and 1 preceding';
  const begun = (step: number) => `
    step_${step} as (select *, case when type = '${STEPS[step - 1]}' then max(begun_${step - 1}) over (partition by person order by place ${before}) end as begun_${step} from step_${step - 1})`;
  const reached = (step: number) =>
    `count(distinct person) filter (where at_ms <= begun_${step} + ${WINDOW_HOURS * 3_600_000})`;
  const steps = STEPS.map((type, index) => ({ type, step: index + 1 }));
  return [
    named('analysis: funnel of four events', {
      query: 'event_funnel',
      parameters: { application_id: applicationId, from_day: from, to_day: to, steps: STEPS.join(',') },
      columns: ['step', 'event_type', 'people'],
      bare: `
        with happened as (
          select event_id, any_value(coalesce('user:' || user_id, endpoint_id)) as person, any_value(event_type) as type,
            min(arrival_timestamp) as at_ms, min(event_timestamp) as told_ms
          from events where ${inApplication} '${from}' and '${to}' and event_type in ('${STEPS.join("', '")}') group by 1),
        step_1 as (select *, row_number() over (partition by person order by at_ms, told_ms, event_id) as place,
          case when type = '${STEPS[0]}' then at_ms end as begun_1 from happened),
        ${steps
          .slice(1)
          .map(({ step }) => begun(step))
          .join(',')},
        counted as (select ${steps.map(({ step }) => `${reached(step)} as people_${step}`).join(', ')} from step_${STEPS.length})
        ${steps.map(({ step, type }) => `select ${step}, '${type}', people_${step} from counted`).join(' union all ')}`,
    }),
    named('analysis: purchases by the message clicked last', {
      query: 'attributed_conversions',
      parameters: { application_id: applicationId, from_day: from, to_day: to, since_day: since },
      columns: ['origin', 'origin_id', 'conversions', 'revenue', 'touched'],
      bare: `
        with purchase as (
          select event_id, any_value(coalesce('user:' || user_id, endpoint_id)) as person, min(arrival_timestamp) as at_ms, any_value(${AMOUNT}) as amount
          from events where ${inApplication} '${from}' and '${to}' and event_type = '${PURCHASE}' group by 1),
        clicked as (
          select message_id, coalesce('user:' || user_id, endpoint_id) as person, arrival_timestamp as at_ms, campaign_id, journey_id
          from events where ${inApplication} '${since}' and '${to}' and event_type = '_email.click'
            and message_id is not null and (campaign_id is not null or journey_id is not null)),
        led as (
          select event_id, message_id, any_value(amount) as amount, max(clicked.at_ms) as last_ms, any_value(campaign_id) as campaign_id, any_value(journey_id) as journey_id
          from purchase left join clicked on clicked.person = purchase.person
            and clicked.at_ms between purchase.at_ms - ${WINDOW_HOURS * 3_600_000} and purchase.at_ms group by 1, 2),
        placed as (select *, row_number() over (partition by event_id order by last_ms desc, message_id) as place from led)
        select case when campaign_id is not null then 'campaign' when journey_id is not null then 'journey' else 'none' end as origin,
          coalesce(campaign_id, journey_id), count(*) filter (where place = 1), coalesce(sum(amount) filter (where place = 1), 0)::bigint, count(distinct event_id)
        from placed group by 1, 2`,
    }),
    named('analysis: habits of each endpoint', {
      query: 'endpoint_habits',
      parameters: { application_id: applicationId, from_day: from, to_day: to },
      columns: ['endpoint_id', 'channel', 'sent', 'opened', 'best_hour', 'opened_then', 'best_channel'],
      bare: `
        with message as (
          select message_id, any_value(endpoint_id) as endpoint_id, any_value(channel) as channel, any_value(user_id) as user_id,
            bool_or(event_type in ('_email.send', '_SMS.SUCCESS') or ${SENT_STATUS} = 'SUCCESS') as sent,
            min(arrival_timestamp) filter (where event_type in ('_email.open', '_campaign.opened_notification', '_journey.opened_notification')) as opened_ms
          from events where ${inApplication} '${from}' and '${to}' and message_id is not null
            and event_type in ('_campaign.send', '_journey.send', '_email.send', '_SMS.SUCCESS', '_email.open', '_campaign.opened_notification', '_journey.opened_notification')
          group by 1 having sent),
        told as (
          select message.endpoint_id, coalesce(message.user_id, known.user_id) as user_id, coalesce(channel, channel_type) as channel, demographic_timezone as zone, opened_ms
          from message left join endpoints as known on known.application_id = '${applicationId}' and known.endpoint_id = message.endpoint_id),
        opens as (
          select endpoint_id, channel, hour(timezone(coalesce(zone, 'UTC'), to_timestamp(opened_ms / 1000))) as hour, count(*) as opened
          from told where opened_ms is not null group by all),
        best as (select endpoint_id, channel, arg_max(hour, (opened, -hour)) as hour, max(opened) as opened_then from opens group by all),
        own as (select endpoint_id, channel, max(user_id) as user_id, count(*) as sent, count(opened_ms) as opened from told group by all),
        by_channel as (select coalesce('user:' || user_id, endpoint_id) as person, channel, sum(opened) as opened, sum(sent) as sent from own group by all),
        liked as (select person, arg_max(channel, ((opened + 1) / (sent + 2), opened, -ascii(channel))) as best_channel from by_channel group by 1)
        select own.endpoint_id, own.channel, own.sent, own.opened, hour, coalesce(opened_then, 0), best_channel
        from own join liked on liked.person = coalesce('user:' || user_id, endpoint_id) left join best using (endpoint_id, channel)
        order by own.endpoint_id, own.channel limit 10000`,
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
            and (${SENT_STATUS} in ('FAILURE_PERMANENT', 'TRANSIENT_FAILURE', 'THROTTLED', 'EXPIRED', 'UNKNOWN', 'HOOK_FAILURE', 'CUSTOM_DELIVERY_FAILURE', 'RECOMMENDATION_FAILURE', 'UNSUPPORTED_CHANNEL')
              or (${SENT_STATUS} = 'FAILURE' and channel <> 'EMAIL'))) as handover
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
