-- name:    journey_exits
-- grain:   one row per activity from which participants left the journey, way out, and reason
-- param:   application_id varchar   application that the journey belongs to
-- param:   journey_id     varchar   journey whose exits are counted
-- param:   run_id         varchar   default ''; run that is counted; empty for all
-- param:   as_of          timestamp optional; UTC; what happened later is left out
-- param:   message_activities varchar default ''; ids of the activities that send, commas between them
-- param:   from_day       varchar   a day; UTC day of the first record of its messages, as 2026-11-24
-- param:   to_day         varchar   a day; UTC day of the last one
-- returns: activity varchar, branch varchar (of the activity), reason varchar (END at the end of the path; HOLDOUT; NO_ENDPOINT for a message of another channel;
--          why the last message was held back; its send status when it failed), participants bigint (one that
--          leaves again counts again)
-- reads:   journey_transitions, messages, events (partitioned by application_id, arrival_date)
with

departures as (
    select participant_id, journey_run_id, from_activity as activity, branch, hop, tick_id
    from journey_transitions
    where application_id = :application_id
        and journey_id = :journey_id
        and (:run_id = '' or journey_run_id = :run_id)
        and entered_at <= coalesce(:as_of, timestamp '9999-01-01 00:00:00')
        and activity is null
),

-- most sendings went well, and need not be looked at again
troubled as (
    select distinct message_id
    from events
    where application_id = :application_id
        and arrival_date between :from_day and :to_day
        and event_type = '_journey.send'
        and journey_id = :journey_id
        and send_status not in ('SUCCESS', 'QUIET_TIME_WAIT_FINISHED')
),

recorded as (
    select message_id, max_by(send_status, arrival_timestamp) as status
    from events
    where application_id = :application_id
        and arrival_date between :from_day and :to_day
        and event_type = '_journey.send'
        and journey_id = :journey_id
        and message_id in (select message_id from troubled)
    group by message_id
),

-- of a participant with several endpoints the message that went best
last_messages as (
    select
        departures.participant_id,
        departures.journey_run_id,
        departures.hop,
        min(case
            when message.reason is null and coalesce(recorded.status, 'SUCCESS') in ('SUCCESS', 'QUIET_TIME_WAIT_FINISHED') then ''
            else coalesce(message.reason, recorded.status)
        end) as trouble
    from departures
    join messages as message
        on message.journey_run_id = departures.journey_run_id
        and message.participant_id = departures.participant_id
        and message.journey_activity_id = departures.activity
        and message.batch_id = departures.tick_id
    left join recorded on recorded.message_id = message.message_id
    where message.application_id = :application_id
        and message.journey_id = :journey_id
    group by departures.participant_id, departures.journey_run_id, departures.hop
),

told as (
    select
        departures.activity,
        departures.branch,
        case
            when departures.branch = 'HOLDOUT' then 'HOLDOUT'
            when last_messages.trouble is null and contains(split(:message_activities, ','), departures.activity) then 'NO_ENDPOINT'
            else coalesce(nullif(last_messages.trouble, ''), 'END')
        end as reason
    from departures
    left join last_messages
        on last_messages.participant_id = departures.participant_id
        and last_messages.journey_run_id = departures.journey_run_id
        and last_messages.hop = departures.hop
)

select activity, branch, reason, count(*) as participants
from told
group by activity, branch, reason
order by activity, branch, reason
