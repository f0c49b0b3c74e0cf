-- name:    metric_ranges
-- grain:   one row per metric that endpoints have
-- param:   application_id varchar the application that the endpoints belong to
-- returns: name varchar, holders bigint (endpoints that have it), least double, mean double, greatest double
-- reads:   endpoints
-- Metrics are reached by their places: an unnest of each row's own map would be many times slower in DuckDB. An
-- endpoint has at most 250 (Pinpoint's quota).
with

measured as (
    select element_at(map_keys(metrics), place) as name, element_at(map_values(metrics), place) as value
    from endpoints
    cross join unnest(sequence(1, 250)) as places (place)
    where application_id = :application_id and place <= cardinality(map_keys(metrics))
)

select
    name,
    count(*) as holders,
    min(value) as least,
    avg(value) as mean,
    max(value) as greatest
from measured
where value is not null
group by name
order by name
