-- name:    journey_flow_by_step
-- grain:   one row per way from one activity of a journey to the next and step of time in which somebody took it:
--          the sums up to a step are the journey as it was when the step was over
-- param:   application_id varchar   application that the journey belongs to
-- param:   journey_id     varchar   journey whose ways are counted
-- param:   run_id         varchar   default ''; run that is counted; empty for all
-- param:   origin         timestamp UTC; when step 0 begins; what happened earlier is in step 0
-- param:   step_minutes   bigint    from 1 to 525600; default 1440; how long a step is
-- returns: step bigint (from 0), from_activity varchar (null: into the journey), activity varchar (null: out of the
--          journey), branch varchar (of the activity that was left; of an entry SEGMENT or EVENT), participants
--          bigint (one that comes again counts again)
-- reads:   journey_transitions
with

moves as (
    select
        greatest(date_diff('minute', :origin, entered_at), 0) / :step_minutes as step,
        from_activity,
        activity,
        branch
    from journey_transitions
    where application_id = :application_id
        and journey_id = :journey_id
        and (:run_id = '' or journey_run_id = :run_id)
)

select step, from_activity, activity, branch, count(*) as participants
from moves
group by step, from_activity, activity, branch
order by step, from_activity, activity, branch
