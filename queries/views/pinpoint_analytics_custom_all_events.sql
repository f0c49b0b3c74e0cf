-- name:    pinpoint_analytics_custom_all_events
-- grain:   one row per event that an application reported, its sessions and sign-ins included
-- returns: event_type varchar, event_timestamp timestamp, arrival_timestamp timestamp, application_id varchar,
--          endpoint_id varchar, cognito_id varchar, session_id varchar, session_start_time timestamp,
--          session_stop_time timestamp, ingest_timestamp timestamp, price_in_millicents_usd double,
--          attributes map(varchar,varchar), metrics map(varchar,double) (these two the original loses),
--          arrival_date varchar
-- reads:   unique_events
select
    event_type,
    cast(from_unixtime(event_timestamp / 1e3) as timestamp) as event_timestamp,
    cast(from_unixtime(arrival_timestamp / 1e3) as timestamp) as arrival_timestamp,
    application_id,
    client.client_id as endpoint_id,
    client.cognito_id as cognito_id,
    session.session_id as session_id,
    cast(from_unixtime(session.start_timestamp / 1e3) as timestamp) as session_start_time,
    cast(from_unixtime(session.stop_timestamp / 1e3) as timestamp) as session_stop_time,
    date_trunc('hour', cast(from_unixtime(arrival_timestamp / 1e3) as timestamp)) as ingest_timestamp,
    element_at(metrics, 'price_in_millicents_usd') as price_in_millicents_usd,
    attributes,
    metrics,
    arrival_date
from unique_events
where not starts_with(event_type, '_email.') and not starts_with(event_type, '_SMS.')
    and not starts_with(event_type, '_campaign.') and not starts_with(event_type, '_journey.')
    and not starts_with(event_type, '_custom.') and not starts_with(event_type, '_test.')
