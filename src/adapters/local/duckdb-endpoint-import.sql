-- Steps of EndpointStore.importFile on DuckDB, run one by one by duckdb-endpoint-import.ts inside
-- one transaction. The law they state as sets is importRows in src/core/endpoints/apply-updates.ts.
-- Session variables: application_id (varchar) and moment (timestamp, UTC).
-- incoming: one row an import row, with every column of the table that a row can have, its line,
-- and its position (rows count in ascending order of it).

-- step: macros
create or replace temp macro place(channel, address) as
    channel || ':' || case when channel = 'EMAIL' then lower(address) else address end;
-- The names of the new map replaced in the old one, whose order of names stays. map_concat is slow,
-- and most files give a map the names that it has already.
create or replace temp macro merge_maps(old, new) as case
    when new is null then old
    when old is null or map_keys(old) = map_keys(new) or len(map_keys(old)) = 0 then new
    else map_concat(old, new)
end;
create or replace temp macro no_attributes() as cast(map {} as map(varchar, varchar[]));
create or replace temp macro status_of(given, lost) as
    case when lost is not null then 'INACTIVE' else coalesce(given, 'ACTIVE') end;
create or replace temp macro user_attributes_of(user_id, shared_user, shared, old, new) as case
    when shared_user is not null then shared
    when user_id is null then merge_maps(old, new)
    else old
end;
-- A map as a value that does not depend on the order of its names.
create or replace temp macro in_order(names) as list_sort(map_entries(names));
create or replace temp view stored as
    select rowid as row_id, * from endpoints where application_id = getvariable('application_id');
create or replace temp table user_state (user_id varchar, attributes map(varchar, varchar[]));
create or replace temp table loser (endpoint_id varchar);

-- step: look_at_file
select
    exists (select 1 from stored) as stored,
    exists (select 1 from incoming group by hash(endpoint_id) having count(*) > 1) as repeated,
    exists (
        select 1 from incoming where address is not null
        group by hash(place(channel_type, address)) having count(*) > 1
    ) or exists (select 1 from incoming where channel_type is null or address is null) as contested,
    exists (select 1 from incoming where len(map_keys(user_attributes)) > 0) as gives_user_attributes

-- step: fold
-- One row an endpoint: the last value that is not null, and of maps the last value of each name.
create or replace temp table folded as
with

repeated as (
    select * from incoming
    where endpoint_id in (select endpoint_id from incoming group by endpoint_id having count(*) > 1)
),

attribute_entries as (
    select endpoint_id, position, 'attributes' as part, unnest(map_entries(attributes)) as entry from repeated
    union all
    select endpoint_id, position, 'user_attributes', unnest(map_entries(user_attributes)) from repeated
),

attribute_values as (
    select endpoint_id, part, entry.key as name, arg_max(entry.value, position) as value
    from attribute_entries
    group by endpoint_id, part, entry.key
),

attribute_maps as (
    select
        endpoint_id,
        map_from_entries(list({ 'k': name, 'v': value } order by name) filter (part = 'attributes')) as attributes,
        map_from_entries(list({ 'k': name, 'v': value } order by name) filter (part = 'user_attributes'))
            as user_attributes
    from attribute_values
    group by endpoint_id
),

metric_entries as (
    select endpoint_id, position, unnest(map_entries(metrics)) as entry from repeated
),

metric_values as (
    select endpoint_id, entry.key as name, arg_max(entry.value, position) as value
    from metric_entries
    group by endpoint_id, entry.key
),

metric_maps as (
    select endpoint_id, map_from_entries(list({ 'k': name, 'v': value } order by name)) as metrics
    from metric_values
    group by endpoint_id
),

last_values as (
    select
        endpoint_id,
        arg_min(given_id, position) as given_id,
        max(position) as position,
        arg_max(line, position) as line,
        arg_max(columns(* exclude (endpoint_id, given_id, position, line, attributes, user_attributes, metrics)), position)
    from repeated
    group by endpoint_id
)

select * from incoming where endpoint_id not in (select endpoint_id from repeated)
union all by name
select last_values.*, attributes, user_attributes, metrics
from last_values
left join attribute_maps using (endpoint_id)
left join metric_maps using (endpoint_id);
create or replace temp view incoming as select * from folded;

