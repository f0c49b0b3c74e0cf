-- name:    rfm_endpoints
-- grain:   one row per channel and address of one upload: what is merged into the endpoint
-- param:   application_id varchar the application whose endpoints are renewed
-- param:   upload_id      varchar the upload
-- param:   mark           varchar what the names of metrics and attribute end with; empty for the plain names
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

shared as (
    select channel_type, same_address
    from written
    group by channel_type, same_address
    having count(*) > 1
),

last_uses as (
    select
        written.channel_type,
        written.same_address,
        max(row(written.last_at, written.customer_id, written.address)) as last_use
    from written
    inner join shared on written.channel_type = shared.channel_type and written.same_address = shared.same_address
    group by written.channel_type, written.same_address
),

owners as (
    select written.channel_type, written.same_address, written.address, written.customer_id
    from written
    left join last_uses
        on written.channel_type = last_uses.channel_type and written.same_address = last_uses.same_address
    where last_uses.last_use is null or last_uses.last_use = row(written.last_at, written.customer_id, written.address)
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
),

scores as (
    select customer_id, r_score, f_score, m_score, cluster_label, segment
    from rfm_scores
    where application_id = :application_id and upload_id = :upload_id
),

cells as ( -- maps are made once for each cell, not for each endpoint
    select
        r_score,
        f_score,
        m_score,
        cluster_label,
        segment,
        map(
            array['RFMSegment' || :mark],
            array[array[segment]]
        ) as attributes,
        map(
            array['RScore' || :mark, 'FScore' || :mark, 'MScore' || :mark, 'ClusterLabel' || :mark],
            array[
                cast(r_score as double), cast(f_score as double),
                cast(m_score as double), cast(cluster_label as double)
            ]
        ) as metrics
    from (select distinct r_score, f_score, m_score, cluster_label, segment from scores) as distinct_cells
)

select
    coalesce(known.endpoint_id, derived.endpoint_id) as endpoint_id,
    coalesce(known.given_id, derived.endpoint_id) as given_id,
    derived.channel_type,
    derived.address,
    derived.customer_id as user_id,
    cells.attributes,
    cells.metrics
from derived
inner join scores on scores.customer_id = derived.customer_id
inner join cells
    on cells.r_score = scores.r_score and cells.f_score = scores.f_score and cells.m_score = scores.m_score
    and cells.cluster_label = scores.cluster_label and cells.segment = scores.segment
left join known on known.channel_type = derived.channel_type and known.same_address = derived.same_address
