-- name:    activity_counts
-- grain:   one row per activity of a journey that anyone has come to
-- param:   application_id varchar  application that the journey belongs to
-- param:   journey_id     varchar  journey whose activities are counted
-- param:   run_id         varchar  run that is counted; empty for all
-- returns: activity varchar, entered bigint, gone bigint, inside bigint (participants; one that
--          enters the journey again counts again)
-- reads:   journey_transitions
with

moves as (
    select activity, from_activity, count(*) as participants
    from journey_transitions
    where application_id = :application_id
        and journey_id = :journey_id
        and (:run_id = '' or journey_run_id = :run_id)
    group by activity, from_activity
),

sides as (
    select
        case side when 1 then activity else from_activity end as activity,
        case side when 1 then participants else 0 end as entered,
        case side when 1 then 0 else participants end as gone
    from moves
    cross join unnest(array[1, 2]) as both_sides(side)
)

select
    activity,
    cast(sum(entered) as bigint) as entered,
    cast(sum(gone) as bigint) as gone,
    cast(sum(entered) - sum(gone) as bigint) as inside
from sides
where activity is not null
group by activity
order by activity
