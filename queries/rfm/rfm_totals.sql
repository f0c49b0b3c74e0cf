-- name:    rfm_totals
-- grain:   one row about one upload
-- param:   application_id varchar the application that the customers belong to
-- param:   upload_id      varchar the upload
-- returns: newest timestamp (its newest event), customers bigint, addresses bigint (distinct channel and address; case of e-mail aside), events bigint
-- reads:   rfm_activity
select
    max(last_at) as newest,
    count(distinct customer_id) as customers,
    count(distinct row(channel_type, case when channel_type = 'EMAIL' then lower(address) else address end)) as addresses,
    cast(sum(events) as bigint) as events
from rfm_activity
where application_id = :application_id and upload_id = :upload_id
