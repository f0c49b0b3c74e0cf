-- name:    run_outcomes
-- grain:   one row per run of a campaign, treatment, and what became of its members: the members of a run's
--          audience are the sum of its rows
-- param:   application_id varchar the application
-- param:   campaign_id    varchar the campaign
-- param:   from_day       varchar a day; UTC day, as 2026-11-24; messages decided earlier are left out
-- param:   to_day         varchar a day; UTC day of the last message's record
-- returns: campaign_activity_id varchar, treatment_id varchar, held boolean (not to be sent), outcome varchar (the
--          reason when held, else the send status; PENDING without a record), messages bigint
-- reads:   messages, events (partitioned by application_id, arrival_date)
with

recorded as (
    select message_id, max_by(send_status, arrival_timestamp) as status
    from events
    where application_id = :application_id
        and arrival_date between :from_day and :to_day
        and event_type = '_campaign.send'
        and campaign_id = :campaign_id
    group by message_id
),

ended as (
    select
        decided.campaign_activity_id,
        decided.treatment_id,
        decided.reason is not null as held,
        coalesce(decided.reason, recorded.status, 'PENDING') as outcome
    from messages as decided
    left join recorded on recorded.message_id = decided.message_id
    where decided.application_id = :application_id
        and decided.campaign_id = :campaign_id
        and decided.decided_at >= cast(:from_day as timestamp)
)

select campaign_activity_id, treatment_id, held, outcome, count(*) as messages
from ended
group by campaign_activity_id, treatment_id, held, outcome
order by campaign_activity_id, treatment_id, held, outcome
