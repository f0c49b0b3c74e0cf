-- name:    unique_events
-- grain:   one row per event and UTC day; of an event that was delivered twice on a day, the first
-- returns: the columns of events
-- reads:   events (partitioned by application_id, arrival_date)
-- The type follows from the id; named among what events are told apart by, a condition on it reaches the table, and so does
-- one on the day, which is why what an application sends again after midnight has a row there too.
select
    event_id,
    endpoint_id,
    user_id,
    channel,
    message_id,
    campaign_id,
    campaign_activity_id,
    treatment_id,
    journey_id,
    journey_run_id,
    journey_activity_id,
    send_status,
    event_type,
    event_timestamp,
    arrival_timestamp,
    event_version,
    application,
    client,
    device,
    session,
    attributes,
    metrics,
    client_context,
    awsaccountid,
    facets,
    application_id,
    arrival_date
from (
    select
        *,
        row_number() over (partition by application_id, arrival_date, event_type, event_id order by arrival_timestamp) as occurrence
    from events
) as delivered
where occurrence = 1
