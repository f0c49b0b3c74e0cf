-- name:    pinpoint_analytics_campaign_all_events
-- grain:   one row per event that a campaign made, or an application reported of its push message
-- returns: event_type varchar, event_timestamp timestamp, arrival_timestamp timestamp, application_id varchar,
--          endpoint_id varchar, pinpoint_campaign_id varchar, pinpoint_treatment_id varchar, aws_account_id varchar,
--          delivery_type varchar, campaign_send_status varchar, ingest_timestamp timestamp,
--          price_in_millicents_usd double, arrival_date varchar
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
    element_at(attributes, 'delivery_type') as delivery_type,
    element_at(attributes, 'campaign_send_status') as campaign_send_status,
    date_trunc('hour', cast(from_unixtime(arrival_timestamp / 1e3) as timestamp)) as ingest_timestamp,
    element_at(metrics, 'price_in_millicents_usd') as price_in_millicents_usd,
    arrival_date
from unique_events
where starts_with(event_type, '_campaign.')
