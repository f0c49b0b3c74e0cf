-- name:    message_metrics
-- grain:   one row per group of messages to which something happened between two instants
-- param:   application_id varchar the application
-- param:   from_day       varchar UTC day of from_ms, as 2026-11-24
-- param:   to_day         varchar UTC day of to_ms
-- param:   from_ms        bigint  first instant, epoch milliseconds
-- param:   to_ms          bigint  last instant, epoch milliseconds
-- param:   origin         varchar one of campaign, journey, transactional; transactional is neither of the others
-- param:   origin_id      varchar default ''; one campaign or journey; empty for all
-- param:   group_by       varchar one of date, campaign, run, activity, none; default none; what one row counts
-- returns: group_key varchar (empty when group_by is none), sent bigint (messages handed over by campaigns or
--          journeys), emails_sent bigint, rejected bigint, hard_bounced bigint, soft_bounced bigint, complained bigint,
--          opened bigint (messages), openers bigint (recipients), clicks bigint (each counts), clickers bigint
--          (recipients), unsubscribes bigint (each counts), reached bigint (endpoints whose message did not bounce),
--          pushes_sent bigint, pushes_opened bigint, price_millicents double (thousandths of a US cent)
-- reads:   events (partitioned by application_id, arrival_date)
with

-- an event that was delivered twice is one
happened as (
    select distinct
        event_id,
        event_type,
        message_id,
        endpoint_id,
        coalesce(endpoint_id, element_at(facets.email_channel.mail_event.mail.destination, 1)) as recipient,
        channel,
        coalesce(element_at(attributes, 'campaign_send_status'), element_at(attributes, 'journey_send_status')) as status,
        element_at(metrics, 'price_in_millicents_usd') as price,
        case :group_by
            when 'date' then arrival_date
            when 'campaign' then campaign_id
            when 'run' then campaign_activity_id
            when 'activity' then journey_activity_id
            else ''
        end as group_key
    from events
    where application_id = :application_id
        and arrival_date between :from_day and :to_day
        and arrival_timestamp between :from_ms and :to_ms
        and (starts_with(event_type, '_email.') or starts_with(event_type, '_SMS.')
            or starts_with(event_type, '_campaign.') or starts_with(event_type, '_journey.'))
        and case when campaign_id is not null then 'campaign' when journey_id is not null then 'journey' else 'transactional' end = :origin
        and (:origin_id = '' or coalesce(campaign_id, journey_id) = :origin_id)
),

told as (
    select
        *,
        event_type in ('_campaign.send', '_journey.send') and status = 'SUCCESS' as is_sent,
        channel in ('ADM', 'APNS', 'APNS_SANDBOX', 'APNS_VOIP', 'APNS_VOIP_SANDBOX', 'BAIDU', 'GCM', 'PUSH') as is_push,
        max(case when event_type = '_email.hardbounce' then 1 else 0 end) over (partition by message_id) as bounced
    from happened
)

select
    group_key,
    count(distinct case when is_sent then message_id end) as sent,
    count(distinct case when event_type = '_email.send' then message_id end) as emails_sent,
    count(distinct case when event_type = '_email.rejected' then message_id end) as rejected,
    count(distinct case when event_type = '_email.hardbounce' then message_id end) as hard_bounced,
    count(distinct case when event_type = '_email.softbounce' then message_id end) as soft_bounced,
    count(distinct case when event_type = '_email.complaint' then message_id end) as complained,
    count(distinct case when event_type = '_email.open' then message_id end) as opened,
    count(distinct case when event_type = '_email.open' then recipient end) as openers,
    count_if(event_type = '_email.click') as clicks,
    count(distinct case when event_type = '_email.click' then recipient end) as clickers,
    count_if(event_type = '_email.unsubscribe') as unsubscribes,
    count(distinct case when is_sent and bounced = 0 then endpoint_id end) as reached,
    count(distinct case when is_sent and is_push then message_id end) as pushes_sent,
    count_if(event_type = '_campaign.opened_notification') as pushes_opened,
    coalesce(sum(price), 0) as price_millicents
from told
group by group_key
order by group_key
