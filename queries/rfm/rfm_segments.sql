-- name:    rfm_segments
-- grain:   one row per named segment of one upload that has customers
-- param:   application_id varchar the application that the customers belong to
-- param:   upload_id      varchar the upload
-- returns: segment varchar, customers bigint, recency_days double, frequency double, monetary double
--          (means per customer; days, events, file's currency), revenue double (sum of monetary)
-- reads:   rfm_scores
select
    segment,
    count(*) as customers,
    avg(recency_days) as recency_days,
    avg(frequency) as frequency,
    avg(monetary) as monetary,
    sum(monetary) as revenue
from rfm_scores
where application_id = :application_id and upload_id = :upload_id
group by segment
order by customers desc, segment
