-- name:    email_hardbounce
-- grain:   one row per recipient whose mail bounced (permanent); one for an e-mail whose recipients are not told
-- returns: event_timestamp timestamp, arrival_timestamp timestamp, application_id varchar, endpoint_id varchar,
--          pinpoint_campaign_id varchar, pinpoint_treatment_id varchar, aws_account_id varchar, message_id varchar,
--          message_send_timestamp timestamp, from_address varchar, destination array(varchar), bounce_type varchar,
--          bounce_sub_type varchar, feedback_id varchar, reporting_mta varchar,
--          bounced_recipient_email_address varchar, bounced_recipient_action varchar,
--          bounced_recipient_status varchar, bounced_recipient_diagnostic_code varchar, arrival_date varchar,
--          message_tags map(varchar,varchar), ingest_timestamp timestamp
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
    facets.email_channel.mail_event.bounce.bounce_type as bounce_type,
    facets.email_channel.mail_event.bounce.bounce_sub_type as bounce_sub_type,
    facets.email_channel.mail_event.bounce.feedback_id as feedback_id,
    facets.email_channel.mail_event.bounce.reporting_mta as reporting_mta,
    element_at(facets.email_channel.mail_event.bounce.bounced_recipients, recipient.position).email_address as bounced_recipient_email_address,
    element_at(facets.email_channel.mail_event.bounce.bounced_recipients, recipient.position).action as bounced_recipient_action,
    element_at(facets.email_channel.mail_event.bounce.bounced_recipients, recipient.position).status as bounced_recipient_status,
    element_at(facets.email_channel.mail_event.bounce.bounced_recipients, recipient.position).diagnostic_code as bounced_recipient_diagnostic_code,
    arrival_date,
    message_tags,
    ingest_timestamp
from email_events
cross join unnest(sequence(1, greatest(1, coalesce(cardinality(facets.email_channel.mail_event.bounce.bounced_recipients), 0)))) as recipient (position)
where event_type = '_email.hardbounce'
