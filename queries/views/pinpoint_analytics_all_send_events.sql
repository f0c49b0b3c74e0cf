-- name:    pinpoint_analytics_all_send_events
-- grain:   one row per e-mail sent, delivered, bounced or complained of, and text message delivered or failed
-- returns: event_type varchar, event_timestamp timestamp, arrival_timestamp timestamp, application_id varchar,
--          endpoint_id varchar, pinpoint_campaign_journey_id varchar,
--          pinpoint_campaign_journey_type varchar (campaign, journey, transactional), pinpoint_treatment_id varchar,
--          journey_run_id varchar, journey_send_status varchar, journey_activity_id varchar, record_status varchar,
--          aws_account_id varchar, price_in_millicents_usd double, device_platform_name varchar, arrival_date varchar
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
    element_at(attributes, 'record_status') as record_status,
    awsaccountid as aws_account_id,
    element_at(metrics, 'price_in_millicents_usd') as price_in_millicents_usd,
    element_at(device.platform, 'name') as device_platform_name,
    arrival_date
from unique_events
where event_type in ('_SMS.SUCCESS', '_SMS.FAILURE', '_email.send', '_email.delivered', '_email.hardbounce', '_email.softbounce',
    '_email.complaint')
