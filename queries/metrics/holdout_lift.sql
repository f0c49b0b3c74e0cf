-- name:    holdout_lift
-- grain:   one row per group of people that a campaign's holdout, or a journey's holdout activity, drew lots for:
--          those held out, and those who went on
-- param:   application_id  varchar the application
-- param:   origin_id       varchar the campaign or journey
-- param:   from_day        varchar a day; first UTC day on which lots were drawn, as 2026-11-24
-- param:   to_day          varchar a day; last UTC day on which lots were drawn
-- param:   until_day       varchar a day; last UTC day on which somebody may have converted; to_day or later
-- param:   conversion      varchar default '_monetization.purchase'; type of the event that is a conversion
-- param:   attribute       varchar default ''; attribute that a conversion must have; empty for none
-- param:   attribute_value varchar default ''; value of that attribute
-- param:   amount          varchar default ''; metric, or else attribute, that is a conversion's revenue; when empty: amount, or else _item_price times _quantity
-- param:   window_hours    bigint  from 1 to 2160; default 168; a conversion counts so long after its person's lot was drawn
-- returns: activity varchar (the journey's holdout activity; null for a campaign), held_out boolean, treatment_id
--          varchar (null for those held out, and for a journey), people bigint (users, or endpoints without a user),
--          converted bigint (people), conversions bigint (events), revenue double (of all conversions),
--          revenue_squares double (sum of the squares of each person's revenue), crossed bigint (people who later, or
--          by another endpoint, were drawn for another group; they count here), last_drawn_at timestamp (UTC)
-- reads:   messages, journey_transitions, events (partitioned by application_id, arrival_date), endpoints
with

-- Whom the lot decided about: reasons that are asked before the holdout keep people out of both groups, and those
-- that are asked after it out of neither, since nobody asked them of the people held out.
drawn as (
    select
        '' as activity,
        coalesce(concat('user:', user_id), endpoint_id) as person,
        endpoint_id,
        case when reason = 'HOLDOUT' then 'held' else concat('went:', treatment_id) end as side,
        cast(to_unixtime(decided_at) * 1000 as bigint) as drawn_ms
    from messages
    where application_id = :application_id
        and campaign_id = :origin_id
        and decided_at >= cast(:from_day as timestamp)
        and decided_at < date_add('day', 1, cast(:to_day as timestamp))
        and (reason is null or reason in
            ('HOLDOUT', 'CAMPAIGN_CAP', 'TOTAL_CAP', 'TIMEFRAME_CAP', 'DAILY_CAP', 'QUIET_TIME_MISSING_TIMEZONE', 'QUIET_TIME'))

    union all

    select
        from_activity,
        coalesce(concat('user:', user_id), endpoint_id, participant_id),
        participant_id,
        case when branch = 'HOLDOUT' then 'held' else 'went:' end,
        cast(to_unixtime(entered_at) * 1000 as bigint)
    from journey_transitions
    where application_id = :application_id
        and journey_id = :origin_id
        and entered_at >= cast(:from_day as timestamp)
        and entered_at < date_add('day', 1, cast(:to_day as timestamp))
        and branch in ('HOLDOUT', 'PASSED')
),

-- A person belongs where its first lot fell, of several at once where that of the first endpoint did: neither
-- depends on how the lots fell.
person as (
    select
        activity,
        person,
        min_by(side, concat(lpad(cast(drawn_ms as varchar), 15, '0'), '/', endpoint_id)) as side,
        min(drawn_ms) as drawn_ms,
        case when count(distinct side) > 1 then 1 else 0 end as crossed
    from drawn
    group by activity, person
),

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
        and arrival_date between :from_day and :until_day
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
        conversion.at_ms,
        conversion.amount,
        coalesce(concat('user:', coalesce(conversion.user_id, owner.user_id)), conversion.endpoint_id) as person
    from conversion
    left join owner on owner.endpoint_id = conversion.endpoint_id
),

won as (
    select person.activity, person.person, count(*) as conversions, sum(converted.amount) as revenue
    from person
    join converted on converted.person = person.person
    where converted.at_ms >= person.drawn_ms
        and converted.at_ms <= person.drawn_ms + :window_hours * 3600000
    group by person.activity, person.person
)

select
    nullif(person.activity, '') as activity,
    person.side = 'held' as held_out,
    case when person.side <> 'held' then nullif(substr(person.side, 6), '') end as treatment_id,
    count(*) as people,
    count(won.person) as converted,
    cast(coalesce(sum(won.conversions), 0) as bigint) as conversions,
    coalesce(sum(won.revenue), 0) as revenue,
    coalesce(sum(won.revenue * won.revenue), 0) as revenue_squares,
    cast(sum(person.crossed) as bigint) as crossed,
    cast(from_unixtime(max(person.drawn_ms) / 1e3) as timestamp) as last_drawn_at
from person
left join won on won.activity = person.activity and won.person = person.person
group by person.activity, person.side
order by person.activity, person.side
