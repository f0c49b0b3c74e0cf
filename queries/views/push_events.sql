-- name:    push_events
-- grain:   one row per push notification that a device reported as received or opened
-- returns: event_type varchar, event_timestamp timestamp, arrival_timestamp timestamp, application_id varchar,
--          endpoint_id varchar, pinpoint_campaign_id varchar, pinpoint_treatment_id varchar, aws_account_id varchar,
--          journey_id varchar, journey_run_id varchar, journey_activity_id varchar, arrival_date varchar,
--          ingest_timestamp timestamp
-- reads:   unique_events
select
    event_type,
    cast(from_unixtime(event_timestamp / 1e3) as timestamp) as event_timestamp,
    cast(from_unixtime(arrival_timestamp / 1e3) as timestamp) as arrival_timestamp,
    application_id,
    client.client_id as endpoint_id,
    element_at(attributes, 'campaign_id') as pinpoint_campaign_id,
    element_at(attributes, 'treatment_id') as pinpoint_treatment_id,
    awsaccountid as aws_account_id,
    element_at(attributes, 'journey_id') as journey_id,
    element_at(attributes, 'journey_run_id') as journey_run_id,
    element_at(attributes, 'journey_activity_id') as journey_activity_id,
    arrival_date,
    date_trunc('hour', cast(from_unixtime(arrival_timestamp / 1e3) as timestamp)) as ingest_timestamp
from unique_events
where event_type in ('_campaign.opened_notification', '_campaign.received_foreground', '_campaign.received_background',
    '_journey.opened_notification', '_journey.received_foreground', '_journey.received_background')
