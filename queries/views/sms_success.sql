-- name:    sms_success
-- grain:   one row per text message that the carrier took or delivered
-- returns: event_timestamp timestamp, arrival_timestamp timestamp, application_id varchar, endpoint_id varchar,
--          pinpoint_campaign_id varchar, pinpoint_treatment_id varchar, aws_account_id varchar,
--          sender_request_id varchar, destination_phone_number varchar, record_status varchar,
--          iso_country_code varchar, number_of_message_parts varchar, message_id varchar, message_type varchar,
--          origination_phone_number varchar, price_in_millicents_usd double, arrival_date varchar,
--          message_tags map(varchar,varchar), ingest_timestamp timestamp
-- reads:   sms_events
select
    event_timestamp,
    arrival_timestamp,
    application_id,
    endpoint_id,
    pinpoint_campaign_id,
    pinpoint_treatment_id,
    aws_account_id,
    sender_request_id,
    destination_phone_number,
    record_status,
    iso_country_code,
    number_of_message_parts,
    message_id,
    message_type,
    origination_phone_number,
    price_in_millicents_usd,
    arrival_date,
    message_tags,
    ingest_timestamp
from sms_events
where event_type = '_SMS.SUCCESS'