-- step: look_at_endpoints
select
    count(*) as rows,
    count(*) filter (stored.row_id is null) as added,
    count(*) filter (stored.row_id is null and (incoming.channel_type is null or incoming.address is null)) as refused,
    count(*) filter (incoming.user_id is distinct from stored.user_id and incoming.user_id is not null) as joining
from incoming
left join stored using (endpoint_id)

-- step: refuse
create or replace temp table refused as
select
    incoming.endpoint_id,
    incoming.line,
    incoming.position,
    case when incoming.channel_type is null then 'Missing ChannelType' else 'Missing Address' end as reason
from incoming
where (incoming.channel_type is null or incoming.address is null)
    and endpoint_id not in (select endpoint_id from stored);
create or replace temp table accepted as
select * from incoming where endpoint_id not in (select endpoint_id from refused);
create or replace temp view incoming as select * from accepted;

-- step: find_crowded
-- Users who could come to have more endpoints than a user may.
create or replace temp table crowded_user as
with

joining as (
    select incoming.user_id, count(*) as endpoints
    from incoming
    left join stored using (endpoint_id)
    where incoming.user_id is not null and incoming.user_id is distinct from stored.user_id
    group by incoming.user_id
),

present as (
    select user_id, count(*) as endpoints
    from stored
    where user_id in (select user_id from joining)
    group by user_id
)

select joining.user_id
from joining
left join present using (user_id)
where joining.endpoints + coalesce(present.endpoints, 0) > getvariable('endpoints_per_user');
select exists (select 1 from crowded_user) as crowded

-- step: set_crowded_aside
create or replace temp table crowded as
select incoming.*
from incoming
left join stored using (endpoint_id)
where coalesce(incoming.user_id, stored.user_id) in (select user_id from crowded_user);
create or replace temp table uncrowded as
select * from incoming where endpoint_id not in (select endpoint_id from crowded);
create or replace temp view incoming as select * from uncrowded;

-- step: has_user_attributes
select exists (select 1 from stored where len(map_keys(user_attributes)) > 0) as found

-- step: share_user_attributes
-- What the file gives wins over what the user had, and that over what an endpoint without a user brings.
create or replace temp table user_state as
with

target as (
    select
        coalesce(incoming.user_id, stored.user_id) as user_id,
        incoming.position,
        incoming.user_attributes as given,
        case when stored.user_id is null then stored.user_attributes end as brought
    from incoming
    left join stored using (endpoint_id)
    where coalesce(incoming.user_id, stored.user_id) is not null
        and (
            len(map_keys(incoming.user_attributes)) > 0
            or (incoming.user_id is not null and incoming.user_id is distinct from stored.user_id)
        )
),

before as (
    select user_id, arg_min(user_attributes, endpoint_id) as attributes
    from stored
    where user_id in (select user_id from target)
    group by user_id
),

entries as (
    select user_id, { 'rank': 3, 'at': position } as weight, unnest(map_entries(given)) as entry from target
    union all
    select user_id, { 'rank': 2, 'at': 0 }, unnest(map_entries(attributes)) from before
    union all
    select user_id, { 'rank': 1, 'at': -position }, unnest(map_entries(brought)) from target
),

best as (
    select user_id, entry.key as name, arg_max(entry.value, weight) as value
    from entries
    group by user_id, entry.key
),

maps as (
    select user_id, map_from_entries(list({ 'k': name, 'v': value } order by name)) as attributes
    from best
    group by user_id
)

select users.user_id, coalesce(maps.attributes, no_attributes()) as attributes
from (select distinct user_id from target) as users
left join maps using (user_id)

-- step: find_losers
-- Of the file's endpoints that end up active at one address, all but the last.
create or replace temp table loser as
select endpoint_id
from (
    select
        incoming.endpoint_id,
        incoming.position,
        place(
            coalesce(incoming.channel_type, stored.channel_type), coalesce(incoming.address, stored.address)
        ) as place
    from incoming
    left join stored using (endpoint_id)
    where coalesce(incoming.endpoint_status, 'ACTIVE') = 'ACTIVE'
) as reached
where place is not null
qualify position < max(position) over (partition by place)

