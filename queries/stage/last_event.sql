-- name:    last_event
-- grain:   one row: how many events of an application arrived since a day, and when the last one did
-- param:   application_id varchar the application
-- param:   from_day       varchar a day; the UTC day from which on they are looked for, as 2026-11-24
-- returns: events bigint, arrived_at timestamp (null when none did)
-- reads:   events (partitioned by application_id, arrival_date)
select
    count(*) as events,
    cast(from_unixtime(max(arrival_timestamp) / 1e3) as timestamp) as arrived_at
from events
where application_id = :application_id
    and arrival_date >= :from_day
