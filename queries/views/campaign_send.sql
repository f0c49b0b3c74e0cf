-- name:    campaign_send
-- grain:   one row per endpoint that a campaign chose, whatever came of it
-- returns: event_timestamp timestamp, arrival_timestamp timestamp, application_id varchar, endpoint_id varchar,
--          pinpoint_campaign_id varchar, pinpoint_treatment_id varchar, aws_account_id varchar,
--          campaign_activity_id varchar, delivery_type varchar, campaign_send_status varchar, arrival_date varchar,
--          message_tags map(varchar,varchar), ingest_timestamp timestamp
-- reads:   unique_events
select
    cast(from_unixtime(event_timestamp / 1e3) as timestamp) as event_timestamp,
    cast(from_unixtime(arrival_timestamp / 1e3) as timestamp) as arrival_timestamp,
    application_id,
    client.client_id as endpoint_id,
    element_at(attributes, 'campaign_id') as pinpoint_campaign_id,
    element_at(attributes, 'treatment_id') as pinpoint_treatment_id,
    awsaccountid as aws_account_id,
    element_at(attributes, 'campaign_activity_id') as campaign_activity_id,
    element_at(attributes, 'delivery_type') as delivery_type,
    element_at(attributes, 'campaign_send_status') as campaign_send_status,
    arrival_date,
    attributes as message_tags,
    date_trunc('hour', cast(from_unixtime(arrival_timestamp / 1e3) as timestamp)) as ingest_timestamp
from unique_events
where event_type = '_campaign.send'
