import type { DuckDBConnection } from '@duckdb/node-api';
import { ENDPOINTS, PERIOD_DAYS, PERIODS } from './generated-events.ts';

const DAY_MS = 86_400_000;
/** A message is decided some time before it is told of. */
const DECIDED_MS = 60_000;

/** What was decided before the events: a row of `messages` for each message of a campaign or journey. */
export async function generateMessages(connection: DuckDBConnection, until: number): Promise<void> {
  for (let period = PERIODS; period > 0; period--) {
    const end = Math.floor(until / DAY_MS + 1) * DAY_MS - (period - 1) * PERIOD_DAYS * DAY_MS;
    await connection.run(`
      insert into messages by name
      select distinct application_id, coalesce(campaign_activity_id, journey_run_id) as batch_id, message_id, campaign_id,
        campaign_activity_id, treatment_id, journey_id, journey_run_id, journey_activity_id,
        if(journey_id is null, null, endpoint_id) as participant_id, endpoint_id, user_id, channel as channel_type,
        'person.' || substr(endpoint_id, 10, 12) || '@mail.example' as address,
        case when send_status in ('HOLDOUT', 'DAILY_CAP', 'QUIET_TIME') then send_status end as reason,
        epoch_ms(arrival_timestamp - ${DECIDED_MS}) as decided_at
      from events
      where event_type in ('_campaign.send', '_journey.send')
        and arrival_timestamp >= ${end - PERIOD_DAYS * DAY_MS} and arrival_timestamp < ${end}
      order by date_trunc('hour', decided_at), application_id, batch_id`);
  }
}

/** The people of the largest application: users with two endpoints each. */
export async function generateEndpoints(connection: DuckDBConnection, applicationId: string): Promise<void> {
  await connection.run(`
    insert into endpoints by name
    select '${applicationId}' as application_id, 'endpoint-' || system.main.md5('e' || e) as endpoint_id, endpoint_id as given_id,
      list_extract(['EMAIL', 'EMAIL', 'EMAIL', 'SMS', 'GCM'], 1 + cast(e % 5 as int)) as channel_type,
      'person.' || e || '@mail' || (e % 50) || '.example' as address, 'NONE' as opt_out, 'ACTIVE' as endpoint_status,
      cast(hash(e) % 100 as int) as cohort_id,
      map_from_entries([{k: 'Plan', v: [list_extract(['gold', 'silver', 'free'], 1 + cast(e % 3 as int))]}]) as attributes,
      'user-' || (e // 2) as user_id, 'PT' as location_country, timestamp '2025-01-01' as creation_date,
      timestamp '2026-03-01' as effective_date
    from range(${ENDPOINTS}) as numbers(e)`);
}
