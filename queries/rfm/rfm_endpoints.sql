-- name:    rfm_endpoints
-- grain:   one row per channel and address of one upload: what is merged into the endpoint
-- param:   application_id varchar the application whose endpoints are renewed
-- param:   upload_id      varchar the upload
-- param:   labelled       boolean whether the attribute RFMSegment names the segment, or is emptied
-- returns: endpoint_id, given_id, channel_type, address, user_id varchar,
--          attributes map(varchar, array(varchar)) (RFMSegment),
--          metrics map(varchar, double) (RScore, FScore, MScore, ClusterLabel)
-- reads:   rfm_activity, rfm_scores, endpoints
-- An address that an active endpoint has already keeps that endpoint's id; a new one gets the id
-- derived from channel and address. An address that several customers used belongs to the one who
-- used it last. E-mail addresses that differ in case only are one address.
with

written as (
    select
        channel_type,
        address,
        case when channel_type = 'EMAIL' then lower(address) else address end as same_address,
        customer_id,
        last_at
    from rfm_activity
    where application_id = :application_id and upload_id = :upload_id
),

owners as (
    select
        channel_type,
        same_address,
        case when count(*) = 1 then min(address) else max_by(address, row(last_at, customer_id, address)) end as address,
        case when count(*) = 1 then min(customer_id) else max_by(customer_id, row(last_at, customer_id, address)) end as customer_id
    from written
    group by channel_type, same_address
),

known as (
    select
        channel_type,
        case when channel_type = 'EMAIL' then lower(address) else address end as same_address,
        min(endpoint_id) as endpoint_id,
        min_by(given_id, endpoint_id) as given_id
    from endpoints
    where application_id = :application_id and endpoint_status = 'ACTIVE' and address is not null
    group by channel_type, case when channel_type = 'EMAIL' then lower(address) else address end
),

derived as (
    select
        channel_type,
        same_address,
        address,
        customer_id,
        lower(to_hex(md5(to_utf8(channel_type || ':' || same_address)))) as endpoint_id
    from owners
)

select
    coalesce(known.endpoint_id, derived.endpoint_id) as endpoint_id,
    coalesce(known.given_id, derived.endpoint_id) as given_id,
    derived.channel_type,
    derived.address,
    derived.customer_id as user_id,
    map(
        array['RFMSegment'],
        array[case when :labelled then array[scores.segment] else array[] end]
    ) as attributes,
    map(
        array['RScore', 'FScore', 'MScore', 'ClusterLabel'],
        array[
            cast(scores.r_score as double), cast(scores.f_score as double),
            cast(scores.m_score as double), cast(scores.cluster_label as double)
        ]
    ) as metrics
from derived
inner join rfm_scores as scores on scores.customer_id = derived.customer_id
left join known on known.channel_type = derived.channel_type and known.same_address = derived.same_address
where scores.application_id = :application_id and scores.upload_id = :upload_id
