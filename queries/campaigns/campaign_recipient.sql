-- name:    campaign_recipient
-- grain:   one row per message of a campaign that was decided for one customer, sent or held back
-- param:   application_id varchar the application
-- param:   campaign_id    varchar the campaign
-- param:   who            varchar id of an endpoint, of a user, or an address; upper and lower case are one
-- param:   from_day       varchar a day; UTC day of the first decision, as 2026-11-01
-- param:   to_day         varchar a day; UTC day of the last event
-- returns: message_id varchar, campaign_activity_id varchar (the run), treatment_id varchar, endpoint_id varchar,
--          user_id varchar, channel_type varchar, address varchar, decided_at timestamp, reason varchar (why it was held
--          back; null: it was to be sent), status varchar (of sending; null: not told yet), bounced boolean (or a failed
--          text), complained boolean, opened_at bigint (first, epoch milliseconds), clicked_at bigint (first)
-- reads:   messages, events (partitioned by application_id, arrival_date)
with

decided as (
    select
        message_id, campaign_activity_id, treatment_id, endpoint_id, user_id, channel_type, address, decided_at, reason
    from messages
    where application_id = :application_id
        and campaign_id = :campaign_id
        and decided_at >= cast(:from_day as timestamp)
        and (lower(endpoint_id) = lower(:who) or lower(user_id) = lower(:who) or lower(address) = lower(:who))
),

told as (
    select
        message_id,
        max_by(send_status, case when event_type = '_campaign.send' then arrival_timestamp end) as status,
        count_if(event_type in ('_email.hardbounce', '_SMS.FAILURE')) > 0 as bounced,
        count_if(event_type = '_email.complaint') > 0 as complained,
        min(case when event_type in ('_email.open', '_campaign.opened_notification') then arrival_timestamp end) as opened_at,
        min(case when event_type = '_email.click' then arrival_timestamp end) as clicked_at
    from events
    where application_id = :application_id
        and arrival_date between :from_day and :to_day
        and campaign_id = :campaign_id
        and message_id in (select message_id from decided)
    group by message_id
)

select
    decided.*,
    told.status,
    coalesce(told.bounced, false) as bounced,
    coalesce(told.complained, false) as complained,
    told.opened_at,
    told.clicked_at
from decided
left join told on told.message_id = decided.message_id
order by decided_at desc, decided.message_id
