-- name:    custom_events
-- grain:   one row per event of the application's own kinds
-- returns: event_type varchar, event_timestamp timestamp, arrival_timestamp timestamp, application_id varchar,
--          endpoint_id varchar, aws_account_id varchar, session_id varchar, attributes map(varchar,varchar),
--          metrics map(varchar,double), arrival_date varchar, ingest_timestamp timestamp
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
    arrival_date,
    date_trunc('hour', cast(from_unixtime(arrival_timestamp / 1e3) as timestamp)) as ingest_timestamp
from unique_events
where not starts_with(event_type, '_')
