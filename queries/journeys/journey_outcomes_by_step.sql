-- name:    journey_outcomes_by_step
-- grain:   one row per message activity of a journey, what became of its messages, and step of time in which they
--          were decided
-- param:   application_id varchar   application that the journey belongs to
-- param:   journey_id     varchar   journey whose messages are counted
-- param:   run_id         varchar   default ''; run that is counted; empty for all
-- param:   origin         timestamp UTC; when step 0 begins; what was decided earlier is in step 0
-- param:   step_minutes   bigint    from 1 to 525600; default 1440; how long a step is
-- param:   from_day       varchar   a day; UTC day of the first record of its messages, as 2026-11-24
-- param:   to_day         varchar   a day; UTC day of the last one
-- returns: step bigint (from 0), activity varchar, held boolean (held back when it was decided), outcome varchar (the
--          reason when held, else the send status; PENDING without a record), messages bigint
-- reads:   messages, events (partitioned by application_id, arrival_date)
with

recorded as (
    select message_id, max_by(send_status, arrival_timestamp) as status
    from events
    where application_id = :application_id
        and arrival_date between :from_day and :to_day
        and event_type = '_journey.send'
        and journey_id = :journey_id
    group by message_id
),

decided as (
    select
        greatest(date_diff('minute', :origin, message.decided_at), 0) / :step_minutes as step,
        message.journey_activity_id as activity,
        message.reason is not null as held,
        coalesce(message.reason, recorded.status, 'PENDING') as outcome
    from messages as message
    left join recorded on recorded.message_id = message.message_id
    where message.application_id = :application_id
        and message.journey_id = :journey_id
        and (:run_id = '' or message.journey_run_id = :run_id)
)

select step, activity, held, outcome, count(*) as messages
from decided
group by step, activity, held, outcome
order by step, activity, held, outcome
