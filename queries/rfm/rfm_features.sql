-- name:    rfm_features
-- grain:   one row per customer of one upload
-- param:   application_id varchar   the application that the customers belong to
-- param:   upload_id      varchar   the upload that is scored
-- param:   as_of          timestamp instant that recency is counted to; null: the newest event plus one day
-- param:   scores         bigint    how many scores: 4 for quartiles, 5 for quintiles
-- returns: application_id varchar, upload_id varchar, customer_id varchar, recency_days bigint, frequency bigint,
--          monetary double (file's currency), r_score, f_score, m_score integer (1 worst, `scores` best)
-- reads:   rfm_activity
-- Cut points are type-7 quantiles (rank and linear interpolation). They are compared as
-- scores * value against scores * quantile, which is exact in decimals, so both engines agree.
-- A value equal to a cut point gets the better recency, the lower frequency and money score.
with

per_customer as (
    select
        customer_id,
        max(last_at) as last_at,
        cast(sum(events) as bigint) as frequency,
        sum(amount) as monetary
    from rfm_activity
    where application_id = :application_id and upload_id = :upload_id
    group by customer_id
),

reference as (
    select coalesce(:as_of, date_add('day', 1, max(last_at))) as counted_to
    from per_customer
),

features as (
    select
        customer_id,
        date_diff('day', last_at, counted_to) as recency_days,
        frequency,
        monetary
    from per_customer
    cross join reference
),

counted as (
    select 'r' as feature, cast(recency_days as decimal(38, 8)) as value, count(*) as customers from features group by recency_days
    union all
    select 'f' as feature, cast(frequency as decimal(38, 8)) as value, count(*) as customers from features group by frequency
    union all
    select 'm' as feature, monetary as value, count(*) as customers from features group by monetary
),

ranked as (
    select
        feature,
        value,
        cast(sum(customers) over (partition by feature order by value) as bigint) as upto,
        cast(sum(customers) over (partition by feature) as bigint) as total
    from counted
),

cut_points as ( -- the quantile lies between the values of rank floor((n-1)i/s) and the next, counted from 0
    select
        feature,
        step,
        (:scores - (max(total) - 1) * step % :scores) * min(case when upto > (total - 1) * step / :scores then value end)
        + (max(total) - 1) * step % :scores * coalesce(
            min(case when upto > (total - 1) * step / :scores + 1 then value end), 0
        ) as scaled
    from ranked
    cross join unnest(sequence(1, 4)) as steps (step)
    where step < :scores
    group by feature, step
),

cuts as (
    select
        max(case when feature = 'r' and step = 1 then scaled end) as r1,
        max(case when feature = 'r' and step = 2 then scaled end) as r2,
        max(case when feature = 'r' and step = 3 then scaled end) as r3,
        max(case when feature = 'r' and step = 4 then scaled end) as r4,
        max(case when feature = 'f' and step = 1 then scaled end) as f1,
        max(case when feature = 'f' and step = 2 then scaled end) as f2,
        max(case when feature = 'f' and step = 3 then scaled end) as f3,
        max(case when feature = 'f' and step = 4 then scaled end) as f4,
        max(case when feature = 'm' and step = 1 then scaled end) as m1,
        max(case when feature = 'm' and step = 2 then scaled end) as m2,
        max(case when feature = 'm' and step = 3 then scaled end) as m3,
        max(case when feature = 'm' and step = 4 then scaled end) as m4
    from cut_points
)

select
    :application_id as application_id,
    :upload_id as upload_id,
    customer_id,
    recency_days,
    frequency,
    cast(monetary as double) as monetary,
    cast(:scores
        - case when :scores * recency_days > r1 then 1 else 0 end
        - case when :scores * recency_days > r2 then 1 else 0 end
        - case when :scores * recency_days > r3 then 1 else 0 end
        - case when :scores * recency_days > r4 then 1 else 0 end as integer) as r_score,
    cast(1
        + case when :scores * frequency > f1 then 1 else 0 end
        + case when :scores * frequency > f2 then 1 else 0 end
        + case when :scores * frequency > f3 then 1 else 0 end
        + case when :scores * frequency > f4 then 1 else 0 end as integer) as f_score,
    cast(1
        + case when :scores * monetary > m1 then 1 else 0 end
        + case when :scores * monetary > m2 then 1 else 0 end
        + case when :scores * monetary > m3 then 1 else 0 end
        + case when :scores * monetary > m4 then 1 else 0 end as integer) as m_score
from features
cross join cuts
