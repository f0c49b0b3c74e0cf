-- name:    session_events
-- grain:   one row per start, pause, resumption or end of a session
-- returns: event_type varchar, event_timestamp timestamp, arrival_timestamp timestamp, application_id varchar,
--          endpoint_id varchar, aws_account_id varchar, session_id varchar, session_start timestamp,
--          session_stop timestamp, arrival_date varchar, ingest_timestamp timestamp
-- reads:   unique_events
select
    event_type,
    cast(from_unixtime(event_timestamp / 1e3) as timestamp) as event_timestamp,
    cast(from_unixtime(arrival_timestamp / 1e3) as timestamp) as arrival_timestamp,
    application_id,
    client.client_id as endpoint_id,
    awsaccountid as aws_account_id,
    session.session_id as session_id,
    cast(from_unixtime(session.start_timestamp / 1e3) as timestamp) as session_start,
    cast(from_unixtime(session.stop_timestamp / 1e3) as timestamp) as session_stop,
    arrival_date,
    date_trunc('hour', cast(from_unixtime(arrival_timestamp / 1e3) as timestamp)) as ingest_timestamp
from unique_events
where starts_with(event_type, '_session.')
