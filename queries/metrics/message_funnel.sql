-- name:    message_funnel
-- grain:   one row per group of messages that a campaign or journey decided, with how far they and their people came
-- param:   application_id  varchar the application
-- param:   origin          varchar one of campaign, journey; what origin_id names
-- param:   origin_id       varchar the campaign or journey
-- param:   from_day        varchar a day; first UTC day on which messages were decided, as 2026-11-24
-- param:   to_day          varchar a day; last UTC day on which messages were decided
-- param:   until_day       varchar a day; last UTC day on which something may have become of them; to_day or later
-- param:   group_by        varchar one of treatment, run, activity, channel, none; default none; what one row counts
-- param:   whole           varchar one of yes, no; default no; whether all messages together have a row too
-- param:   conversion      varchar default '_monetization.purchase'; type of the event that is a conversion
-- param:   attribute       varchar default ''; attribute that a conversion must have; empty for none
-- param:   attribute_value varchar default ''; value of that attribute
-- param:   amount          varchar default ''; metric, or else attribute, that is a conversion's revenue; when empty: amount, or else _item_price times _quantity
-- param:   window_hours    bigint  from 1 to 2160; default 168; a conversion counts so long after a message to its person was decided
-- returns: grouped_by varchar (treatment, run, activity, channel, none), group_key varchar (empty when it is none), members bigint (messages decided, those held back too),
--          targeted bigint (messages to be sent), sent bigint (handed over), delivered bigint (sent, and neither
--          bounced nor failed), opened bigint (delivered and opened), clicked bigint (delivered and clicked),
--          people, people_targeted, people_sent, people_delivered, people_opened, people_clicked bigint (users, or
--          endpoints without a user, with such a message), people_converted bigint (targeted, and converted in
--          time), conversions bigint (each once), revenue double (of them)
-- reads:   messages, events (partitioned by application_id, arrival_date), endpoints
with

asked as (
    select grouped_by
    from (values ('none'), ('treatment'), ('run'), ('activity'), ('channel')) as known (grouped_by)
    where grouped_by = :group_by or (:whole = 'yes' and grouped_by = 'none')
),

decided as (
    select
        message_id,
        coalesce(concat('user:', user_id), endpoint_id) as person,
        case when reason is null then 1 else 0 end as targeted,
        cast(to_unixtime(decided_at) * 1000 as bigint) as decided_ms,
        asked.grouped_by,
        case asked.grouped_by
            when 'treatment' then treatment_id
            when 'run' then coalesce(campaign_activity_id, journey_run_id)
            when 'activity' then journey_activity_id
            when 'channel' then channel_type
            else ''
        end as group_key
    from messages
    cross join asked
    where application_id = :application_id
        and (:origin = 'journey' or campaign_id = :origin_id)
        and (:origin = 'campaign' or journey_id = :origin_id)
        and decided_at >= cast(:from_day as timestamp)
        and decided_at < date_add('day', 1, cast(:to_day as timestamp))
),

-- an event that was delivered twice says the same twice
told as (
    select
        message_id,
        max(case
            when event_type in ('_campaign.send', '_journey.send')
                and send_status = 'SUCCESS'
            then 1 else 0
        end) as sent,
        max(case
            when event_type in ('_email.hardbounce', '_SMS.FAILURE') then 1
            when event_type in ('_email.softbounce', '_email.rejected') and journey_id is not null then 1
            else 0
        end) as lost,
        max(case when event_type in ('_email.open', '_campaign.opened_notification', '_journey.opened_notification') then 1 else 0 end) as opened,
        max(case when event_type = '_email.click' then 1 else 0 end) as clicked
    from events
    where application_id = :application_id
        and arrival_date between :from_day and :until_day
        and (:origin = 'journey' or campaign_id = :origin_id)
        and (:origin = 'campaign' or journey_id = :origin_id)
        and event_type in ('_campaign.send', '_journey.send', '_email.hardbounce', '_email.softbounce', '_email.rejected',
            '_SMS.FAILURE', '_email.open', '_campaign.opened_notification', '_journey.opened_notification', '_email.click')
    group by message_id
),

message as (
    select
        decided.grouped_by,
        decided.group_key,
        decided.person,
        decided.targeted,
        coalesce(told.sent, 0) as sent,
        coalesce(told.sent * (1 - told.lost), 0) as delivered,
        coalesce(told.sent * (1 - told.lost) * told.opened, 0) as opened,
        coalesce(told.sent * (1 - told.lost) * told.clicked, 0) as clicked
    from decided
    left join told on told.message_id = decided.message_id
),

person as (
    select
        grouped_by,
        group_key,
        person,
        count(*) as members,
        sum(targeted) as targeted,
        sum(sent) as sent,
        sum(delivered) as delivered,
        sum(opened) as opened,
        sum(clicked) as clicked
    from message
    group by grouped_by, group_key, person
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
        conversion.event_id,
        conversion.at_ms,
        conversion.amount,
        coalesce(concat('user:', coalesce(conversion.user_id, owner.user_id)), conversion.endpoint_id) as person
    from conversion
    left join owner on owner.endpoint_id = conversion.endpoint_id
),

-- of several messages that may have led to it a conversion is one
led as (
    select decided.grouped_by, decided.group_key, converted.person, converted.event_id, min(converted.amount) as amount
    from converted
    join decided on decided.person = converted.person
    where decided.targeted = 1
        and converted.at_ms >= decided.decided_ms
        and converted.at_ms <= decided.decided_ms + :window_hours * 3600000
    group by decided.grouped_by, decided.group_key, converted.person, converted.event_id
),

won as (
    select grouped_by, group_key, person, count(*) as conversions, sum(amount) as revenue
    from led
    group by grouped_by, group_key, person
)

select
    person.grouped_by,
    person.group_key,
    cast(sum(person.members) as bigint) as members,
    cast(sum(person.targeted) as bigint) as targeted,
    cast(sum(person.sent) as bigint) as sent,
    cast(sum(person.delivered) as bigint) as delivered,
    cast(sum(person.opened) as bigint) as opened,
    cast(sum(person.clicked) as bigint) as clicked,
    count(*) as people,
    count_if(person.targeted > 0) as people_targeted,
    count_if(person.sent > 0) as people_sent,
    count_if(person.delivered > 0) as people_delivered,
    count_if(person.opened > 0) as people_opened,
    count_if(person.clicked > 0) as people_clicked,
    count(won.person) as people_converted,
    cast(coalesce(sum(won.conversions), 0) as bigint) as conversions,
    coalesce(sum(won.revenue), 0) as revenue
from person
left join won
    on won.grouped_by = person.grouped_by and won.group_key = person.group_key and won.person = person.person
group by person.grouped_by, person.group_key
order by person.grouped_by, person.group_key
