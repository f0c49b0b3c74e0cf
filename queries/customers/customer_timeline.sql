-- name:    customer_timeline
-- grain:   one row per thing that happened to one customer between two instants, the latest first
-- param:   application_id  varchar   application that the customer belongs to
-- param:   endpoint_ids    varchar   the customer's endpoint ids in lower case, character 31 between them
-- param:   participant_ids varchar   as what the customer takes part in journeys, likewise
-- param:   user_id         varchar   default ''; the customer's user id; empty for none
-- param:   kinds           varchar   default 'message,response,event,journey'; what is listed, commas between
-- param:   since           timestamp UTC; what happened earlier is left out
-- param:   until           timestamp UTC; what happened later is left out
-- param:   after_key       varchar   default ''; of what happened at `until` itself, only rows with a greater key
-- param:   from_day        varchar   a day; UTC day of `since`, as 2026-11-24
-- param:   to_day          varchar   a day; UTC day of the last record of a message decided by `until`
-- param:   most            bigint    from 1 to 1001; default 100; how many rows
-- returns: entry_key varchar (orders rows of one instant: what can only come later stands first), happened_at timestamp (UTC), kind varchar (message,
--          response, event, journey), what varchar (of messages SENT, HELD, FAILED, PENDING; of journeys ENTERED,
--          LEFT; else the type of the event), reason varchar (why a message was held back; its send status when it
--          failed), message_id varchar, endpoint_id varchar, channel_type varchar, campaign_id varchar, treatment_id
--          varchar, journey_id varchar, journey_run_id varchar, activity varchar (of messages: that sends; of
--          journeys: entered, or left from), branch varchar (of journeys), link varchar (that was followed),
--          attributes map(varchar, varchar), metrics map(varchar, double) (both of events that the platform does not
--          make)
-- reads:   messages, journey_transitions, events (partitioned by application_id, arrival_date)
with

endpoint_ids as (
    select id from unnest(split(:endpoint_ids, chr(31))) as given(id)
),

participant_ids as (
    select id from unnest(split(:participant_ids, chr(31))) as given(id)
),

arrived as (
    select
        event_id, event_type, message_id, endpoint_id, channel, campaign_id, treatment_id, journey_id, journey_run_id,
        journey_activity_id, attributes, metrics, arrival_timestamp,
        facets.email_channel.mail_event.click.link as link,
        cast(from_unixtime(arrival_timestamp / 1e3) as timestamp) as arrived_at,
        row_number() over (partition by event_id order by arrival_timestamp) as delivery
    from events
    where application_id = :application_id
        and arrival_date between :from_day and :to_day
        and (endpoint_id in (select id from endpoint_ids) or (:user_id <> '' and user_id = :user_id))
),

-- an event that was delivered twice is one
happened as (
    select * from arrived where delivery = 1
),

decided as (
    select *
    from messages
    where application_id = :application_id
        and (endpoint_id in (select id from endpoint_ids) or (:user_id <> '' and user_id = :user_id))
        and decided_at <= :until
),

recorded as (
    select
        message_id,
        max_by(coalesce(element_at(attributes, 'campaign_send_status'), element_at(attributes, 'journey_send_status')), arrival_timestamp) as status
    from happened
    where event_type in ('_campaign.send', '_journey.send')
    group by message_id
),

-- by campaigns and journeys, with what was told of their sending
decided_messages as (
    select
        decided.message_id,
        decided.decided_at,
        case
            when decided.reason is not null then 'HELD'
            when recorded.status is null then 'PENDING'
            when recorded.status in ('SUCCESS', 'QUIET_TIME_WAIT_FINISHED') then 'SENT'
            else 'FAILED'
        end as what,
        case when coalesce(decided.reason, recorded.status) not in ('SUCCESS', 'QUIET_TIME_WAIT_FINISHED') then coalesce(decided.reason, recorded.status) end as reason,
        decided.endpoint_id,
        decided.channel_type,
        decided.campaign_id,
        decided.treatment_id,
        decided.journey_id,
        decided.journey_run_id,
        decided.journey_activity_id
    from decided
    left join recorded on recorded.message_id = decided.message_id
    where decided.decided_at >= :since
),

entries as (
    select
        concat('2/', message_id) as entry_key,
        decided_at as happened_at,
        'message' as kind,
        what,
        reason,
        message_id,
        endpoint_id,
        channel_type,
        campaign_id,
        treatment_id,
        journey_id,
        journey_run_id,
        journey_activity_id as activity,
        cast(null as varchar) as branch,
        cast(null as varchar) as link,
        cast(null as map(varchar, varchar)) as attributes,
        cast(null as map(varchar, double)) as metrics
    from decided_messages

    union all

    -- messages that no campaign or journey decided here, told by their sending
    select
        concat('2/', event_id),
        arrived_at,
        'message',
        'SENT',
        cast(null as varchar),
        message_id,
        endpoint_id,
        coalesce(channel, case when event_type = '_SMS.BUFFERED' then 'SMS' else 'EMAIL' end),
        campaign_id,
        treatment_id,
        journey_id,
        journey_run_id,
        journey_activity_id,
        cast(null as varchar),
        cast(null as varchar),
        cast(null as map(varchar, varchar)),
        cast(null as map(varchar, double))
    from happened
    where event_type in ('_email.send', '_SMS.BUFFERED')
        and coalesce(message_id, '') not in (select message_id from decided where message_id is not null)

    union all

    select
        concat('1/', event_id),
        arrived_at,
        case when starts_with(event_type, '_email.') or starts_with(event_type, '_SMS.') or starts_with(event_type, '_custom.')
            or event_type in ('_campaign.opened_notification', '_campaign.received_foreground', '_campaign.received_background',
                '_journey.opened_notification', '_journey.received_foreground', '_journey.received_background')
            then 'response' else 'event' end,
        event_type,
        cast(null as varchar),
        message_id,
        endpoint_id,
        channel,
        campaign_id,
        treatment_id,
        journey_id,
        journey_run_id,
        journey_activity_id,
        cast(null as varchar),
        link,
        case when not starts_with(event_type, '_email.') and not starts_with(event_type, '_SMS.') then attributes end,
        case when not starts_with(event_type, '_email.') and not starts_with(event_type, '_SMS.') then metrics end
    from happened
    where event_type not in ('_campaign.send', '_journey.send', '_email.send', '_SMS.BUFFERED')

    union all

    select
        concat(case when activity is null then '0/' else '3/' end, journey_run_id, '/') || concat(participant_id, '/', cast(hop as varchar)),
        entered_at,
        'journey',
        case when activity is null then 'LEFT' else 'ENTERED' end,
        cast(null as varchar),
        cast(null as varchar),
        endpoint_id,
        cast(null as varchar),
        cast(null as varchar),
        cast(null as varchar),
        journey_id,
        journey_run_id,
        coalesce(activity, from_activity),
        branch,
        cast(null as varchar),
        cast(null as map(varchar, varchar)),
        cast(null as map(varchar, double))
    from journey_transitions
    where application_id = :application_id
        and participant_id in (select id from participant_ids)
        and (from_activity is null or activity is null)
),

ranked as (
    select *, row_number() over (order by happened_at desc, entry_key) as place
    from entries
    where contains(split(:kinds, ','), kind)
        and happened_at >= :since
        and (happened_at < :until or (happened_at = :until and entry_key > :after_key))
)

select
    entry_key, happened_at, kind, what, reason, message_id, endpoint_id, channel_type, campaign_id, treatment_id,
    journey_id, journey_run_id, activity, branch, link, attributes, metrics
from ranked
where place <= :most
order by happened_at desc, entry_key
