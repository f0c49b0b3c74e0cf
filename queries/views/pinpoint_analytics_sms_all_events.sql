-- name:    pinpoint_analytics_sms_all_events
-- grain:   one row per event of a text message
-- returns: event_type varchar, event_timestamp timestamp, arrival_timestamp timestamp, application_id varchar,
--          endpoint_id varchar, pinpoint_campaign_journey_id varchar,
--          pinpoint_campaign_journey_type varchar (campaign, journey, transactional), pinpoint_treatment_id varchar,
--          journey_run_id varchar, journey_send_status varchar, journey_activity_id varchar, aws_account_id varchar,
--          sender_request_id varchar, destination_phone_number varchar, record_status varchar,
--          iso_country_code varchar, number_of_message_parts varchar, message_id varchar, message_type varchar,
--          origination_phone_number varchar, price_in_millicents_usd double, message_tags map(varchar,varchar),
--          ingest_timestamp timestamp, device_platform_name varchar, arrival_date varchar
-- reads:   unique_events
select
    event_type,
    cast(from_unixtime(event_timestamp / 1e3) as timestamp) as event_timestamp,
    cast(from_unixtime(arrival_timestamp / 1e3) as timestamp) as arrival_timestamp,
    application_id,
    client.client_id as endpoint_id,
    coalesce(element_at(attributes, 'campaign_id'), element_at(attributes, 'journey_id')) as pinpoint_campaign_journey_id,
    case
        when element_at(attributes, 'campaign_id') is not null then 'campaign'
        when element_at(attributes, 'journey_id') is not null then 'journey'
        else 'transactional'
    end as pinpoint_campaign_journey_type,
    element_at(attributes, 'treatment_id') as pinpoint_treatment_id,
    element_at(attributes, 'journey_run_id') as journey_run_id,
    element_at(attributes, 'journey_send_status') as journey_send_status,
    element_at(attributes, 'journey_activity_id') as journey_activity_id,
    awsaccountid as aws_account_id,
    element_at(attributes, 'sender_request_id') as sender_request_id,
    element_at(attributes, 'destination_phone_number') as destination_phone_number,
    element_at(attributes, 'record_status') as record_status,
    element_at(attributes, 'iso_country_code') as iso_country_code,
    element_at(attributes, 'number_of_message_parts') as number_of_message_parts,
    element_at(attributes, 'message_id') as message_id,
    element_at(attributes, 'message_type') as message_type,
    element_at(attributes, 'origination_phone_number') as origination_phone_number,
    element_at(metrics, 'price_in_millicents_usd') as price_in_millicents_usd,
    try(cast(json_parse(element_at(attributes, 'customer_context')) as map(varchar, varchar))) as message_tags,
    date_trunc('hour', cast(from_unixtime(arrival_timestamp / 1e3) as timestamp)) as ingest_timestamp,
    element_at(device.platform, 'name') as device_platform_name,
    arrival_date
from unique_events
where starts_with(event_type, '_SMS.')
