-- name:    email_response_rates
-- grain:   one row in all
-- param:   application_id varchar  application whose e-mails are counted
-- param:   from_day       varchar  a day; first UTC day of arrival, as 2026-11-24
-- param:   to_day         varchar  a day; last UTC day of arrival
-- returns: delivered bigint, opened bigint, clicked bigint (e-mails delivered, and those of them that
--          were opened, and in which a link was followed; each counts once)
-- reads:   events (partitioned by application_id, arrival_date)
with

outcomes as (
    select
        message_id,
        max(case when event_type = '_email.delivered' then 1 else 0 end) as delivered,
        max(case when event_type = '_email.open' then 1 else 0 end) as opened,
        max(case when event_type = '_email.click' then 1 else 0 end) as clicked
    from events
    where application_id = :application_id
        and arrival_date between :from_day and :to_day
        and event_type in ('_email.delivered', '_email.open', '_email.click')
        and message_id is not null
    group by message_id
)

select
    cast(coalesce(sum(delivered), 0) as bigint) as delivered,
    cast(coalesce(sum(opened * delivered), 0) as bigint) as opened,
    cast(coalesce(sum(clicked * delivered), 0) as bigint) as clicked
from outcomes
