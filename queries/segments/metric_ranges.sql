-- name:    metric_ranges
-- grain:   one row per metric that endpoints have
-- param:   application_id varchar the application that the endpoints belong to
-- returns: name varchar, holders bigint (endpoints that have it), least double, mean double, greatest double
-- reads:   endpoints
select
    named.name,
    count(*) as holders,
    min(element_at(metrics, named.name)) as least,
    avg(element_at(metrics, named.name)) as mean,
    max(element_at(metrics, named.name)) as greatest
from endpoints
cross join unnest(map_keys(metrics)) as named (name)
where application_id = :application_id and element_at(metrics, named.name) is not null
group by named.name
order by named.name
