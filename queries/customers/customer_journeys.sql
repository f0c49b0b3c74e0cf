-- name:    customer_journeys
-- grain:   one row per journey that one customer has entered: the last stay in it
-- param:   application_id  varchar  application that the customer belongs to
-- param:   participant_ids varchar  as what the customer takes part in journeys, character 31 between them
-- returns: journey_id varchar, participant_id varchar (of the last move), entries bigint, inside bigint (stays that are
--          not over), activity varchar (where it is; null when it left), from_activity varchar (where it came or left
--          from), branch varchar (of the last move), moved_at timestamp (of the last move, UTC), due_at timestamp
--          (when it may go on)
-- reads:   journey_transitions
with

participant_ids as (
    select id from unnest(split(:participant_ids, chr(31))) as given(id)
),

moves as (
    select
        *,
        row_number() over (partition by journey_id order by entered_at desc, hop desc, participant_id) as place
    from journey_transitions
    where application_id = :application_id
        and participant_id in (select id from participant_ids)
)

select
    journey_id,
    max(case when place = 1 then participant_id end) as participant_id,
    count_if(from_activity is null) as entries,
    count_if(from_activity is null) - count_if(activity is null) as inside,
    max(case when place = 1 then activity end) as activity,
    max(case when place = 1 then from_activity end) as from_activity,
    max(case when place = 1 then branch end) as branch,
    max(case when place = 1 then entered_at end) as moved_at,
    max(case when place = 1 then due_at end) as due_at
from moves
group by journey_id
order by journey_id
