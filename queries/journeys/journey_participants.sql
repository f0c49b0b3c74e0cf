-- name:    journey_participants
-- grain:   one row in all
-- param:   application_id varchar  application that the journey belongs to
-- param:   journey_id     varchar  journey whose participants are counted
-- param:   run_id         varchar  run that is counted; empty for all
-- returns: entered bigint, gone bigint (entries and exits; one participant may have several)
-- reads:   journey_transitions
select
    coalesce(count_if(from_activity is null), 0) as entered,
    coalesce(count_if(activity is null), 0) as gone
from journey_transitions
where application_id = :application_id
    and journey_id = :journey_id
    and (:run_id = '' or journey_run_id = :run_id)
