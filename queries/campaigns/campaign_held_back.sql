-- name:    campaign_held_back
-- grain:   one row per endpoint that got nothing of a campaign at its newest decision, the latest first
-- param:   application_id varchar the application
-- param:   campaign_id    varchar the campaign
-- param:   reason         varchar default ''; one reason, as QUIET_TIME; empty for all
-- param:   from_day       varchar a day; UTC day, as 2026-11-24; messages decided earlier are left out
-- param:   most           bigint  from 1 to 1000; default 20; how many rows
-- returns: endpoint_id varchar, user_id varchar, channel_type varchar, address varchar, decided_at timestamp (UTC),
--          reason varchar (why it was held back)
-- reads:   messages
with

newest as (
    select
        endpoint_id,
        user_id,
        channel_type,
        address,
        decided_at,
        reason,
        row_number() over (partition by endpoint_id order by decided_at desc, message_id) as back
    from messages
    where application_id = :application_id
        and campaign_id = :campaign_id
        and decided_at >= cast(:from_day as timestamp)
),

held as (
    select *, row_number() over (order by decided_at desc, endpoint_id) as place
    from newest
    where back = 1
        and reason is not null
        and (:reason = '' or reason = :reason)
)

select endpoint_id, user_id, channel_type, address, decided_at, reason
from held
where place <= :most
order by place
