-- name:    rfm_movement
-- grain:   one row per pair of segments that customers moved between, or stayed in, since the upload before
-- param:   application_id varchar the application that the customers belong to
-- param:   upload_id      varchar the later upload
-- returns: from_segment varchar (null: not in the upload before), to_segment varchar (null: no longer there),
--          customers bigint
-- reads:   rfm_scores, rfm_uploads
with

upload_before as (
    select max_by(earlier.upload_id, earlier.received_at) as upload_id
    from rfm_uploads as earlier
    inner join rfm_uploads as later
        on earlier.application_id = later.application_id and earlier.received_at < later.received_at
    where later.application_id = :application_id and later.upload_id = :upload_id
),

before_ as (
    select customer_id, segment
    from rfm_scores
    where application_id = :application_id and upload_id = (select upload_id from upload_before)
),

after_ as (
    select customer_id, segment
    from rfm_scores
    where application_id = :application_id and upload_id = :upload_id
)

select
    before_.segment as from_segment,
    after_.segment as to_segment,
    count(*) as customers
from before_
full outer join after_ on before_.customer_id = after_.customer_id
group by before_.segment, after_.segment
order by customers desc, from_segment, to_segment
