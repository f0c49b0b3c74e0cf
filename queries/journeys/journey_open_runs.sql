-- name:    journey_open_runs
-- grain:   one row per run of a journey that has someone inside
-- param:   application_id varchar  application that the journey belongs to
-- param:   journey_id     varchar  journey whose runs are asked for
-- returns: journey_run_id varchar, inside bigint (participants), oldest_entry timestamp (the
--          earliest of their latest entries)
-- reads:   journey_transitions
with

participants as (
    select
        journey_run_id,
        participant_id,
        count_if(from_activity is null) as entries,
        count_if(activity is null) as exits,
        max(case when from_activity is null then entered_at end) as last_entry
    from journey_transitions
    where application_id = :application_id
        and journey_id = :journey_id
    group by journey_run_id, participant_id
)

select
    journey_run_id,
    count(*) as inside,
    min(last_entry) as oldest_entry
from participants
where entries > exits
group by journey_run_id
