-- name:    rfm_cells
-- grain:   one row per cell of recency, frequency and money scores that has customers
-- param:   application_id varchar the application that the customers belong to
-- param:   upload_id      varchar the upload
-- returns: r_score, f_score, m_score integer, customers bigint, monetary double (sum, file's currency)
-- reads:   rfm_features
select
    r_score,
    f_score,
    m_score,
    count(*) as customers,
    sum(monetary) as monetary
from rfm_features
where application_id = :application_id and upload_id = :upload_id
group by r_score, f_score, m_score
order by r_score, f_score, m_score
