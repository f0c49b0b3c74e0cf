-- name:    email_complaint
-- grain:   one row per complaining recipient; one for a complaint whose recipients are not told
-- returns: event_timestamp timestamp, arrival_timestamp timestamp, application_id varchar, endpoint_id varchar,
--          pinpoint_campaign_id varchar, pinpoint_treatment_id varchar, aws_account_id varchar, message_id varchar,
--          message_send_timestamp timestamp, from_address varchar, destination array(varchar),
--          complained_email_address varchar, feedback_id varchar, user_agent varchar,
--          complaint_feedback_type varchar, arrival_date varchar, message_tags map(varchar,varchar),
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
    element_at(facets.email_channel.mail_event.complaint.complained_recipients, recipient.position).email_address as complained_email_address,
    facets.email_channel.mail_event.complaint.feedback_id as feedback_id,
    facets.email_channel.mail_event.complaint.user_agent as user_agent,
    facets.email_channel.mail_event.complaint.complaint_feedback_type as complaint_feedback_type,
    arrival_date,
    message_tags,
    ingest_timestamp
from email_events
cross join unnest(sequence(1, greatest(1, coalesce(cardinality(facets.email_channel.mail_event.complaint.complained_recipients), 0)))) as recipient (position)
where event_type = '_email.complaint'
