-- name:    journey_stays
-- grain:   one row per stay of a participant in a journey, over or not: who left where and why, and who waits where
-- param:   application_id varchar   application that the journey belongs to
-- param:   journey_id     varchar   journey whose participants are listed
-- param:   run_id         varchar   default ''; run that is looked at; empty for all
-- param:   activity_id    varchar   default ''; activity that they are in or left from; empty for all
-- param:   state          varchar   one of any, inside, left; default any; of the stay
-- param:   reason         varchar   default ''; one reason; empty for all
-- param:   search         varchar   default ''; what the participant, endpoint or user id must hold, whatever the case
-- param:   as_of          timestamp optional; UTC; what happened later is left out
-- param:   message_activities varchar default ''; ids of the activities that send, commas between them
-- param:   from_day       varchar   UTC day of the first record of its messages, as 2026-11-24
-- param:   to_day         varchar   UTC day of the last one
-- param:   before         timestamp optional; stays whose last move was then or earlier
-- param:   after_key      varchar   default ''; of those whose last move was just then, only stays with a greater key
-- param:   most           bigint    from 1 to 1001; default 100; how many rows
-- returns: stay_key varchar (orders stays of one instant), participant_id varchar, endpoint_id varchar, user_id
--          varchar, journey_run_id varchar, state varchar (inside, left), activity varchar (where it is, or where
--          it left from), branch varchar (of the last move), moved_at timestamp (since when it is there; or when it
--          left), due_at timestamp (of those inside: when it may go on), reason varchar (of those who left: END
--          at the end of the path; HOLDOUT; NO_ENDPOINT for a message of another channel; why the last message was held back; its send status when it failed)
-- reads:   journey_transitions, messages, events (partitioned by application_id, arrival_date)
with

moves as (
    select *
    from journey_transitions
    where application_id = :application_id
        and journey_id = :journey_id
        and (:run_id = '' or journey_run_id = :run_id)
        and entered_at <= coalesce(:as_of, timestamp '9999-01-01 00:00:00')
        and (
            :search = ''
            or strpos(lower(participant_id), lower(:search)) > 0
            or strpos(lower(endpoint_id), lower(:search)) > 0
            or strpos(lower(user_id), lower(:search)) > 0
        )
),

departures as (
    select participant_id, endpoint_id, user_id, journey_run_id, 'left' as state, from_activity as activity,
        branch, entered_at as moved_at, cast(null as timestamp) as due_at, hop, tick_id
    from moves
    where activity is null
        and :state <> 'inside'
        and (:activity_id = '' or from_activity = :activity_id)
),

latest as (
    select
        participant_id,
        journey_run_id,
        max(endpoint_id) as endpoint_id,
        max(user_id) as user_id,
        max_by(coalesce(activity, ''), hop) as activity,
        max_by(coalesce(branch, ''), hop) as branch,
        max_by(entered_at, hop) as moved_at,
        max_by(due_at, hop) as due_at,
        max(hop) as hop
    from moves
    where :state <> 'left'
    group by participant_id, journey_run_id
),

stays as (
    select * from departures
    union all
    select participant_id, endpoint_id, user_id, journey_run_id, 'inside', activity, nullif(branch, ''), moved_at,
        due_at, hop, cast(null as varchar)
    from latest
    where activity <> ''
        and (:activity_id = '' or activity = :activity_id)
),

recorded as (
    select message_id, max_by(element_at(attributes, 'journey_send_status'), arrival_timestamp) as status
    from events
    where application_id = :application_id
        and arrival_date between :from_day and :to_day
        and event_type = '_journey.send'
        and journey_id = :journey_id
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
        concat(stays.journey_run_id, '/', stays.participant_id, '/') || lpad(cast(stays.hop as varchar), 10, '0') as stay_key,
        stays.participant_id,
        stays.endpoint_id,
        stays.user_id,
        stays.journey_run_id,
        stays.state,
        stays.activity,
        stays.branch,
        stays.moved_at,
        stays.due_at,
        case
            when stays.state = 'inside' then null
            when stays.branch = 'HOLDOUT' then 'HOLDOUT'
            when last_messages.trouble is null and contains(split(:message_activities, ','), stays.activity) then 'NO_ENDPOINT'
            else coalesce(nullif(last_messages.trouble, ''), 'END')
        end as reason
    from stays
    left join last_messages
        on last_messages.participant_id = stays.participant_id
        and last_messages.journey_run_id = stays.journey_run_id
        and last_messages.hop = stays.hop
),

ranked as (
    select *, row_number() over (order by moved_at desc, stay_key) as place
    from told
    where (:reason = '' or reason = :reason)
        and (
            :before is null
            or moved_at < :before
            or (moved_at = :before and stay_key > :after_key)
        )
)

select stay_key, participant_id, endpoint_id, user_id, journey_run_id, state, activity, branch, moved_at, due_at, reason
from ranked
where place <= :most
order by moved_at desc, stay_key
