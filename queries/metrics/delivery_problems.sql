-- name:    delivery_problems
-- grain:   one row per campaign, per journey, and one for transactional messages, of which some went wrong in a span of
--          days; each message counts once in a column, on however many days it was told
-- param:   application_id varchar the application
-- param:   from_day       varchar a day; first UTC day, as 2026-11-01
-- param:   to_day         varchar a day; last UTC day, as 2026-11-30
-- returns: origin varchar (campaign, journey, transactional), origin_id varchar (null for transactional), emails_sent
--          bigint, hard_bounced bigint, complained bigint, texts_sent bigint, texts_failed bigint, rendering_failed
--          bigint (could not be made from their template), handover_failed bigint (of campaigns and journeys: not
--          taken by the provider, expired, or refused by own code), last_at bigint (epoch milliseconds, of the newest
--          thing that went wrong)
-- reads:   events (partitioned by application_id, arrival_date)
with

told as (
    select
        case when campaign_id is not null then 'campaign' when journey_id is not null then 'journey' else 'transactional' end as origin,
        coalesce(campaign_id, journey_id) as origin_id,
        message_id,
        arrival_timestamp,
        case
            when event_type in ('_campaign.send', '_journey.send') then
                case
                    when send_status in (
                        'FAILURE_PERMANENT', 'TRANSIENT_FAILURE', 'THROTTLED', 'EXPIRED', 'UNKNOWN', 'HOOK_FAILURE',
                        'CUSTOM_DELIVERY_FAILURE', 'RECOMMENDATION_FAILURE', 'UNSUPPORTED_CHANNEL'
                    )
                    -- of an e-mail it is a rendering failure, told by its own event, or an opt-out at the last moment
                    or (send_status = 'FAILURE' and channel <> 'EMAIL') then 'handover'
                end
            when event_type in ('_SMS.BUFFERED', '_SMS.SUCCESS') then 'text'
            else event_type
        end as what
    from events
    where application_id = :application_id
        and arrival_date between :from_day and :to_day
        and event_type in (
            '_email.send', '_email.hardbounce', '_email.complaint', '_email.rendering_failure',
            '_SMS.BUFFERED', '_SMS.SUCCESS', '_SMS.FAILURE', '_campaign.send', '_journey.send'
        )
        and message_id is not null
),

counted as (
    select
        origin,
        origin_id,
        count(distinct message_id) filter (where what = '_email.send') as emails_sent,
        count(distinct message_id) filter (where what = '_email.hardbounce') as hard_bounced,
        count(distinct message_id) filter (where what = '_email.complaint') as complained,
        count(distinct message_id) filter (where what in ('text', '_SMS.FAILURE')) as texts_sent,
        count(distinct message_id) filter (where what = '_SMS.FAILURE') as texts_failed,
        count(distinct message_id) filter (where what = '_email.rendering_failure') as rendering_failed,
        count(distinct message_id) filter (where what = 'handover') as handover_failed,
        max(case when what not in ('_email.send', 'text') then arrival_timestamp end) as last_at
    from told
    where what is not null
    group by origin, origin_id
)

select *
from counted
where hard_bounced + complained + texts_failed + rendering_failed + handover_failed > 0
order by origin, origin_id
