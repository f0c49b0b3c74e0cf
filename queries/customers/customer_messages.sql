-- name:    customer_messages
-- grain:   one row per campaign or journey that decided messages for one customer, and what became of them
-- param:   application_id varchar  application that the customer belongs to
-- param:   endpoint_ids   varchar  the customer's endpoint ids in lower case, character 31 between them
-- param:   user_id        varchar  default ''; the customer's user id; empty for none
-- param:   from_day       varchar  a day; UTC day of the first record of a message that is asked for, as 2026-11-24; of messages
--                                  decided earlier it is not told whether they failed
-- param:   to_day         varchar  a day; UTC day of the last one
-- returns: campaign_id varchar, journey_id varchar, held boolean (held back when it was decided), outcome varchar (the
--          reason when held, else the send status; SUCCESS without a record), messages bigint, last_at timestamp (when
--          the last of them was decided)
-- reads:   messages, events (partitioned by application_id, arrival_date)
with

endpoint_ids as (
    select id from unnest(split(:endpoint_ids, chr(31))) as given(id)
),

recorded as (
    select
        message_id,
        max_by(coalesce(element_at(attributes, 'campaign_send_status'), element_at(attributes, 'journey_send_status')), arrival_timestamp) as status
    from events
    where application_id = :application_id
        and arrival_date between :from_day and :to_day
        and event_type in ('_campaign.send', '_journey.send')
        and (endpoint_id in (select id from endpoint_ids) or (:user_id <> '' and user_id = :user_id))
    group by message_id
),

ended as (
    select
        message.campaign_id,
        message.journey_id,
        message.reason is not null as held,
        coalesce(message.reason, recorded.status, 'SUCCESS') as outcome,
        message.decided_at
    from messages as message
    left join recorded on recorded.message_id = message.message_id
    where message.application_id = :application_id
        and (message.endpoint_id in (select id from endpoint_ids) or (:user_id <> '' and message.user_id = :user_id))
)

select campaign_id, journey_id, held, outcome, count(*) as messages, max(decided_at) as last_at
from ended
group by campaign_id, journey_id, held, outcome
order by campaign_id, journey_id, held, outcome