-- step: add_new
insert into endpoints by name
select
    getvariable('application_id') as application_id,
    incoming.endpoint_id,
    coalesce(incoming.given_id, incoming.endpoint_id) as given_id,
    incoming.channel_type,
    incoming.address,
    coalesce(incoming.opt_out, 'NONE') as opt_out,
    status_of(incoming.endpoint_status, loser.endpoint_id) as endpoint_status,
    cast(
        ('0x' || left(system.main.md5(getvariable('application_id') || ':' || incoming.endpoint_id), 8))::bigint % 100
        as int
    ) as cohort_id,
    coalesce(incoming.attributes, no_attributes()) as attributes,
    coalesce(incoming.metrics, cast(map {} as map(varchar, double))) as metrics,
    incoming.user_id,
    coalesce(user_state.attributes, incoming.user_attributes, no_attributes()) as user_attributes,
    incoming.demographic_app_version,
    incoming.demographic_locale,
    incoming.demographic_make,
    incoming.demographic_model,
    incoming.demographic_model_version,
    incoming.demographic_platform,
    incoming.demographic_platform_version,
    incoming.demographic_timezone,
    incoming.location_city,
    incoming.location_country,
    incoming.location_latitude,
    incoming.location_longitude,
    incoming.location_postal_code,
    incoming.location_region,
    incoming.request_id,
    getvariable('moment') as creation_date,
    getvariable('moment') as effective_date
from incoming
left join user_state using (user_id)
left join loser on loser.endpoint_id = incoming.endpoint_id
where not exists (select 1 from stored where stored.endpoint_id = incoming.endpoint_id)

-- step: find_changed
-- Stored endpoints that the file changes, and whether their channel, address or status does.
create or replace temp table changed as
select row_id, moves
from (
    select
        stored.row_id,
        coalesce(incoming.channel_type, stored.channel_type) is distinct from stored.channel_type
        or coalesce(incoming.address, stored.address) is distinct from stored.address
        or status_of(incoming.endpoint_status, loser.endpoint_id) <> stored.endpoint_status
            as moves,
        coalesce(incoming.opt_out, stored.opt_out) <> stored.opt_out
        or merge_maps(stored.attributes, incoming.attributes) is distinct from stored.attributes
        or merge_maps(stored.metrics, incoming.metrics) is distinct from stored.metrics
        or coalesce(incoming.user_id, stored.user_id) is distinct from stored.user_id
        or in_order(user_attributes_of(
            coalesce(incoming.user_id, stored.user_id),
            user_state.user_id, user_state.attributes, stored.user_attributes, incoming.user_attributes
        )) is distinct from in_order(stored.user_attributes)
        or coalesce(incoming.demographic_app_version, stored.demographic_app_version) is distinct from stored.demographic_app_version
        or coalesce(incoming.demographic_locale, stored.demographic_locale) is distinct from stored.demographic_locale
        or coalesce(incoming.demographic_make, stored.demographic_make) is distinct from stored.demographic_make
        or coalesce(incoming.demographic_model, stored.demographic_model) is distinct from stored.demographic_model
        or coalesce(incoming.demographic_model_version, stored.demographic_model_version) is distinct from stored.demographic_model_version
        or coalesce(incoming.demographic_platform, stored.demographic_platform) is distinct from stored.demographic_platform
        or coalesce(incoming.demographic_platform_version, stored.demographic_platform_version) is distinct from stored.demographic_platform_version
        or coalesce(incoming.demographic_timezone, stored.demographic_timezone) is distinct from stored.demographic_timezone
        or coalesce(incoming.location_city, stored.location_city) is distinct from stored.location_city
        or coalesce(incoming.location_country, stored.location_country) is distinct from stored.location_country
        or coalesce(incoming.location_latitude, stored.location_latitude) is distinct from stored.location_latitude
        or coalesce(incoming.location_longitude, stored.location_longitude) is distinct from stored.location_longitude
        or coalesce(incoming.location_postal_code, stored.location_postal_code) is distinct from stored.location_postal_code
        or coalesce(incoming.location_region, stored.location_region) is distinct from stored.location_region
            as differs
    from stored
    inner join incoming using (endpoint_id)
    left join user_state on user_state.user_id = coalesce(incoming.user_id, stored.user_id)
    left join loser on loser.endpoint_id = incoming.endpoint_id
) as compared
where moves or differs;
select count(*) as changed, count(*) filter (moves) as moved from changed

