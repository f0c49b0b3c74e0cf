-- name:    mail_providers
-- grain:   one row per mail provider, or domain, of the recipients of e-mails sent between two days
-- param:   application_id varchar the application
-- param:   from_day       varchar a day; first UTC day on which e-mails were sent, as 2026-11-24
-- param:   to_day         varchar a day; last UTC day on which e-mails were sent
-- param:   until_day      varchar a day; last UTC day on which something may have become of them; to_day or later
-- param:   origin_id      varchar default ''; one campaign or journey; empty for all e-mails
-- param:   group_by       varchar one of provider, domain; default provider; what one row counts
-- returns: provider varchar (gmail, outlook, yahoo, apple, gmx, proton, yandex, mail.ru, qq, netease, comcast, zoho,
--          other), domain varchar (null unless asked for), sent bigint (e-mails), delivered bigint (that the provider
--          said it took), hard_bounced, soft_bounced, rejected, complained, opened, clicked, unsubscribed bigint (e-mails),
--          delivery_rate, bounce_rate, complaint_rate double (of those sent; bounces hard and soft), open_rate, click_rate,
--          unsubscribe_rate double (of those delivered)
-- reads:   events (partitioned by application_id, arrival_date)
with

mail as (
    select
        coalesce(message_id, facets.email_channel.mail_event.mail.message_id) as id,
        max(nullif(lower(regexp_extract(element_at(facets.email_channel.mail_event.mail.destination, 1), '@([^@>\s]+)', 1)), '')) as domain,
        max(case when event_type = '_email.send' and arrival_date <= :to_day then 1 else 0 end) as sent,
        max(case when event_type = '_email.delivered' then 1 else 0 end) as delivered,
        max(case when event_type = '_email.hardbounce' then 1 else 0 end) as hard_bounced,
        max(case when event_type = '_email.softbounce' then 1 else 0 end) as soft_bounced,
        max(case when event_type = '_email.rejected' then 1 else 0 end) as rejected,
        max(case when event_type = '_email.complaint' then 1 else 0 end) as complained,
        max(case when event_type = '_email.open' then 1 else 0 end) as opened,
        max(case when event_type = '_email.click' then 1 else 0 end) as clicked,
        max(case when event_type = '_email.unsubscribe' then 1 else 0 end) as unsubscribed
    from events
    where application_id = :application_id
        and arrival_date between :from_day and :until_day
        and starts_with(event_type, '_email.')
        and (:origin_id = '' or campaign_id = :origin_id or journey_id = :origin_id)
    group by coalesce(message_id, facets.email_channel.mail_event.mail.message_id)
),

placed as (
    select
        *,
        case
            when regexp_like(domain, '^(gmail|googlemail)\.com$') then 'gmail'
            when regexp_like(domain, '^(outlook|hotmail|live|msn|windowslive)\.[a-z.]+$') then 'outlook'
            when regexp_like(domain, '^(yahoo|ymail|rocketmail|aol|aim|verizon)\.[a-z.]+$') then 'yahoo'
            when regexp_like(domain, '^(icloud|me|mac)\.com$') then 'apple'
            when regexp_like(domain, '^(gmx\.[a-z.]+|web\.de|mail\.com)$') then 'gmx'
            when regexp_like(domain, '^(proton\.me|protonmail\.(com|ch)|pm\.me)$') then 'proton'
            when regexp_like(domain, '^(yandex\.[a-z.]+|ya\.ru)$') then 'yandex'
            when regexp_like(domain, '^(mail|bk|inbox|list|internet)\.ru$') then 'mail.ru'
            when regexp_like(domain, '^(qq|foxmail)\.com$') then 'qq'
            when regexp_like(domain, '^(163|126)\.com$|^yeah\.net$') then 'netease'
            when domain = 'comcast.net' then 'comcast'
            when regexp_like(domain, '^(zoho|zohomail)\.[a-z.]+$') then 'zoho'
            else 'other'
        end as provider
    from mail
    where sent = 1
),

counted as (
    select
        provider,
        case when :group_by = 'domain' then domain end as domain,
        count(*) as sent,
        cast(sum(delivered) as bigint) as delivered,
        cast(sum(hard_bounced) as bigint) as hard_bounced,
        cast(sum(soft_bounced) as bigint) as soft_bounced,
        cast(sum(rejected) as bigint) as rejected,
        cast(sum(complained) as bigint) as complained,
        cast(sum(opened) as bigint) as opened,
        cast(sum(clicked) as bigint) as clicked,
        cast(sum(unsubscribed) as bigint) as unsubscribed,
        cast(sum(case when hard_bounced + soft_bounced > 0 then 1 else 0 end) as bigint) as bounced
    from placed
    group by 1, 2
)

select
    provider,
    domain,
    sent,
    delivered,
    hard_bounced,
    soft_bounced,
    rejected,
    complained,
    opened,
    clicked,
    unsubscribed,
    delivered / cast(sent as double) as delivery_rate,
    bounced / cast(sent as double) as bounce_rate,
    complained / cast(sent as double) as complaint_rate,
    opened / nullif(cast(delivered as double), 0) as open_rate,
    clicked / nullif(cast(delivered as double), 0) as click_rate,
    unsubscribed / nullif(cast(delivered as double), 0) as unsubscribe_rate
from counted
order by sent desc, provider, domain
