-- name:    email_delivered
-- grain:   one row per e-mail that the receiving server took
-- returns: event_timestamp timestamp, arrival_timestamp timestamp, application_id varchar, endpoint_id varchar,
--          pinpoint_campaign_id varchar, pinpoint_treatment_id varchar, aws_account_id varchar, message_id varchar,
--          message_send_timestamp timestamp, from_address varchar, destination array(varchar), subject varchar,
--          smtp_response varchar, reporting_mta varchar, recipients array(varchar), processing_time_millis integer,
--          arrival_date varchar, message_tags map(varchar,varchar), ingest_timestamp timestamp
-- reads:   email_events
select
    event_timestamp,
    arrival_timestamp,
    application_id,
    endpoint_id,
    pinpoint_campaign_id,
    pinpoint_treatment_id,
    aws_account_id,
    message_id,
    message_send_timestamp,
    from_address,
    destination,
    subject,
    facets.email_channel.mail_event.delivery.smtp_response as smtp_response,
    facets.email_channel.mail_event.delivery.reporting_mta as reporting_mta,
    facets.email_channel.mail_event.delivery.recipients as recipients,
    facets.email_channel.mail_event.delivery.processing_time_millis as processing_time_millis,
    arrival_date,
    message_tags,
    ingest_timestamp
from email_events
where event_type = '_email.delivered'
