-- name:    event_funnel
-- grain:   one row per step of a way through events, in its order
-- param:   application_id varchar the application
-- param:   from_day       varchar a day; first UTC day of the events, as 2026-11-24
-- param:   to_day         varchar a day; last UTC day of the events
-- param:   steps          varchar types of events in their order, two to six, with commas between
-- param:   window_hours   bigint  from 1 to 2160; default 168; how long after its first step a way may take
-- returns: step bigint (from 1), event_type varchar, people bigint (users, or endpoints without a user, who came so
--          far), of_first double (share of those who began), of_previous double (share of those of the step before)
-- reads:   events (partitioned by application_id, arrival_date), endpoints
-- Each event of the first type begins a way, and a person came as far as the best of its ways. Of the ways that lead to
-- an event the one that began last is the best, since it has the most time left: so one pass for each step is enough.
with

happened as (
    select
        event_id,
        min(endpoint_id) as endpoint_id,
        min(user_id) as user_id,
        min(event_type) as event_type,
        min(arrival_timestamp) as at_ms,
        min(event_timestamp) as told_ms
    from events
    where application_id = :application_id
        and arrival_date between :from_day and :to_day
        and contains(split(:steps, ','), event_type)
    group by event_id
),

-- of endpoints those are read whose events know no user
owner as (
    select endpoint_id, user_id
    from endpoints
    where application_id = :application_id
        and endpoint_id in (
            select endpoint_id
            from events
            where application_id = :application_id
                and arrival_date between :from_day and :to_day
                and user_id is null
                and contains(split(:steps, ','), event_type)
        )
),

named as (
    select
        happened.event_id,
        happened.event_type,
        happened.at_ms,
        happened.told_ms,
        coalesce(concat('user:', coalesce(happened.user_id, owner.user_id)), happened.endpoint_id) as person
    from happened
    left join owner on owner.endpoint_id = happened.endpoint_id
),

-- events that arrived together happened in the order that their senders tell
placed as (
    select
        person,
        event_type,
        at_ms,
        row_number() over (partition by person order by at_ms, told_ms, event_id) as place,
        case when event_type = element_at(split(:steps, ','), 1) then at_ms end as begun_1
    from named
),

second as (
    select
        *,
        case when event_type = element_at(split(:steps, ','), 2) then
            max(begun_1) over (partition by person order by place rows between unbounded preceding and 1 preceding)
        end as begun_2
    from placed
),

third as (
    select
        *,
        case when event_type = element_at(split(:steps, ','), 3) then
            max(begun_2) over (partition by person order by place rows between unbounded preceding and 1 preceding)
        end as begun_3
    from second
),

fourth as (
    select
        *,
        case when event_type = element_at(split(:steps, ','), 4) then
            max(begun_3) over (partition by person order by place rows between unbounded preceding and 1 preceding)
        end as begun_4
    from third
),

fifth as (
    select
        *,
        case when event_type = element_at(split(:steps, ','), 5) then
            max(begun_4) over (partition by person order by place rows between unbounded preceding and 1 preceding)
        end as begun_5
    from fourth
),

sixth as (
    select
        *,
        case when event_type = element_at(split(:steps, ','), 6) then
            max(begun_5) over (partition by person order by place rows between unbounded preceding and 1 preceding)
        end as begun_6
    from fifth
),

counted as (
    select
        count(distinct case when at_ms <= begun_1 + :window_hours * 3600000 then person end) as people_1,
        count(distinct case when at_ms <= begun_2 + :window_hours * 3600000 then person end) as people_2,
        count(distinct case when at_ms <= begun_3 + :window_hours * 3600000 then person end) as people_3,
        count(distinct case when at_ms <= begun_4 + :window_hours * 3600000 then person end) as people_4,
        count(distinct case when at_ms <= begun_5 + :window_hours * 3600000 then person end) as people_5,
        count(distinct case when at_ms <= begun_6 + :window_hours * 3600000 then person end) as people_6
    from sixth
),

step as (
    select
        step,
        element_at(split(:steps, ','), step) as event_type,
        case step when 1 then people_1 when 2 then people_2 when 3 then people_3 when 4 then people_4 when 5 then people_5 else people_6 end as people,
        case step when 1 then people_1 when 2 then people_1 when 3 then people_2 when 4 then people_3 when 5 then people_4 else people_5 end as before,
        people_1 as began
    from counted
    cross join unnest(sequence(1, 6)) as steps (step)
)

select
    cast(step as bigint) as step,
    event_type,
    people,
    people / nullif(cast(began as double), 0) as of_first,
    people / nullif(cast(before as double), 0) as of_previous
from step
where event_type is not null
order by step
