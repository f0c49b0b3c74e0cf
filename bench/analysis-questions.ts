import { AMOUNT, type Asked, DAY_MS, dayOf, named, type Question, WINDOW_HOURS } from './report-question.ts';

const PURCHASE = '_monetization.purchase';
const STEPS = ['_session.start', 'product.viewed', 'cart.filled', PURCHASE];

/** What an analyst asks for, of a whole application. */
export function analyses({ applicationId, now }: Asked): Question[] {
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
            bool_or(event_type in ('_email.send', '_SMS.SUCCESS') or send_status = 'SUCCESS') as sent,
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
