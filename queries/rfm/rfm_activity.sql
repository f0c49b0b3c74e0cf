-- name:    rfm_activity
-- grain:   one row per customer, channel and address of one upload
-- param:   application_id varchar the application that the customers belong to
-- param:   upload_id      varchar the upload whose rows are gathered
-- returns: application_id varchar, upload_id varchar, customer_id varchar, channel_type varchar, address varchar,
--          last_at timestamp, events bigint, amount decimal(38,8) (money of purchases, file's currency),
--          extra varchar (the file's other columns of the newest row, as JSON)
-- reads:   transactions (partitioned by upload_id)
select
    :application_id as application_id,
    upload_id,
    customer_id,
    channel_type,
    address,
    max(occurred_at) as last_at,
    count(*) as events,
    sum(amount) as amount,
    max_by(extra, row(occurred_at, coalesce(extra, ''))) as extra -- newest (Athena compares no rows with nulls); of equal instants the greater text, so row order cannot matter
from transactions
where upload_id = :upload_id
group by upload_id, customer_id, channel_type, address
