-- name:    pinpoint_analytics_journey_all_events
-- grain:   one row per event that a journey made, or an application reported of its push message
-- returns: event_type varchar, event_timestamp timestamp, arrival_timestamp timestamp, application_id varchar,
--          endpoint_id varchar, journey_id varchar, journey_run_id varchar, journey_send_status varchar,
--          journey_activity_id varchar, aws_account_id varchar, end_point_status varchar, channel_type varchar,
--          user_id varchar (these three as the event's endpoint tells), ingest_timestamp timestamp,
--          price_in_millicents_usd double, arrival_date varchar
-- reads:   unique_events
select
    event_type,
    cast(from_unixtime(event_timestamp / 1e3) as timestamp) as event_timestamp,
    cast(from_unixtime(arrival_timestamp / 1e3) as timestamp) as arrival_timestamp,
    application_id,
    client.client_id as endpoint_id,
    element_at(attributes, 'journey_id') as journey_id,
    element_at(attributes, 'journey_run_id') as journey_run_id,
    element_at(attributes, 'journey_send_status') as journey_send_status,
    element_at(attributes, 'journey_activity_id') as journey_activity_id,
    awsaccountid as aws_account_id,
    json_extract_scalar(element_at(client_context.custom, 'endpoint'), '$.EndpointStatus') as end_point_status,
    json_extract_scalar(element_at(client_context.custom, 'endpoint'), '$.ChannelType') as channel_type,
    json_extract_scalar(element_at(client_context.custom, 'endpoint'), '$.User.UserId') as user_id,
    date_trunc('hour', cast(from_unixtime(arrival_timestamp / 1e3) as timestamp)) as ingest_timestamp,
    element_at(metrics, 'price_in_millicents_usd') as price_in_millicents_usd,
    arrival_date
from unique_events
where starts_with(event_type, '_journey.')
