-- name:    application_events
-- grain:   one row per event that an application reported, custom ones included
-- returns: event_type varchar, event_timestamp timestamp, arrival_timestamp timestamp, application_id varchar,
--          endpoint_id varchar, aws_account_id varchar, session_id varchar, attributes map(varchar,varchar),
--          metrics map(varchar,double), package_name varchar, app_title varchar, app_version varchar,
--          platform varchar, locale varchar, arrival_date varchar, ingest_timestamp timestamp
-- reads:   unique_events
select
    event_type,
    cast(from_unixtime(event_timestamp / 1e3) as timestamp) as event_timestamp,
    cast(from_unixtime(arrival_timestamp / 1e3) as timestamp) as arrival_timestamp,
    application_id,
    client.client_id as endpoint_id,
    awsaccountid as aws_account_id,
    session.session_id as session_id,
    attributes,
    metrics,
    application.package_name as package_name,
    application.title as app_title,
    application.version_name as app_version,
    element_at(device.platform, 'name') as platform,
    device.locale.code as locale,
    arrival_date,
    date_trunc('hour', cast(from_unixtime(arrival_timestamp / 1e3) as timestamp)) as ingest_timestamp
from unique_events
where not starts_with(event_type, '_email.') and not starts_with(event_type, '_SMS.')
    and not starts_with(event_type, '_campaign.') and not starts_with(event_type, '_journey.')
    and not starts_with(event_type, '_test.')
