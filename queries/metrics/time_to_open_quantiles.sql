-- name:    time_to_open_quantiles
-- grain:   one row per quantile of the time between a message's sending and its first open or click
-- param:   application_id varchar the application
-- param:   from_day       varchar a day; first UTC day on which messages were sent, as 2026-11-24
-- param:   to_day         varchar a day; last UTC day on which messages were sent
-- param:   until_day      varchar a day; last UTC day of opens; to_day or later
-- param:   origin_id      varchar default ''; one campaign or journey; empty for all messages
-- param:   reaction       varchar one of open, click; default open; what is waited for
-- returns: quantile double (0.5 is the median), seconds double (rank and linear interpolation, exact), messages bigint
--          (that had a reaction at all)
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

waited as (
    select
        reacted_ms - sent_ms as ms,
        row_number() over (order by reacted_ms - sent_ms) as place,
        count(*) over () as messages
    from message
    where sent_ms is not null and reacted_ms >= sent_ms
),

-- of percents, so that ranks are whole numbers and remainders of a hundred
wanted as (
    select *
    from (values (10), (25), (50), (75), (90), (95), (99)) as percents (percent)
),

beside as (
    select
        wanted.percent,
        max(waited.messages) as messages,
        (max(waited.messages) - 1) * wanted.percent % 100 as remainder,
        max(case when waited.place = (waited.messages - 1) * wanted.percent / 100 + 1 then waited.ms end) as below,
        max(case when waited.place = (waited.messages - 1) * wanted.percent / 100 + 2 then waited.ms end) as above
    from wanted
    cross join waited
    where waited.place - (waited.messages - 1) * wanted.percent / 100 in (1, 2)
    group by wanted.percent
)

select
    percent / 1e2 as quantile,
    (below * (100 - remainder) + coalesce(above, below) * remainder) / 1e5 as seconds,
    messages
from beside
order by quantile
