-- name:    pinpoint_analytics_email_all_events
-- grain:   one row per event of an e-mail
-- returns: event_type varchar, event_timestamp timestamp, arrival_timestamp timestamp, application_id varchar,
--          endpoint_id varchar, pinpoint_campaign_journey_id varchar,
--          pinpoint_campaign_journey_type varchar (campaign, journey, transactional), pinpoint_treatment_id varchar,
--          journey_run_id varchar, journey_send_status varchar, journey_activity_id varchar, aws_account_id varchar,
--          message_id varchar, message_send_timestamp timestamp, from_address varchar,
--          destination varchar (the first), subject varchar, message_tags map(varchar,varchar),
--          ingest_timestamp timestamp, device_platform_name varchar, price_in_millicents_usd double,
--          arrival_date varchar
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
    facets.email_channel.mail_event.mail.message_id as message_id,
    cast(from_unixtime(facets.email_channel.mail_event.mail.message_send_timestamp / 1e3) as timestamp) as message_send_timestamp,
    facets.email_channel.mail_event.mail.from_address as from_address,
    element_at(facets.email_channel.mail_event.mail.destination, 1) as destination,
    facets.email_channel.mail_event.mail.common_headers.subject as subject,
    map_concat(coalesce(client_context.custom, map()), coalesce(attributes, map())) as message_tags,
    date_trunc('hour', cast(from_unixtime(arrival_timestamp / 1e3) as timestamp)) as ingest_timestamp,
    element_at(device.platform, 'name') as device_platform_name,
    element_at(metrics, 'price_in_millicents_usd') as price_in_millicents_usd,
    arrival_date
from unique_events
where starts_with(event_type, '_email.')
