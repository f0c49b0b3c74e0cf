-- name:    participant_story
-- grain:   one row per thing that happened to one participant of a journey, in the order in which it did
-- param:   application_id varchar  application that the journey belongs to
-- param:   journey_id     varchar  journey whose participant is asked for
-- param:   participant_id varchar  endpoint id in lower case, or user:<user id>
-- param:   from_day       varchar  a day; UTC day of the first record of its messages, as 2026-11-24
-- param:   to_day         varchar  a day; UTC day of the last one
-- returns: journey_run_id varchar, happened_at timestamp (UTC), hop bigint (of the move that it belongs
--          to), what varchar (MOVED; MESSAGE when one was decided; else the type of the event that tells
--          what became of the message), from_activity varchar (null: enters the journey; of messages and
--          events: the activity that sends), activity varchar (of moves: where to; null: leaves the
--          journey), branch varchar (of moves), due_at timestamp (of moves: when it may go on),
--          message_id varchar, endpoint_id varchar, channel_type varchar, reason varchar (why the message
--          was held back; of its sending: the send status)
-- reads:   journey_transitions, messages, events (partitioned by application_id, arrival_date)
with

decided as (
    select
        message.journey_run_id,
        message.decided_at,
        move.hop,
        message.journey_activity_id,
        message.message_id,
        message.endpoint_id,
        message.channel_type,
        message.reason
    from messages as message
    join journey_transitions as move
        on move.journey_run_id = message.journey_run_id
        and move.participant_id = message.participant_id
        and move.from_activity = message.journey_activity_id
        and move.tick_id = message.batch_id
    where message.application_id = :application_id
        and message.journey_id = :journey_id
        and message.participant_id = :participant_id
        and move.application_id = :application_id
        and move.journey_id = :journey_id
        and move.participant_id = :participant_id
),

arrived as (
    select
        event_id,
        min(arrival_timestamp) as arrival,
        min(message_id) as message_id,
        min(event_type) as event_type,
        min(send_status) as status
    from events
    where application_id = :application_id
        and arrival_date between :from_day and :to_day
        and journey_id = :journey_id
        and message_id in (select message_id from decided)
    group by event_id
),

happened as (
    select
        journey_run_id,
        entered_at as happened_at,
        cast(hop as bigint) as hop,
        0 as place,
        'MOVED' as what,
        from_activity,
        activity,
        branch,
        due_at,
        cast(null as varchar) as message_id,
        endpoint_id,
        cast(null as varchar) as channel_type,
        cast(null as varchar) as reason
    from journey_transitions
    where application_id = :application_id
        and journey_id = :journey_id
        and participant_id = :participant_id

    union all

    select
        journey_run_id,
        decided_at,
        cast(hop as bigint),
        1,
        'MESSAGE',
        journey_activity_id,
        cast(null as varchar),
        cast(null as varchar),
        cast(null as timestamp),
        message_id,
        endpoint_id,
        channel_type,
        reason
    from decided

    union all

    select
        decided.journey_run_id,
        cast(from_unixtime(arrived.arrival / 1e3) as timestamp),
        cast(decided.hop as bigint),
        2,
        arrived.event_type,
        decided.journey_activity_id,
        cast(null as varchar),
        cast(null as varchar),
        cast(null as timestamp),
        decided.message_id,
        decided.endpoint_id,
        decided.channel_type,
        arrived.status
    from arrived
    join decided on decided.message_id = arrived.message_id
)

select
    journey_run_id,
    happened_at,
    hop,
    what,
    from_activity,
    activity,
    branch,
    due_at,
    message_id,
    endpoint_id,
    channel_type,
    reason
from happened
order by happened_at, hop, place, what, message_id
