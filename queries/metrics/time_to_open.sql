-- name:    time_to_open
-- grain:   one row per span of time between a message's sending and its first open or click
-- param:   application_id varchar the application
-- param:   from_day       varchar a day; first UTC day on which messages were sent, as 2026-11-24
-- param:   to_day         varchar a day; last UTC day on which messages were sent
-- param:   until_day      varchar a day; last UTC day of opens; to_day or later
-- param:   origin_id      varchar default ''; one campaign or journey; empty for all messages
-- param:   reaction       varchar one of open, click; default open; what is waited for
-- returns: span bigint (from 1), from_minutes bigint (this one included), to_minutes bigint (this one not; null of the
--          last span), messages bigint (whose first reaction came then), share double (of the messages sent),
--          cumulative_share double (the same with all spans before)
-- reads:   events (partitioned by application_id, arrival_date)
with

message as (
    select
        message_id,
        min(case when arrival_date <= :to_day and (event_type = '_email.send'
            or send_status = 'SUCCESS')
            then arrival_timestamp end) as sent_ms,
        min(case when event_type not in ('_campaign.send', '_journey.send', '_email.send') then arrival_timestamp end) as reacted_ms
    from events
    where application_id = :application_id
        and arrival_date between :from_day and :until_day
        and message_id is not null
        and (:origin_id = '' or campaign_id = :origin_id or journey_id = :origin_id)
        and (
            event_type in ('_campaign.send', '_journey.send', '_email.send')
            or (:reaction = 'open' and event_type in ('_email.open', '_campaign.opened_notification', '_journey.opened_notification'))
            or (:reaction = 'click' and event_type = '_email.click')
        )
    group by message_id
),

span as (
    select *
    from (values
        (1, 0, 1), (2, 1, 5), (3, 5, 15), (4, 15, 60), (5, 60, 180), (6, 180, 360), (7, 360, 720),
        (8, 720, 1440), (9, 1440, 2880), (10, 2880, 10080), (11, 10080, cast(null as integer))
    ) as spans (span, from_minutes, to_minutes)
),

waited as (
    select (reacted_ms - sent_ms) / 60000 as minutes, count(*) as messages
    from message
    where sent_ms is not null and reacted_ms >= sent_ms
    group by 1
),

counted as (
    select span.span, span.from_minutes, span.to_minutes, coalesce(sum(waited.messages), 0) as messages
    from span
    left join waited
        on waited.minutes >= span.from_minutes and (waited.minutes < span.to_minutes or span.to_minutes is null)
    group by span.span, span.from_minutes, span.to_minutes
),

whole as (
    select count(sent_ms) as sent
    from message
)

select
    cast(counted.span as bigint) as span,
    cast(counted.from_minutes as bigint) as from_minutes,
    cast(counted.to_minutes as bigint) as to_minutes,
    cast(counted.messages as bigint) as messages,
    counted.messages / nullif(cast(whole.sent as double), 0) as share,
    sum(counted.messages) over (order by counted.span) / nullif(cast(whole.sent as double), 0) as cumulative_share
from counted
cross join whole
order by span
