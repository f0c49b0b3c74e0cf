import type { JourneyPlan, JourneyTick, MessageActivity } from '../core/journeys/journey-plan.ts';
import type { Statement } from '../core/statement.ts';
import { capColumns } from './journey-caps.ts';
import { participantEndpoints } from './journey-endpoints.ts';
import { messagesTable, transitionsTable } from './journey-events.ts';
import { texts } from './journey-quiet.ts';
import { type LocalZones, localZones } from './journey-zones.ts';
import type { EndpointColumn } from './segment.ts';
import { join, type Sql, sql } from './sql.ts';
import { addressKey, suppressedJoin } from './suppressions.ts';

const ENDPOINT_COLUMNS: readonly EndpointColumn[] = [
  'endpoint_id',
  'user_id',
  'channel_type',
  'address',
  'opt_out',
  'demographic_timezone',
];

const ADDRESS_KEY = addressKey(sql`reached`);

/**
 * Decides the messages of a tick whose moves are there: one row of `messages` for each endpoint of the
 * activity's channel of each participant that left a message activity, with the first reason that
 * holds it back, if any (`HOLD_REASONS`). Endpoints of other channels get no row. A batch that is there
 * already stays as it is.
 * @remarks An endpoint that turned inactive after its entry is still written to: pinpoint-campaigns-journeys.md 2.3.
 */
export function compileJourneyMessages(plan: JourneyPlan, tick: JourneyTick): Statement {
  const { applicationId, journeyId } = plan;
  const { tickId, now } = tick;
  const caps = capColumns(plan, tick);
  return sql`insert into ${messagesTable(tick)} (${MESSAGE_COLUMNS})
select
    ${applicationId}, ${tickId}, message_id, cast(null as varchar), cast(null as varchar), cast(null as varchar),
    ${journeyId}, run_id, activity_id, participant_id, endpoint_id, user_id, channel_type, address,
    coalesce(own_reason, ${caps.reason}, quiet_reason),
    ${now}
from (
    ${caps.around(reached(plan, tick))}
) as decided
where not exists (
    select 1 from ${messagesTable(tick)} where application_id = ${applicationId} and batch_id = ${tickId}
)`.statement();
}

const MESSAGE_COLUMNS = sql`application_id, batch_id, message_id, campaign_id, campaign_activity_id, treatment_id, journey_id, journey_run_id, journey_activity_id, participant_id, endpoint_id, user_id, channel_type, address, reason, decided_at`;

/** A row for each endpoint that a message of the tick would go to, with the reasons that lie in it and in the hour. */
function reached(plan: JourneyPlan, tick: JourneyTick): Sql {
  const activities = plan.activities.filter((activity) => activity.kind === 'message');
  const { applicationId, journeyId } = plan;
  const channels = activities.map(
    ({ id, channelTypes }) => sql`when ${id} then reached.channel_type in (${texts(channelTypes)})`,
  );
  const isOfChannel =
    activities.length === 0 ? sql`false` : sql`case sent.activity_id ${join(channels, sql` `)} end`;
  const zones = tick.zones === undefined ? undefined : localZones(tick, tick.zones);
  return sql`
        select
            lower(to_hex(md5(to_utf8(concat(concat(sent.run_id, '/', sent.participant_id, '/'), reached.endpoint_id, ${'/'}, concat(sent.activity_id, '/', cast(sent.hop as varchar))))))) as message_id,
            sent.run_id, sent.activity_id, sent.participant_id, sent.hop,
            reached.endpoint_id, reached.user_id, reached.channel_type, reached.address,
            ${ownReason(plan)} as own_reason,
            ${zones === undefined ? sql`cast(null as varchar)` : quietReason(plan, activities, zones)} as quiet_reason
        from (
            select journey_run_id as run_id, participant_id, from_activity as activity_id, hop
            from ${transitionsTable(tick)}
            where application_id = ${applicationId} and journey_id = ${journeyId} and tick_id = ${tick.tickId}
                and from_activity in (${texts(activities.map(({ id }) => id))})
        ) as sent
        join ${participantEndpoints(plan, ENDPOINT_COLUMNS)} as reached on reached.participant_id = sent.participant_id${suppressedJoin(applicationId, sql`reached`, ADDRESS_KEY)}${
          zones === undefined
            ? sql``
            : sql`
        left join ${zones.table} as local on local.zone = lower(reached.demographic_timezone)`
        }
        where ${isOfChannel}`;
}

/** What lies in the endpoint. Of a user's endpoints with one address the lowest id is written to. */
function ownReason({ participants }: JourneyPlan): Sql {
  const duplicate = sql`
                when row_number() over (
                    partition by sent.run_id, sent.participant_id, sent.hop, reached.channel_type, ${ADDRESS_KEY}, coalesce(reached.opt_out, '') = 'ALL'
                    order by reached.endpoint_id
                ) > 1 then 'DUPLICATE_ADDRESS'`;
  return sql`case
                when reached.opt_out = 'ALL' then 'ENDPOINT_OPT_OUT'
                when coalesce(reached.address, '') = '' then 'ENDPOINT_MISSING_ADDRESS'
                when suppressed.address is not null then 'SUPPRESSED'${participants === 'user' ? duplicate : sql``}
            end`;
}

/** Whether the message may not go out where the endpoint is, at this hour. */
function quietReason(
  { zoneRequired }: JourneyPlan,
  activities: readonly MessageActivity[],
  zones: LocalZones,
): Sql {
  const missing = zoneRequired ? sql`when local.zone is null then 'QUIET_TIME_MISSING_TIMEZONE' ` : sql``;
  const closed = activities.map(({ id, type }) => sql`when ${id} then ${zones.closedFor(type)}`);
  const until = activities.length === 0 ? sql`0` : sql`case sent.activity_id ${join(closed, sql` `)} end`;
  return sql`case ${missing}when ${until} > 0 then 'QUIET_TIME' end`;
}
