-- name:    email_events
-- grain:   one row per event of an e-mail, with what all kinds have; facets hold the kind's own
-- returns: event_type varchar, event_timestamp timestamp, arrival_timestamp timestamp, application_id varchar,
--          endpoint_id varchar, pinpoint_campaign_id varchar, pinpoint_treatment_id varchar, aws_account_id varchar,
--          message_id varchar, message_send_timestamp timestamp, from_address varchar, destination array(varchar),
--          subject varchar, feedback varchar, facets row (as in events), arrival_date varchar,
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
    facets.email_channel.mail_event.mail.message_id as message_id,
    cast(from_unixtime(facets.email_channel.mail_event.mail.message_send_timestamp / 1e3) as timestamp) as message_send_timestamp,
    facets.email_channel.mail_event.mail.from_address as from_address,
    facets.email_channel.mail_event.mail.destination as destination,
    facets.email_channel.mail_event.mail.common_headers.subject as subject,
    element_at(attributes, 'feedback') as feedback,
    facets,
    arrival_date,
    map_concat(coalesce(client_context.custom, map()), coalesce(attributes, map())) as message_tags,
    date_trunc('hour', cast(from_unixtime(arrival_timestamp / 1e3) as timestamp)) as ingest_timestamp
from unique_events
where starts_with(event_type, '_email.')
