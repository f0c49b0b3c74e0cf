-- name:    message_status
-- grain:   one row per message, with what became of it
-- returns: application_id varchar, message_id varchar, channel varchar, endpoint_id varchar, user_id varchar,
--          campaign_id varchar, campaign_activity_id varchar, treatment_id varchar, journey_id varchar,
--          journey_run_id varchar, journey_activity_id varchar, send_status varchar (of the campaign or journey),
--          sent_at timestamp, delivered_at timestamp, bounced_at timestamp, bounce varchar (hard, soft),
--          complained_at timestamp, rejected_at timestamp, rendering_failed_at timestamp, opened_at timestamp (first),
--          opens bigint, clicked_at timestamp (first), clicks bigint, unsubscribed_at timestamp,
--          price_in_millicents_usd double, arrival_date varchar (of the first that was told)
-- reads:   unique_events
-- Of the send statuses, the end of a wait says nothing of what became of the message.
with

told as (
    select
        *,
        cast(from_unixtime(arrival_timestamp / 1e3) as timestamp) as happened_at,
        nullif(send_status, 'QUIET_TIME_WAIT_FINISHED') as status,
        element_at(metrics, 'price_in_millicents_usd') as price
    from unique_events
    where message_id is not null
)

select
    application_id,
    message_id,
    max(channel) as channel,
    max(endpoint_id) as endpoint_id,
    max(user_id) as user_id,
    max(campaign_id) as campaign_id,
    max(campaign_activity_id) as campaign_activity_id,
    max(treatment_id) as treatment_id,
    max(journey_id) as journey_id,
    max(journey_run_id) as journey_run_id,
    max(journey_activity_id) as journey_activity_id,
    max(status) as send_status,
    min(case when event_type in ('_campaign.send', '_journey.send', '_email.send', '_SMS.BUFFERED') then happened_at end) as sent_at,
    min(case when event_type in ('_email.delivered', '_SMS.SUCCESS') then happened_at end) as delivered_at,
    min(case when event_type in ('_email.hardbounce', '_email.softbounce', '_SMS.FAILURE') then happened_at end) as bounced_at,
    case
        when count_if(event_type in ('_email.hardbounce', '_SMS.FAILURE')) > 0 then 'hard'
        when count_if(event_type = '_email.softbounce') > 0 then 'soft'
    end as bounce,
    min(case when event_type = '_email.complaint' then happened_at end) as complained_at,
    min(case when event_type = '_email.rejected' then happened_at end) as rejected_at,
    min(case when event_type = '_email.rendering_failure' then happened_at end) as rendering_failed_at,
    min(case when event_type in ('_email.open', '_campaign.opened_notification', '_journey.opened_notification') then happened_at end) as opened_at,
    cast(count_if(event_type in ('_email.open', '_campaign.opened_notification', '_journey.opened_notification')) as bigint) as opens,
    min(case when event_type = '_email.click' then happened_at end) as clicked_at,
    cast(count_if(event_type = '_email.click') as bigint) as clicks,
    min(case when event_type in ('_email.unsubscribe', '_SMS.OPTOUT') then happened_at end) as unsubscribed_at,
    sum(price) as price_in_millicents_usd,
    min(arrival_date) as arrival_date
from told
group by application_id, message_id
