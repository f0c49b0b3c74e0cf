-- name:    journey_new_events
-- grain:   one row in all
-- param:   application_id varchar  application whose events are looked at
-- param:   from_date      varchar  UTC day of `after`, yyyy-MM-dd
-- param:   to_date        varchar  UTC day of `up_to`, yyyy-MM-dd
-- param:   after          bigint   epoch milliseconds; events that arrived later count
-- param:   up_to          bigint   epoch milliseconds; events that arrived by then count
-- param:   event_type     varchar  type of event that starts the journey
-- returns: arrived bigint (events, one that arrived twice counted twice)
-- reads:   events (partitioned by application_id, arrival_date)
select count(*) as arrived
from events
where application_id = :application_id
    and arrival_date between :from_date and :to_date
    and arrival_timestamp > :after
    and arrival_timestamp <= :up_to
    and event_type = :event_type
