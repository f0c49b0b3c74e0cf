-- name:    batch_outcomes
-- grain:   one row per batch of messages (a campaign's run, a journey's tick) and what became of its members: the
--          audience of a batch is the sum of its rows
-- param:   application_id varchar the application
-- param:   batch_id       varchar default ''; one batch; empty for all
-- param:   from_day       varchar a day; UTC day of its first message's record, as 2026-11-24
-- param:   to_day         varchar a day; UTC day of its last message's record
-- returns: batch_id varchar, held boolean (not to be sent), outcome varchar (the reason when held, else the send
--          status; PENDING without a record), messages bigint
-- reads:   messages, events (partitioned by application_id, arrival_date)
with

-- a record that was appended twice is one
recorded as (
    select
        message_id,
        max_by(
            coalesce(
                element_at(attributes, 'campaign_send_status'),
                element_at(attributes, 'journey_send_status')
            ),
            arrival_timestamp
        ) as status
    from events
    where application_id = :application_id
        and arrival_date between :from_day and :to_day
        and event_type in ('_campaign.send', '_journey.send')
    group by message_id
),

ended as (
    select
        decided.batch_id,
        decided.reason is not null as held,
        coalesce(decided.reason, recorded.status, 'PENDING') as outcome
    from messages as decided
    left join recorded on recorded.message_id = decided.message_id
    where decided.application_id = :application_id
        and (:batch_id = '' or decided.batch_id = :batch_id)
)

select batch_id, held, outcome, count(*) as messages
from ended
group by batch_id, held, outcome
order by batch_id, held, outcome
