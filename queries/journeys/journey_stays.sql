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
-- param:   from_day       varchar   a day; UTC day of the first record of its messages, as 2026-11-24
-- param:   to_day         varchar   a day; UTC day of the last one
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

last_hops as (
    select journey_run_id, participant_id, max(hop) as hop
    from moves
    where :state <> 'left'
    group by journey_run_id, participant_id
),

open_moves as (
    select move.*
    from moves as move
    join last_hops as latest
        on latest.journey_run_id = move.journey_run_id
        and latest.participant_id = move.participant_id
        and latest.hop = move.hop
    where move.activity is not null
        and (:activity_id = '' or move.activity = :activity_id)
),

stays as (
    select participant_id, endpoint_id, user_id, journey_run_id, 'left' as state, from_activity as activity,
        branch, entered_at as moved_at, cast(null as timestamp) as due_at, hop, tick_id
    from moves
    where activity is null
        and :state <> 'inside'
        and (:activity_id = '' or from_activity = :activity_id)

    union all

    select participant_id, endpoint_id, user_id, journey_run_id, 'inside', activity, branch, entered_at, due_at, hop, tick_id
    from open_moves
),

keyed as (
    select
        *,
        concat(journey_run_id, '/', participant_id, '/') || lpad(cast(hop as varchar), 10, '0') as stay_key
    from stays
    where moved_at <= coalesce(:before, timestamp '9999-01-01 00:00:00')
),

behind as (
    select *
    from keyed
    where :before is null
        or moved_at < :before
        or (moved_at = :before and stay_key > :after_key)
),

-- why somebody left is looked up for one page, unless the page is chosen by it
looked_up as (
    select * from (select * from behind where :reason = '' order by moved_at desc, stay_key limit 1001) as page
    union all
    select * from behind where :reason <> '' and state = 'left'
),

own_messages as (
    select message.message_id, message.reason, looked_up.stay_key
    from looked_up
    join messages as message
        on message.journey_run_id = looked_up.journey_run_id
        and message.participant_id = looked_up.participant_id
        and message.journey_activity_id = looked_up.activity
        and message.batch_id = looked_up.tick_id
    where looked_up.state = 'left'
        and message.application_id = :application_id
        and message.journey_id = :journey_id
),

recorded as (
    select message_id, max_by(send_status, arrival_timestamp) as status
    from events
    where application_id = :application_id
        and arrival_date between :from_day and :to_day
        and event_type = '_journey.send'
        and journey_id = :journey_id
        and message_id in (select message_id from own_messages)
    group by message_id
),

-- of a participant with several endpoints the message that went best
last_messages as (
    select
        own_messages.stay_key,
        min(case
            when own_messages.reason is null and coalesce(recorded.status, 'SUCCESS') in ('SUCCESS', 'QUIET_TIME_WAIT_FINISHED') then ''
            else coalesce(own_messages.reason, recorded.status)
        end) as trouble
    from own_messages
    left join recorded on recorded.message_id = own_messages.message_id
    group by own_messages.stay_key
),

told as (
    select
        looked_up.*,
        case
            when looked_up.state = 'inside' then null
            when looked_up.branch = 'HOLDOUT' then 'HOLDOUT'
            when last_messages.trouble is null and contains(split(:message_activities, ','), looked_up.activity) then 'NO_ENDPOINT'
            else coalesce(nullif(last_messages.trouble, ''), 'END')
        end as reason
    from looked_up
    left join last_messages on last_messages.stay_key = looked_up.stay_key
),

ranked as (
    select *, row_number() over (order by moved_at desc, stay_key) as place
    from told
    where (:reason = '' or reason = :reason)
)

select stay_key, participant_id, endpoint_id, user_id, journey_run_id, state, activity, branch, moved_at, due_at, reason
from ranked
where place <= :most
order by moved_at desc, stay_key
