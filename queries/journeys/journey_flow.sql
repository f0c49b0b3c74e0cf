-- name:    journey_flow
-- grain:   one row per way from one activity of a journey to the next that somebody took
-- param:   application_id varchar   application that the journey belongs to
-- param:   journey_id     varchar   journey whose ways are counted
-- param:   run_id         varchar   default ''; run that is counted; empty for all
-- param:   as_of          timestamp optional; UTC; what happened later is left out
-- returns: from_activity varchar (null: into the journey), activity varchar (null: out of the journey), branch
--          varchar (of the activity that was left; of an entry SEGMENT or EVENT), participants bigint (one that
--          comes again counts again), first_at timestamp, last_at timestamp
-- reads:   journey_transitions
select
    from_activity,
    activity,
    branch,
    count(*) as participants,
    min(entered_at) as first_at,
    max(entered_at) as last_at
from journey_transitions
where application_id = :application_id
    and journey_id = :journey_id
    and (:run_id = '' or journey_run_id = :run_id)
    and entered_at <= coalesce(:as_of, timestamp '9999-01-01 00:00:00')
group by from_activity, activity, branch
order by from_activity, activity, branch
