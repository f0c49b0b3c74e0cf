-- name:    message_metrics
-- grain:   one row per group of messages to which something happened between two instants
-- param:   application_id varchar the application
-- param:   from_day       varchar a day; UTC day of from_ms, as 2026-11-24
-- param:   to_day         varchar a day; UTC day of to_ms
-- param:   from_ms        bigint  first instant, epoch milliseconds
-- param:   to_ms          bigint  last instant, epoch milliseconds
-- param:   origin         varchar one of campaign, journey, transactional; transactional is neither of the others
-- param:   origin_id      varchar default ''; one campaign or journey; empty for all
-- param:   group_by       varchar one of date, campaign, run, activity, none, each; default none; what one row counts; each: all of
--          them, the days, and the runs of campaigns or the activities of journeys
-- returns: grouped_by varchar (date, campaign, run, activity, none), group_key varchar (empty when it is none), sent bigint (messages handed over by campaigns or
--          journeys), emails_sent bigint, rejected bigint, hard_bounced bigint, soft_bounced bigint, complained bigint,
--          opened bigint (messages), openers bigint (recipients), clicks bigint (each counts), clickers bigint
--          (recipients), unsubscribes bigint (each counts), reached bigint (endpoints whose message did not bounce),
--          pushes_sent bigint, pushes_opened bigint, price_millicents double (thousandths of a US cent)
-- reads:   events (partitioned by application_id, arrival_date)
with

-- an event that was delivered twice is one: messages, recipients and ids of events are counted, not rows
happened as (
    select
        event_id,
        event_type,
        message_id,
        endpoint_id,
        channel,
        event_type in ('_campaign.send', '_journey.send') and send_status = 'SUCCESS' as is_sent,
        element_at(metrics, 'price_in_millicents_usd') as price,
        arrival_date,
        campaign_id,
        campaign_activity_id,
        journey_activity_id
    from events
    where application_id = :application_id
        and arrival_date between :from_day and :to_day
        and arrival_timestamp between :from_ms and :to_ms
        -- what remains of each condition is handed to the reading of the table, which looks at them in this order
        and (:origin_id = '' or :origin <> 'campaign' or campaign_id = :origin_id)
        and (:origin_id = '' or :origin <> 'journey' or journey_id = :origin_id)
        and (:origin_id = '' or :origin <> 'transactional')
        and (:origin <> 'campaign' or :origin_id <> '' or campaign_id is not null)
        and (:origin = 'campaign' or campaign_id is null)
        and (:origin <> 'journey' or :origin_id <> '' or journey_id is not null)
        and (:origin <> 'transactional' or journey_id is null)
        and (starts_with(event_type, '_email.') or starts_with(event_type, '_SMS.')
            or starts_with(event_type, '_campaign.') or starts_with(event_type, '_journey.'))
),

bounced as (
    select distinct message_id
    from happened
    where event_type = '_email.hardbounce'
),

-- the recipient of an address that is no endpoint stands in the record of the mail, which is read for those events only
addressed as (
    select event_id, min(element_at(facets.email_channel.mail_event.mail.destination, 1)) as address
    from events
    where application_id = :application_id
        and arrival_date between :from_day and :to_day
        and endpoint_id is null
        and event_type in ('_email.open', '_email.click')
        and (:origin_id = '' or :origin <> 'campaign' or campaign_id = :origin_id)
        and (:origin_id = '' or :origin <> 'journey' or journey_id = :origin_id)
    group by event_id
),

asked as (
    select grouped_by
    from (values ('none'), ('date'), ('campaign'), ('run'), ('activity')) as known (grouped_by)
    where grouped_by = :group_by
        or (:group_by = 'each' and grouped_by in ('none', 'date', case :origin when 'campaign' then 'run' when 'journey' then 'activity' else 'none' end))
),

marked as (
    select
        happened.*,
        coalesce(happened.endpoint_id, addressed.address) as recipient,
        is_sent and bounced.message_id is null as is_reached
    from happened
    left join bounced on bounced.message_id = happened.message_id
    left join addressed on happened.endpoint_id is null and addressed.event_id = happened.event_id
),

grouped as (
    select
        marked.*,
        asked.grouped_by,
        case asked.grouped_by
            when 'date' then arrival_date
            when 'campaign' then campaign_id
            when 'run' then campaign_activity_id
            when 'activity' then journey_activity_id
            else ''
        end as group_key
    from marked
    cross join asked
),

counted as (
    select
        grouped_by,
        group_key,
        count(distinct message_id) filter (where is_sent) as sent,
        count(distinct message_id) filter (where event_type = '_email.send') as emails_sent,
        count(distinct message_id) filter (where event_type = '_email.rejected') as rejected,
        count(distinct message_id) filter (where event_type = '_email.hardbounce') as hard_bounced,
        count(distinct message_id) filter (where event_type = '_email.softbounce') as soft_bounced,
        count(distinct message_id) filter (where event_type = '_email.complaint') as complained,
        count(distinct message_id) filter (where event_type = '_email.open') as opened,
        count(distinct recipient) filter (where event_type = '_email.open') as openers,
        count(distinct event_id) filter (where event_type = '_email.click') as clicks,
        count(distinct recipient) filter (where event_type = '_email.click') as clickers,
        count(distinct event_id) filter (where event_type = '_email.unsubscribe') as unsubscribes,
        count(distinct endpoint_id) filter (where is_reached) as reached,
        count(distinct message_id) filter (
            where is_sent
                and channel in ('ADM', 'APNS', 'APNS_SANDBOX', 'APNS_VOIP', 'APNS_VOIP_SANDBOX', 'BAIDU', 'GCM', 'PUSH')
        ) as pushes_sent,
        count(distinct event_id) filter (where event_type = '_campaign.opened_notification') as pushes_opened
    from grouped
    group by grouped_by, group_key
),

-- of few events, so that it is no burden to the count of the others that they are told apart
priced as (
    select grouped_by, group_key, sum(price) as price_millicents
    from (
        select distinct
            event_id,
            price,
            asked.grouped_by,
            case asked.grouped_by
                when 'date' then arrival_date
                when 'campaign' then campaign_id
                when 'run' then campaign_activity_id
                when 'activity' then journey_activity_id
                else ''
            end as group_key
        from happened
        cross join asked
        where price is not null
    ) as told
    group by grouped_by, group_key
)

select
    counted.*,
    coalesce(priced.price_millicents, 0) as price_millicents
from counted
left join priced on priced.grouped_by = counted.grouped_by and priced.group_key is not distinct from counted.group_key
order by counted.grouped_by, counted.group_key
