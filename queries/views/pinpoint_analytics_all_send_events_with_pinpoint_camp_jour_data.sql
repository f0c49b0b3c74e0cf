-- name:    pinpoint_analytics_all_send_events_with_pinpoint_camp_jour_data
-- grain:   one row per e-mail sent, delivered, bounced or complained of, and text message delivered or failed, with names
-- returns: event_type varchar, event_timestamp timestamp, arrival_timestamp timestamp, application_id varchar,
--          endpoint_id varchar, pinpoint_campaign_journey_id varchar,
--          pinpoint_campaign_journey_type varchar (campaign, journey, transactional), pinpoint_treatment_id varchar,
--          journey_run_id varchar, journey_send_status varchar, journey_activity_id varchar, record_status varchar,
--          aws_account_id varchar, price_in_millicents_usd double, device_platform_name varchar, arrival_date varchar,
--          camp_jour_name varchar, camp_jour_deleted_status varchar (true or false),
--          camp_jour_type varchar (campaign, journey), segment_id varchar,
--          event_name varchar (the word null: no event starts it), segment_name varchar,
--          segment_deleted_status varchar (true or false), treatment_name varchar, journey_activity_name varchar
-- reads:   pinpoint_analytics_all_send_events, origin_names, definition_names
select
    event.*,
    origin.camp_jour_name,
    origin.camp_jour_deleted_status,
    origin.camp_jour_type,
    origin.segment_id,
    origin.event_name,
    origin.segment_name,
    origin.segment_deleted_status,
    treatment.name as treatment_name,
    activity.name as journey_activity_name
from pinpoint_analytics_all_send_events as event
left join origin_names as origin
    on origin.application_id = event.application_id
    and origin.camp_jour_type = event.pinpoint_campaign_journey_type
    and origin.id = event.pinpoint_campaign_journey_id
left join definition_names as treatment
    on treatment.application_id = event.application_id
    and treatment.kind = 'treatment'
    and treatment.owner_id = event.pinpoint_campaign_journey_id
    and treatment.id = event.pinpoint_treatment_id
left join definition_names as activity
    on activity.application_id = event.application_id
    and activity.kind = 'activity'
    and activity.owner_id = event.pinpoint_campaign_journey_id
    and activity.id = event.journey_activity_id
