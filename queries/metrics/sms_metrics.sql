-- name:    sms_metrics
-- grain:   one row per group of text messages, sent by neither a campaign nor a journey, of which something was told between two instants
-- param:   application_id varchar the application
-- param:   from_day       varchar a day; UTC day of from_ms, as 2026-11-24
-- param:   to_day         varchar a day; UTC day of to_ms
-- param:   from_ms        bigint  first instant, epoch milliseconds
-- param:   to_ms          bigint  last instant, epoch milliseconds
-- param:   group_by       varchar one of date, country, error, none; default none; what one row counts
-- returns: group_key varchar (empty when group_by is none, or the country is not known), sent bigint, delivered bigint,
--          failed bigint, parts_sent bigint, parts_delivered bigint, price_millicents double (thousandths of a US cent)
-- reads:   events (partitioned by application_id, arrival_date)
with

-- a message of which several things are told (buffered, then delivered) is one, on the day of the first
message as (
    select
        coalesce(message_id, element_at(attributes, 'message_id')) as id,
        min(arrival_date) as first_day,
        max(element_at(attributes, 'iso_country_code')) as country,
        max(case when event_type = '_SMS.FAILURE' then element_at(attributes, 'record_status') end) as error,
        max(case when event_type = '_SMS.SUCCESS' then 1 else 0 end) as delivered,
        max(case when event_type = '_SMS.FAILURE' then 1 else 0 end) as failed,
        coalesce(max(try_cast(element_at(attributes, 'number_of_message_parts') as bigint)), 1) as parts,
        coalesce(max(element_at(metrics, 'price_in_millicents_usd')), 0) as price
    from events
    where application_id = :application_id
        and arrival_date between :from_day and :to_day
        and arrival_timestamp between :from_ms and :to_ms
        and event_type in ('_SMS.BUFFERED', '_SMS.SUCCESS', '_SMS.FAILURE')
        and campaign_id is null
        and journey_id is null
    group by coalesce(message_id, element_at(attributes, 'message_id'))
),

grouped as (
    select
        *,
        case :group_by
            when 'date' then first_day
            when 'country' then coalesce(country, '')
            when 'error' then coalesce(error, '')
            else ''
        end as group_key
    from message
)

select
    group_key,
    count(*) as sent,
    sum(delivered) as delivered,
    sum(failed) as failed,
    sum(parts) as parts_sent,
    sum(case when delivered = 1 then parts else 0 end) as parts_delivered,
    sum(price) as price_millicents
from grouped
group by group_key
order by group_key
