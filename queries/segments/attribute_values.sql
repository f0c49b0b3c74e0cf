-- name:    attribute_values
-- grain:   one row per frequent value of each attribute, user attribute, demographic and country that endpoints have
-- param:   application_id varchar the application that the endpoints belong to
-- param:   most           bigint  from 1 to 200; default 20; values of each name, the most frequent ones
-- returns: kind varchar (attribute, userAttribute, demographic, location), name varchar (as a segment's criteria
--          name it), attribute_value varchar, endpoints bigint (that have the value), holders bigint (that have any value of
--          the name), choices bigint (different values of the name)
-- reads:   endpoints
-- Names and values are reached by their places: an unnest of each row's own map would be many times slower in DuckDB.
-- An endpoint has at most 250 attributes with 50 values each (Pinpoint's quotas).
with

lists as ( -- most endpoints have lists in common
    select 'attribute' as kind, element_at(map_keys(attributes), place) as name, element_at(map_values(attributes), place) as held, count(*) as endpoints
    from endpoints
    cross join unnest(sequence(1, 250)) as places (place)
    where application_id = :application_id and place <= cardinality(map_keys(attributes))
    group by element_at(map_keys(attributes), place), element_at(map_values(attributes), place)

    union all

    select 'userAttribute' as kind, element_at(map_keys(user_attributes), place) as name, element_at(map_values(user_attributes), place) as held, count(*) as endpoints
    from endpoints
    cross join unnest(sequence(1, 250)) as places (place)
    where application_id = :application_id and place <= cardinality(map_keys(user_attributes))
    group by element_at(map_keys(user_attributes), place), element_at(map_values(user_attributes), place)
),

of_maps as (
    select kind, name, element_at(array_distinct(held), place) as attribute_value, cast(sum(endpoints) as bigint) as endpoints
    from lists
    cross join unnest(sequence(1, 50)) as places (place)
    where place <= cardinality(array_distinct(held))
    group by kind, name, element_at(array_distinct(held), place)
),

holders_of_maps as ( -- an endpoint with several values is one holder
    select kind, name, cast(sum(endpoints) as bigint) as holders
    from lists
    where cardinality(held) > 0
    group by kind, name
),

of_columns as (
    select 'demographic' as kind, 'Channel' as name, channel_type as attribute_value, count(*) as endpoints
    from endpoints
    where application_id = :application_id
    group by channel_type

    union all

    select 'demographic' as kind, 'AppVersion' as name, demographic_app_version as attribute_value, count(*) as endpoints
    from endpoints
    where application_id = :application_id
    group by demographic_app_version

    union all

    select 'demographic' as kind, 'Make' as name, demographic_make as attribute_value, count(*) as endpoints
    from endpoints
    where application_id = :application_id
    group by demographic_make

    union all

    select 'demographic' as kind, 'Model' as name, demographic_model as attribute_value, count(*) as endpoints
    from endpoints
    where application_id = :application_id
    group by demographic_model

    union all

    select 'demographic' as kind, 'Platform' as name, demographic_platform as attribute_value, count(*) as endpoints
    from endpoints
    where application_id = :application_id
    group by demographic_platform

    union all

    select 'location' as kind, 'Country' as name, location_country as attribute_value, count(*) as endpoints
    from endpoints
    where application_id = :application_id
    group by location_country
),

counted as (
    select of_maps.kind, of_maps.name, of_maps.attribute_value, of_maps.endpoints, holders_of_maps.holders
    from of_maps
    inner join holders_of_maps on of_maps.kind = holders_of_maps.kind and of_maps.name = holders_of_maps.name

    union all

    select kind, name, attribute_value, endpoints, cast(sum(endpoints) over (partition by kind, name) as bigint) as holders
    from of_columns
    where attribute_value is not null
),

ranked as (
    select
        *,
        count(*) over (partition by kind, name) as choices,
        row_number() over (partition by kind, name order by endpoints desc, attribute_value) as place
    from counted
)

select
    kind,
    name,
    attribute_value,
    endpoints,
    holders,
    choices
from ranked
where place <= :most
order by kind, name, place
