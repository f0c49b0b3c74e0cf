-- name:    email_open
-- grain:   one row per opening; repeated ones count
-- returns: event_timestamp timestamp, arrival_timestamp timestamp, application_id varchar, endpoint_id varchar,
--          pinpoint_campaign_id varchar, pinpoint_treatment_id varchar, aws_account_id varchar, message_id varchar,
--          message_send_timestamp timestamp, from_address varchar, destination array(varchar), subject varchar,
--          ip_address varchar, user_agent varchar, arrival_date varchar, message_tags map(varchar,varchar),
--          ingest_timestamp timestamp
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
    facets.email_channel.mail_event.open.ip_address as ip_address,
    facets.email_channel.mail_event.open.user_agent as user_agent,
    arrival_date,
    message_tags,
    ingest_timestamp
from email_events
where event_type = '_email.open'
