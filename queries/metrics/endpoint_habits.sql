-- name:    endpoint_habits
-- grain:   one row per endpoint and channel on which messages were sent to it: the hour at which it opens them, and whether its channel is
--          the one on which its person answers best
-- param:   application_id varchar the application
-- param:   from_day       varchar a day; first UTC day of sends and opens, as 2026-11-24
-- param:   to_day         varchar a day; last UTC day
-- param:   endpoint_id    varchar default ''; one endpoint; empty for all
-- returns: endpoint_id varchar, user_id varchar, channel varchar, time_zone varchar (as the endpoint
--          tells it; hours are UTC when it is null or none that there is),
--          sent bigint (messages handed over), opened bigint (messages), open_rate double, best_hour bigint (0 to 23,
--          local, at which most messages were first opened, the earliest of several; null without opens),
--          opened_then bigint, best_channel varchar (of all the person's endpoints, by the share opened of what was
--          sent on it, drawn towards a half by two messages where few were sent)
-- reads:   events (partitioned by application_id, arrival_date), endpoints
with

message as (
    select
        message_id,
        max(endpoint_id) as endpoint_id,
        max(channel) as channel,
        max(user_id) as user_id,
        max(case when event_type = '_email.send' or event_type = '_SMS.SUCCESS'
            or send_status = 'SUCCESS'
            then 1 else 0 end) as sent,
        min(case when event_type in ('_email.open', '_campaign.opened_notification', '_journey.opened_notification')
            then arrival_timestamp end) as opened_ms
    from events
    where application_id = :application_id
        and arrival_date between :from_day and :to_day
        and message_id is not null
        and event_type in ('_campaign.send', '_journey.send', '_email.send', '_SMS.SUCCESS', '_email.open',
            '_campaign.opened_notification', '_journey.opened_notification')
    group by message_id
),

named as (
    select
        message.endpoint_id,
        coalesce(message.user_id, endpoint.user_id) as user_id,
        coalesce(message.channel, endpoint.channel_type) as channel,
        endpoint.demographic_timezone as zone,
        message.sent,
        message.opened_ms / 900000 as quarter
    from message
    left join endpoints as endpoint
        on endpoint.application_id = :application_id and endpoint.endpoint_id = message.endpoint_id
    where message.sent = 1 and message.endpoint_id is not null
),

own as (
    select
        endpoint_id,
        max(user_id) as user_id,
        channel,
        max(zone) as zone,
        count(*) as sent,
        count(quarter) as opened
    from named
    group by endpoint_id, channel
),

local as (
    select
        zone,
        quarter,
        try(at_timezone(from_unixtime(quarter * 9e2), nullif(zone, ''))) as in_zone,
        at_timezone(from_unixtime(quarter * 9e2), 'UTC') as in_utc
    from (select distinct coalesce(zone, '') as zone, quarter from named where quarter is not null) as instants
),

opens as (
    select named.endpoint_id, named.channel, hour(coalesce(local.in_zone, local.in_utc)) as hour, count(*) as opened
    from named
    join local on local.zone = coalesce(named.zone, '') and local.quarter = named.quarter
    group by 1, 2, 3
),

-- of hours with as many opens the earliest
best_hour as (
    select endpoint_id, channel, max_by(hour, opened * 100 - hour) as hour, max(opened) as opened_then
    from opens
    group by endpoint_id, channel
),

by_channel as (
    select
        coalesce(concat('user:', user_id), endpoint_id) as person,
        channel,
        cast(sum(opened) as bigint) as opened,
        cast(sum(sent) as bigint) as sent
    from own
    group by 1, 2
),

ranked as (
    select
        person,
        channel,
        row_number() over (
            partition by person
            order by (opened + 1) / cast(sent + 2 as double) desc, opened desc, channel
        ) as place
    from by_channel
)

select
    own.endpoint_id,
    own.user_id,
    own.channel,
    own.zone as time_zone,
    own.sent,
    own.opened,
    own.opened / cast(own.sent as double) as open_rate,
    cast(best_hour.hour as bigint) as best_hour,
    coalesce(best_hour.opened_then, 0) as opened_then,
    ranked.channel as best_channel
from own
join ranked on ranked.person = coalesce(concat('user:', own.user_id), own.endpoint_id) and ranked.place = 1
left join best_hour on best_hour.endpoint_id = own.endpoint_id and best_hour.channel = own.channel
where :endpoint_id = '' or own.endpoint_id = :endpoint_id
order by own.endpoint_id, own.channel
