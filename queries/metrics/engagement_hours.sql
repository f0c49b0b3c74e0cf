-- name:    engagement_hours
-- grain:   one row per weekday and hour, local time of the recipients, at which messages were sent or first opened
-- param:   application_id varchar the application
-- param:   from_day       varchar a day; first UTC day, as 2026-11-24
-- param:   to_day         varchar a day; last UTC day
-- param:   origin_id      varchar default ''; one campaign or journey; empty for all messages
-- returns: weekday bigint (1 is Monday), hour bigint (0 to 23), sent bigint (messages handed over at that hour),
--          sent_opened bigint (of those, opened at any hour), open_rate double (of those sent), opens bigint (messages
--          first opened at that hour), known_zone bigint (of the messages sent or opened then, those whose recipient's
--          time zone is known; the others' is taken for UTC)
-- reads:   events (partitioned by application_id, arrival_date), endpoints
with

message as (
    select
        message_id,
        max(endpoint_id) as endpoint_id,
        min(case when event_type = '_email.send'
            or send_status = 'SUCCESS'
            then arrival_timestamp end) as sent_ms,
        min(case when event_type in ('_email.open', '_campaign.opened_notification', '_journey.opened_notification')
            then arrival_timestamp end) as opened_ms
    from events
    where application_id = :application_id
        and arrival_date between :from_day and :to_day
        and message_id is not null
        and (:origin_id = '' or campaign_id = :origin_id or journey_id = :origin_id)
        and event_type in ('_campaign.send', '_journey.send', '_email.send', '_email.open', '_campaign.opened_notification',
            '_journey.opened_notification')
    group by message_id
),

-- zones differ by quarters of an hour at the least, so as many instants are enough to be told in local time
happened as (
    select
        coalesce(endpoint.demographic_timezone, '') as zone,
        case side when 1 then message.sent_ms else message.opened_ms end / 900000 as quarter,
        cast(sum(case side when 1 then 1 else 0 end) as bigint) as sent,
        cast(sum(case when side = 1 and message.opened_ms is not null then 1 else 0 end) as bigint) as sent_opened,
        cast(sum(case side when 2 then 1 else 0 end) as bigint) as opens
    from message
    cross join unnest(array[1, 2]) as sides (side)
    left join endpoints as endpoint
        on endpoint.application_id = :application_id and endpoint.endpoint_id = message.endpoint_id
    where case side when 1 then message.sent_ms else message.opened_ms end is not null
    group by 1, 2
),

local as (
    select
        try(at_timezone(from_unixtime(quarter * 9e2), nullif(zone, ''))) as in_zone,
        at_timezone(from_unixtime(quarter * 9e2), 'UTC') as in_utc,
        sent,
        sent_opened,
        opens
    from happened
)

select
    cast(day_of_week(coalesce(in_zone, in_utc)) as bigint) as weekday,
    cast(hour(coalesce(in_zone, in_utc)) as bigint) as hour,
    cast(sum(sent) as bigint) as sent,
    cast(sum(sent_opened) as bigint) as sent_opened,
    sum(sent_opened) / nullif(cast(sum(sent) as double), 0) as open_rate,
    cast(sum(opens) as bigint) as opens,
    cast(coalesce(sum(case when in_zone is not null then sent + opens end), 0) as bigint) as known_zone
from local
group by 1, 2
order by weekday, hour
