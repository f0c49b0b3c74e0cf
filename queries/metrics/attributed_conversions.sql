-- name:    attributed_conversions
-- grain:   one row per campaign or journey, or part of one, that conversions are attributed to, and one for those that nothing led to
-- param:   application_id  varchar the application
-- param:   from_day        varchar a day; first UTC day of conversions, as 2026-11-24
-- param:   to_day          varchar a day; last UTC day of conversions
-- param:   since_day       varchar a day; first UTC day of messages that may have led to them; window_hours before from_day to miss none
-- param:   model           varchar one of last_touch, first_touch, linear; default last_touch; to which of several messages a conversion belongs: the one touched last, the one touched first, or an equal share to each
-- param:   touched_by      varchar one of send, open, click; default click; what makes a message one that may have led to a conversion
-- param:   detail          varchar one of origin, part; default origin; whether treatments and activities are told apart
-- param:   conversion      varchar default '_monetization.purchase'; type of the event that is a conversion
-- param:   attribute       varchar default ''; attribute that a conversion must have; empty for none
-- param:   attribute_value varchar default ''; value of that attribute
-- param:   amount          varchar default ''; metric, or else attribute, that is a conversion's revenue; when empty: amount, or else _item_price times _quantity
-- param:   window_hours    bigint  from 1 to 2160; default 168; how long before a conversion a touch may lie
-- returns: origin varchar (campaign, journey, none), origin_id varchar (null of none), part_id varchar (treatment or
--          activity; null unless asked for), conversions double (shares; over all rows, the number of conversions),
--          revenue double (the same shares of it), touched bigint (conversions before which it was touched in time)
-- reads:   events (partitioned by application_id, arrival_date), endpoints
with

conversion as (
    select
        event_id,
        min(endpoint_id) as endpoint_id,
        min(user_id) as user_id,
        min(arrival_timestamp) as at_ms,
        coalesce(min(case
            when :amount <> '' then coalesce(element_at(metrics, :amount), try_cast(element_at(attributes, :amount) as double))
            else coalesce(
                element_at(metrics, 'amount'),
                element_at(metrics, '_item_price') * coalesce(element_at(metrics, '_quantity'), 1),
                try_cast(element_at(attributes, 'amount') as double)
            )
        end), 0) as amount
    from events
    where application_id = :application_id
        and arrival_date between :from_day and :to_day
        and event_type = :conversion
        and (:attribute = '' or element_at(attributes, :attribute) = :attribute_value)
    group by event_id
),

-- the app's event may know the endpoint only, the message its user
owner as (
    select endpoint_id, user_id
    from endpoints
    where application_id = :application_id
        and endpoint_id in (select endpoint_id from conversion where user_id is null)
),

converted as (
    select
        conversion.event_id,
        conversion.at_ms,
        conversion.amount,
        coalesce(concat('user:', coalesce(conversion.user_id, owner.user_id)), conversion.endpoint_id) as person
    from conversion
    left join owner on owner.endpoint_id = conversion.endpoint_id
),

touch as (
    select
        message_id,
        coalesce(concat('user:', user_id), endpoint_id) as person,
        arrival_timestamp as at_ms,
        case when campaign_id is not null then 'campaign' else 'journey' end as origin,
        coalesce(campaign_id, journey_id) as origin_id,
        case when :detail = 'part' then coalesce(treatment_id, journey_activity_id) end as part_id
    from events
    where application_id = :application_id
        and arrival_date between :since_day and :to_day
        and message_id is not null
        and (campaign_id is not null or journey_id is not null)
        and (
            (:touched_by = 'send' and event_type in ('_campaign.send', '_journey.send')
                and send_status = 'SUCCESS')
            or (:touched_by = 'open' and event_type in ('_email.open', '_campaign.opened_notification', '_journey.opened_notification'))
            or (:touched_by = 'click' and event_type = '_email.click')
        )
),

-- a message that was opened three times before a conversion is one; without any there is a row without a message
led as (
    select
        converted.event_id,
        touch.message_id,
        min(converted.amount) as amount,
        coalesce(min(touch.origin), 'none') as origin,
        min(touch.origin_id) as origin_id,
        min(touch.part_id) as part_id,
        min(touch.at_ms) as first_ms,
        max(touch.at_ms) as last_ms
    from converted
    left join touch
        on touch.person = converted.person
        and touch.at_ms <= converted.at_ms
        and touch.at_ms >= converted.at_ms - :window_hours * 3600000
    group by converted.event_id, touch.message_id
),

ranked as (
    select
        *,
        row_number() over (partition by event_id order by last_ms desc, message_id) as from_last,
        row_number() over (partition by event_id order by first_ms, message_id) as from_first,
        count(*) over (partition by event_id) as messages
    from led
),

-- in whole parts, so that the shares of a conversion add up to one: 720720 can be divided by every number up to 16
shared as (
    select
        event_id,
        origin,
        origin_id,
        part_id,
        amount,
        case :model
            when 'last_touch' then case when from_last = 1 then 720720000 else 0 end
            when 'first_touch' then case when from_first = 1 then 720720000 else 0 end
            else 720720000 / messages + case when from_last <= 720720000 % messages then 1 else 0 end
        end as share
    from ranked
)

select
    origin,
    origin_id,
    part_id,
    sum(share) / 720720000e0 as conversions,
    sum(share / 720720000e0 * amount) as revenue,
    count(distinct event_id) as touched
from shared
group by origin, origin_id, part_id
order by conversions desc, origin, origin_id, part_id
