-- name:    messages_over_time
-- grain:   one row per day, channel and origin of messages to which something happened in a span of days; with
--          apart, also per campaign or journey and per treatment
-- param:   application_id varchar the application
-- param:   from_day       varchar a day; first UTC day, as 2026-11-01
-- param:   to_day         varchar a day; last UTC day, as 2026-11-30
-- param:   step           varchar one of day, whole; default day; whole counts the span as one
-- param:   apart          varchar one of none, origin, treatment; default none; whether campaigns and journeys, or their treatments too, have rows of their own
-- param:   origin         varchar one of any, campaign, journey, transactional; default any; transactional is neither of the others
-- param:   origin_id      varchar default ''; one campaign or journey; empty for all
-- returns: day varchar (null when step is whole), channel varchar (EMAIL, SMS, PUSH for every push service, else the
--          endpoint's type), origin varchar, origin_id varchar (null unless apart), treatment_id varchar (null unless
--          apart), sent bigint (messages handed over), delivered bigint (of those sent on the day, less those known
--          by the end of the span not to have arrived: hard bounces and failed texts; of journeys and transactional
--          mail soft bounces and rejects too), opened bigint, clicked bigint (messages: each counts once, on the first
--          day of the span on which it was opened or clicked)
-- reads:   events (partitioned by application_id, arrival_date)
with

-- what an event tells of its message; that one was delivered twice changes nothing, since messages are counted
told as (
    select
        message_id,
        arrival_date,
        event_type,
        campaign_id,
        journey_id,
        treatment_id,
        channel,
        case
            when event_type in ('_campaign.send', '_journey.send')
                then send_status = 'SUCCESS'
            else campaign_id is null
                and journey_id is null
                and event_type in ('_email.send', '_SMS.BUFFERED', '_SMS.SUCCESS', '_SMS.FAILURE')
        end as is_sent,
        event_type in ('_email.hardbounce', '_SMS.FAILURE')
            or (campaign_id is null and event_type in ('_email.softbounce', '_email.rejected')) as is_lost,
        event_type in ('_email.open', '_campaign.opened_notification', '_journey.opened_notification') as is_opened
    from events
    where application_id = :application_id
        and arrival_date between :from_day and :to_day
        -- what remains of each condition is handed to the reading of the table, which looks at them in this order
        and (:origin_id = '' or :origin <> 'campaign' or campaign_id = :origin_id)
        and (:origin_id = '' or :origin <> 'journey' or journey_id = :origin_id)
        and (:origin_id = '' or :origin not in ('any', 'transactional') or campaign_id = :origin_id or journey_id = :origin_id)
        and (:origin <> 'campaign' or :origin_id <> '' or campaign_id is not null)
        and (:origin <> 'journey' or :origin_id <> '' or journey_id is not null)
        and (:origin <> 'transactional' or campaign_id is null)
        and (:origin <> 'transactional' or journey_id is null)
        and event_type in (
            '_campaign.send', '_journey.send', '_campaign.opened_notification', '_journey.opened_notification',
            '_email.send', '_email.hardbounce', '_email.softbounce', '_email.rejected', '_email.open', '_email.click',
            '_SMS.BUFFERED', '_SMS.SUCCESS', '_SMS.FAILURE'
        )
        and message_id is not null
),

message as (
    select
        message_id,
        case
            when count(campaign_id) > 0 then 'campaign'
            when count(journey_id) > 0 then 'journey'
            else 'transactional'
        end as origin,
        case when :apart <> 'none' then coalesce(max(campaign_id), max(journey_id)) end as origin_id,
        case when :apart = 'treatment' then max(treatment_id) end as treatment_id,
        case
            when max(channel) in ('ADM', 'APNS', 'APNS_SANDBOX', 'APNS_VOIP', 'APNS_VOIP_SANDBOX', 'BAIDU', 'GCM', 'PUSH') then 'PUSH'
            else coalesce(max(channel), case when count_if(starts_with(event_type, '_email.')) > 0 then 'EMAIL' else 'SMS' end)
        end as channel,
        min(case when is_sent then arrival_date end) as sent_on,
        max(case when is_lost then 1 else 0 end) as lost,
        min(case when is_opened then arrival_date end) as opened_on,
        min(case when event_type = '_email.click' then arrival_date end) as clicked_on
    from told
    group by message_id
),

-- few rows from here on
alike as (
    select channel, origin, origin_id, treatment_id, sent_on, lost, opened_on, clicked_on, count(*) as messages
    from message
    group by channel, origin, origin_id, treatment_id, sent_on, lost, opened_on, clicked_on
),

happened as (
    select
        alike.*,
        stage.what,
        case stage.what when 'sent' then sent_on when 'opened' then opened_on else clicked_on end as happened_on
    from alike
    cross join (values ('sent'), ('opened'), ('clicked')) as stage (what)
),

dated as (
    select *, case when :step = 'day' then happened_on end as day
    from happened
    where happened_on is not null
)

select
    day,
    channel,
    origin,
    origin_id,
    treatment_id,
    cast(sum(case when what = 'sent' then messages else 0 end) as bigint) as sent,
    cast(sum(case when what = 'sent' and lost = 0 then messages else 0 end) as bigint) as delivered,
    cast(sum(case when what = 'opened' then messages else 0 end) as bigint) as opened,
    cast(sum(case when what = 'clicked' then messages else 0 end) as bigint) as clicked
from dated
group by day, channel, origin, origin_id, treatment_id
order by day, channel, origin, origin_id, treatment_id
