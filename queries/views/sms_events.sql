-- name:    sms_events
-- grain:   one row per event of a text message
-- returns: event_type varchar, event_timestamp timestamp, arrival_timestamp timestamp, application_id varchar,
--          endpoint_id varchar, pinpoint_campaign_id varchar, pinpoint_treatment_id varchar, aws_account_id varchar,
--          sender_request_id varchar, destination_phone_number varchar, record_status varchar,
--          iso_country_code varchar, number_of_message_parts varchar, message_id varchar, message_type varchar,
--          origination_phone_number varchar, price_in_millicents_usd double, arrival_date varchar,
--          message_tags map(varchar,varchar), ingest_timestamp timestamp
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
    element_at(attributes, 'sender_request_id') as sender_request_id,
    element_at(attributes, 'destination_phone_number') as destination_phone_number,
    element_at(attributes, 'record_status') as record_status,
    element_at(attributes, 'iso_country_code') as iso_country_code,
    element_at(attributes, 'number_of_message_parts') as number_of_message_parts,
    element_at(attributes, 'message_id') as message_id,
    element_at(attributes, 'message_type') as message_type,
    element_at(attributes, 'origination_phone_number') as origination_phone_number,
    element_at(metrics, 'price_in_millicents_usd') as price_in_millicents_usd,
    arrival_date,
    try(cast(json_parse(element_at(attributes, 'customer_context')) as map(varchar, varchar))) as message_tags,
    date_trunc('hour', cast(from_unixtime(arrival_timestamp / 1e3) as timestamp)) as ingest_timestamp
from unique_events
where starts_with(event_type, '_SMS.')
