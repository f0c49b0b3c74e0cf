-- name:    rfm_cluster_profile
-- grain:   one row per cluster of one upload that has customers
-- param:   application_id varchar the application that the customers belong to
-- param:   upload_id      varchar the upload
-- returns: cluster_label integer (1 worst), customers bigint, recency_days double, frequency double,
--          monetary double (means per customer; days, events, file's currency), revenue double (sum of monetary)
-- reads:   rfm_scores
select
    cluster_label,
    count(*) as customers,
    avg(recency_days) as recency_days,
    avg(frequency) as frequency,
    avg(monetary) as monetary,
    sum(monetary) as revenue
from rfm_scores
where application_id = :application_id and upload_id = :upload_id
group by cluster_label
order by cluster_label
