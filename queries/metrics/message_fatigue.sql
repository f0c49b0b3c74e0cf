-- name:    message_fatigue
-- grain:   one row per number of messages that campaigns and journeys sent to a person between two days
-- param:   application_id varchar the application
-- param:   from_day       varchar a day; first UTC day of sends and of answers, as 2026-11-24
-- param:   to_day         varchar a day; last UTC day
-- param:   most           bigint  from 1 to 1000; default 20; people with more messages are counted with these
-- returns: messages_each bigint (of the last row possibly: or more), people bigint (users, or endpoints without a user),
--          messages bigint (handed over to them), opened bigint (of those messages), open_rate double, unsubscribed bigint
--          (people who unsubscribed by e-mail or SMS), unsubscribe_rate double (of the people), complained bigint
--          (people), complaint_rate double
-- reads:   events (partitioned by application_id, arrival_date)
with

message as (
    select
        message_id,
        coalesce(concat('user:', max(user_id)), max(endpoint_id)) as person,
        max(case when send_status = 'SUCCESS'
            then 1 else 0 end) as sent,
        max(case when event_type in ('_email.open', '_campaign.opened_notification', '_journey.opened_notification')
            then 1 else 0 end) as opened,
        max(case when event_type in ('_email.unsubscribe', '_SMS.OPTOUT') then 1 else 0 end) as unsubscribed,
        max(case when event_type = '_email.complaint' then 1 else 0 end) as complained
    from events
    where application_id = :application_id
        and arrival_date between :from_day and :to_day
        and message_id is not null
        and (campaign_id is not null or journey_id is not null)
        and event_type in ('_campaign.send', '_journey.send', '_email.open', '_campaign.opened_notification',
            '_journey.opened_notification', '_email.unsubscribe', '_SMS.OPTOUT', '_email.complaint')
    group by message_id
),

person as (
    select
        person,
        count(*) as messages,
        cast(sum(opened) as bigint) as opened,
        max(unsubscribed) as unsubscribed,
        max(complained) as complained
    from message
    where sent = 1
    group by person
)

select
    least(messages, :most) as messages_each,
    count(*) as people,
    cast(sum(messages) as bigint) as messages,
    cast(sum(opened) as bigint) as opened,
    sum(opened) / cast(sum(messages) as double) as open_rate,
    cast(sum(unsubscribed) as bigint) as unsubscribed,
    sum(unsubscribed) / cast(count(*) as double) as unsubscribe_rate,
    cast(sum(complained) as bigint) as complained,
    sum(complained) / cast(count(*) as double) as complaint_rate
from person
group by 1
order by messages_each
