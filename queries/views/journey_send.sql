-- name:    journey_send
-- grain:   one row per endpoint that an activity of a journey ran for
-- returns: event_timestamp timestamp, arrival_timestamp timestamp, application_id varchar, endpoint_id varchar,
--          aws_account_id varchar, journey_run_id varchar, journey_send_status varchar, journey_id varchar,
--          journey_activity_id varchar, journey_activity_type varchar, arrival_date varchar,
--          message_tags map(varchar,varchar), ingest_timestamp timestamp
-- reads:   unique_events
select
    cast(from_unixtime(event_timestamp / 1e3) as timestamp) as event_timestamp,
    cast(from_unixtime(arrival_timestamp / 1e3) as timestamp) as arrival_timestamp,
    application_id,
    client.client_id as endpoint_id,
    awsaccountid as aws_account_id,
    element_at(attributes, 'journey_run_id') as journey_run_id,
    element_at(attributes, 'journey_send_status') as journey_send_status,
    element_at(attributes, 'journey_id') as journey_id,
    element_at(attributes, 'journey_activity_id') as journey_activity_id,
    element_at(attributes, 'journey_activity_type') as journey_activity_type,
    arrival_date,
    map_concat(coalesce(client_context.custom, map()), coalesce(attributes, map())) as message_tags,
    date_trunc('hour', cast(from_unixtime(arrival_timestamp / 1e3) as timestamp)) as ingest_timestamp
from unique_events
where event_type = '_journey.send'