-- step: renew_changed
-- New rows first, then the old ones go: half the time that an update of so many maps takes.
insert into endpoints by name
select
    stored.application_id,
    stored.endpoint_id,
    stored.given_id,
    coalesce(incoming.channel_type, stored.channel_type) as channel_type,
    coalesce(incoming.address, stored.address) as address,
    coalesce(incoming.opt_out, stored.opt_out) as opt_out,
    status_of(incoming.endpoint_status, loser.endpoint_id) as endpoint_status,
    stored.cohort_id,
    merge_maps(stored.attributes, incoming.attributes) as attributes,
    merge_maps(stored.metrics, incoming.metrics) as metrics,
    coalesce(incoming.user_id, stored.user_id) as user_id,
    user_attributes_of(
        coalesce(incoming.user_id, stored.user_id),
        user_state.user_id, user_state.attributes, stored.user_attributes, incoming.user_attributes
    ) as user_attributes,
    coalesce(incoming.demographic_app_version, stored.demographic_app_version) as demographic_app_version,
    coalesce(incoming.demographic_locale, stored.demographic_locale) as demographic_locale,
    coalesce(incoming.demographic_make, stored.demographic_make) as demographic_make,
    coalesce(incoming.demographic_model, stored.demographic_model) as demographic_model,
    coalesce(incoming.demographic_model_version, stored.demographic_model_version) as demographic_model_version,
    coalesce(incoming.demographic_platform, stored.demographic_platform) as demographic_platform,
    coalesce(incoming.demographic_platform_version, stored.demographic_platform_version) as demographic_platform_version,
    coalesce(incoming.demographic_timezone, stored.demographic_timezone) as demographic_timezone,
    coalesce(incoming.location_city, stored.location_city) as location_city,
    coalesce(incoming.location_country, stored.location_country) as location_country,
    coalesce(incoming.location_latitude, stored.location_latitude) as location_latitude,
    coalesce(incoming.location_longitude, stored.location_longitude) as location_longitude,
    coalesce(incoming.location_postal_code, stored.location_postal_code) as location_postal_code,
    coalesce(incoming.location_region, stored.location_region) as location_region,
    coalesce(incoming.request_id, stored.request_id) as request_id,
    stored.creation_date,
    getvariable('moment') as effective_date
from changed
inner join stored using (row_id)
inner join incoming using (endpoint_id)
left join user_state on user_state.user_id = coalesce(incoming.user_id, stored.user_id)
left join loser on loser.endpoint_id = incoming.endpoint_id;
delete from endpoints where rowid in (select row_id from changed)

-- step: share_with_siblings
-- The users' endpoints that are not in the file.
update endpoints
set user_attributes = user_state.attributes
from user_state
where application_id = getvariable('application_id')
    and endpoints.user_id = user_state.user_id
    and in_order(endpoints.user_attributes) is distinct from in_order(user_state.attributes)
    and endpoint_id not in (select endpoint_id from incoming)

-- step: yield_addresses
-- Active endpoints that are not in the file, at the address of an active one that is.
create or replace temp table contested as
select hash(place(channel_type, address)) as place
from stored
where endpoint_status = 'ACTIVE' and address is not null
group by hash(place(channel_type, address))
having count(*) > 1;
update endpoints
set endpoint_status = 'INACTIVE'
where rowid in (
    with

    rivals as (
        select
            row_id,
            place(channel_type, address) as place,
            endpoint_id in (select endpoint_id from incoming) as named
        from stored
        where endpoint_status = 'ACTIVE'
            and hash(place(channel_type, address)) in (select place from contested)
    )

    select row_id from rivals where not named and place in (select place from rivals where named)
)

-- step: clear
drop view incoming;
drop view incoming_row;
drop table if exists incoming_table;
drop view stored;
drop table user_state;
drop table loser;
drop table if exists folded;
drop table if exists refused;
drop table if exists accepted;
drop table if exists crowded_user;
drop table if exists crowded;
drop table if exists uncrowded;
drop table if exists changed;
drop table if exists contested
