-- Steps of EndpointStore.addMembers on DuckDB, run by duckdb-segment-members.ts inside one
-- transaction. Session variables: application_id, segment_id (varchar), segment_version (bigint),
-- moment (timestamp, UTC). incoming_row: the rows of the file, as duckdb-endpoint-import.sql has
-- them; those without an endpoint_id are bare user ids.

-- step: open
create or replace temp view member as
select rowid as row_id, * from segment_members
where application_id = getvariable('application_id')
    and segment_id = getvariable('segment_id')
    and segment_version = getvariable('segment_version')

-- step: add_users
insert into segment_members by name
select distinct
    getvariable('application_id') as application_id,
    getvariable('segment_id') as segment_id,
    getvariable('segment_version') as segment_version,
    true as registered,
    user_id
from incoming_row
where endpoint_id is null
    and user_id is not null
    and not exists (
        select 1 from member where member.endpoint_id is null and member.user_id = incoming_row.user_id
    )

-- step: add_registered
insert into segment_members by name
select distinct
    getvariable('application_id') as application_id,
    getvariable('segment_id') as segment_id,
    getvariable('segment_version') as segment_version,
    true as registered,
    endpoint_id
from incoming_row
where endpoint_id is not null
    and not exists (
        select 1 from member where member.registered and member.endpoint_id = incoming_row.endpoint_id
    )

-- step: add_copies
delete from segment_members
where rowid in (
    select row_id from member
    where not registered and endpoint_id in (select endpoint_id from incoming_row)
);
insert into segment_members by name
select
    getvariable('application_id') as application_id,
    getvariable('segment_id') as segment_id,
    getvariable('segment_version') as segment_version,
    false as registered,
    endpoint_id,
    coalesce(given_id, endpoint_id) as given_id,
    channel_type,
    address,
    coalesce(opt_out, 'NONE') as opt_out,
    coalesce(endpoint_status, 'ACTIVE') as endpoint_status,
    cast(
        ('0x' || left(system.main.md5(getvariable('application_id') || ':' || endpoint_id), 8))::bigint % 100 as int
    ) as cohort_id,
    coalesce(attributes, cast(map {} as map(varchar, varchar[]))) as attributes,
    coalesce(metrics, cast(map {} as map(varchar, double))) as metrics,
    user_id,
    coalesce(user_attributes, cast(map {} as map(varchar, varchar[]))) as user_attributes,
    demographic_app_version,
    demographic_locale,
    demographic_make,
    demographic_model,
    demographic_model_version,
    demographic_platform,
    demographic_platform_version,
    demographic_timezone,
    location_city,
    location_country,
    location_latitude,
    location_longitude,
    location_postal_code,
    location_region,
    request_id,
    getvariable('moment') as creation_date,
    getvariable('moment') as effective_date
from incoming_row
where endpoint_id is not null and channel_type is not null and address is not null
qualify row_number() over (partition by endpoint_id order by position desc) = 1

-- step: clear
drop view member;
drop view incoming;
drop view if exists incoming_row;
drop table if exists incoming_table
