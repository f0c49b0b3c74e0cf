-- name:    journey_activity_counters
-- grain:   one row per counter of an activity
-- param:   application_id varchar  application that the journey belongs to
-- param:   journey_id     varchar  journey that the activity is of
-- param:   run_id         varchar  run that is counted; empty for all
-- param:   activity_id    varchar  activity that is counted
-- param:   from_day       varchar  a day; UTC day of the first record of its messages, as 2026-11-24
-- param:   to_day         varchar  a day; UTC day of the last one
-- returns: counter varchar (branches taken, WAIT_STARTED for arrivals, send statuses and hold
--          reasons of messages; PENDING while a message has no record), participants bigint
--          (of messages: endpoints)
-- reads:   journey_transitions, messages, events (partitioned by application_id, arrival_date)
with

moves as (
    select case when activity = :activity_id then 'WAIT_STARTED' else branch end as counter
    from journey_transitions
    where application_id = :application_id
        and journey_id = :journey_id
        and (:run_id = '' or journey_run_id = :run_id)
        and (activity = :activity_id or (from_activity = :activity_id and branch is not null))
),

recorded as (
    select message_id, max_by(send_status, arrival_timestamp) as status
    from events
    where application_id = :application_id
        and arrival_date between :from_day and :to_day
        and event_type = '_journey.send'
        and journey_id = :journey_id
        and journey_activity_id = :activity_id
    group by message_id
),

sent as (
    select coalesce(decided.reason, recorded.status, 'PENDING') as counter
    from messages as decided
    left join recorded on recorded.message_id = decided.message_id
    where decided.application_id = :application_id
        and decided.journey_id = :journey_id
        and decided.journey_activity_id = :activity_id
        and (:run_id = '' or decided.journey_run_id = :run_id)
),

counted as (
    select counter from moves
    union all
    select counter from sent
)

select counter, count(*) as participants
from counted
group by counter
