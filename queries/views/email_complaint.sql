-- name:    email_complaint
-- grain:   one row per complaining recipient; one for a complaint whose recipients are not told
-- returns: event_timestamp timestamp, arrival_timestamp timestamp, application_id varchar, endpoint_id varchar,
--          pinpoint_campaign_id varchar, pinpoint_treatment_id varchar, aws_account_id varchar, message_id varchar,
--          message_send_timestamp timestamp, from_address varchar, destination array(varchar),
--          complained_email_address varchar, feedback_id varchar, user_agent varchar,
--          complaint_feedback_type varchar, arrival_date varchar, message_tags map(varchar,varchar),
--          ingest_timestamp timestamp
-- reads:   unique_events
select
    cast(from_unixtime(event_timestamp / 1e3) as timestamp) as event_timestamp,
    cast(from_unixtime(arrival_timestamp / 1e3) as timestamp) as arrival_timestamp,
    application_id,
    client.client_id as endpoint_id,
    element_at(attributes, 'campaign_id') as pinpoint_campaign_id,
    element_at(attributes, 'treatment_id') as pinpoint_treatment_id,
    awsaccountid as aws_account_id,
    facets.email_channel.mail_event.mail.message_id as message_id,
    cast(from_unixtime(facets.email_channel.mail_event.mail.message_send_timestamp / 1e3) as timestamp) as message_send_timestamp,
    facets.email_channel.mail_event.mail.from_address as from_address,
    facets.email_channel.mail_event.mail.destination as destination,
    element_at(facets.email_channel.mail_event.complaint.complained_recipients, recipient.position).email_address as complained_email_address,
    facets.email_channel.mail_event.complaint.feedback_id as feedback_id,
    facets.email_channel.mail_event.complaint.user_agent as user_agent,
    facets.email_channel.mail_event.complaint.complaint_feedback_type as complaint_feedback_type,
    arrival_date,
    map_concat(coalesce(client_context.custom, map()), coalesce(attributes, map())) as message_tags,
    date_trunc('hour', cast(from_unixtime(arrival_timestamp / 1e3) as timestamp)) as ingest_timestamp
from unique_events
cross join unnest(sequence(1, greatest(1, coalesce(cardinality(facets.email_channel.mail_event.complaint.complained_recipients), 0)))) as recipient (position)
where event_type = '_email.complaint'
