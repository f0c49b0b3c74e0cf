-- name:    journey_totals
-- grain:   one row per journey of an application that anyone has entered
-- param:   application_id varchar  application whose journeys are counted
-- returns: journey_id varchar, entered bigint, gone bigint (entries and exits; one participant may have several),
--          first_entry timestamp, last_move timestamp
-- reads:   journey_transitions
select
    journey_id,
    count_if(from_activity is null) as entered,
    count_if(activity is null) as gone,
    min(entered_at) as first_entry,
    max(entered_at) as last_move
from journey_transitions
where application_id = :application_id
group by journey_id
order by journey_id
