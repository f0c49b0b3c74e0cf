-- name:    rfm_sample
-- grain:   one row per customer of a sample that is the same whatever the order of the file
-- param:   application_id varchar the application that the customers belong to
-- param:   upload_id      varchar the upload
-- param:   size           bigint  at most so many customers
-- returns: recency_days bigint, frequency bigint, monetary double (file's currency)
-- reads:   rfm_features
with

shuffled as (
    select
        recency_days,
        frequency,
        monetary,
        row_number() over (order by md5(to_utf8(customer_id)), customer_id) as place
    from rfm_features
    where application_id = :application_id and upload_id = :upload_id
)

select
    recency_days,
    frequency,
    monetary
from shuffled
where place <= :size
order by place
