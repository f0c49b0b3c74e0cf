-- name:    cohort_retention
-- grain:   one row per cohort (people whose first event lies in one week or on one day) and week or day since
-- param:   application_id varchar the application
-- param:   since_day      varchar a day; UTC day from which on a person's first event is looked for, as 2026-11-24
-- param:   from_day       varchar a day; UTC day of the first cohort; since_day or later
-- param:   to_day         varchar a day; UTC day of the last event that is looked at
-- param:   period         varchar one of week, day; default week; weeks begin on Monday
-- param:   first_event    varchar default ''; type of the event by which one joins a cohort; empty for any of an application's
-- param:   return_event   varchar default ''; type of the event by which one has come back; empty for any of an application's
-- returns: cohort varchar (first day of the week, or the day, UTC), period_number bigint (0 is the cohort's own), people
--          bigint (users, or endpoints without a user, with such an event in the period), cohort_size bigint, share double
-- reads:   events (partitioned by application_id, arrival_date), endpoints
-- The last week or day may not be over yet.
with

-- an event that was delivered again on a later day is no second visit
happened as (
    select
        event_id,
        min(endpoint_id) as endpoint_id,
        min(user_id) as user_id,
        min(event_type) as event_type,
        min(arrival_date) as arrival_date
    from events
    where application_id = :application_id
        and arrival_date between :since_day and :to_day
        and not starts_with(event_type, '_email.')
        and not starts_with(event_type, '_SMS.')
        and not starts_with(event_type, '_campaign.')
        and not starts_with(event_type, '_journey.')
        and not starts_with(event_type, '_custom.')
        and not starts_with(event_type, '_test.')
        and (:first_event = '' or :return_event = '' or event_type in (:first_event, :return_event))
    group by event_id
),

active as (
    select
        endpoint_id,
        user_id,
        arrival_date,
        max(case when :first_event = '' or event_type = :first_event then 1 else 0 end) as may_join,
        max(case when :return_event = '' or event_type = :return_event then 1 else 0 end) as came
    from happened
    group by endpoint_id, user_id, arrival_date
),

person_day as (
    select
        coalesce(concat('user:', coalesce(active.user_id, endpoint.user_id)), active.endpoint_id) as person,
        date_trunc(:period, cast(active.arrival_date as date)) as begins,
        max(active.may_join) as may_join,
        max(active.came) as came
    from active
    left join endpoints as endpoint
        on endpoint.application_id = :application_id and endpoint.endpoint_id = active.endpoint_id
    group by 1, 2
),

joined as (
    select person, min(begins) as cohort
    from person_day
    where may_join = 1
    group by person
),

sized as (
    select cohort, count(*) as cohort_size
    from joined
    group by cohort
),

returned as (
    select
        joined.cohort,
        date_diff('day', joined.cohort, person_day.begins) / case when :period = 'week' then 7 else 1 end as period_number,
        count(*) as people
    from joined
    join person_day on person_day.person = joined.person
    where person_day.begins >= joined.cohort and person_day.came = 1
    group by 1, 2
)

select
    substr(cast(returned.cohort as varchar), 1, 10) as cohort,
    cast(returned.period_number as bigint) as period_number,
    returned.people,
    sized.cohort_size,
    returned.people / cast(sized.cohort_size as double) as share
from returned
join sized on sized.cohort = returned.cohort
where returned.cohort >= date_trunc(:period, cast(:from_day as date))
order by cohort, period_number
