import type { EventFilter } from '../core/campaigns/event-filter.ts';
import type { SegmentNode } from '../core/segments/segment-graph.ts';
import type { Statement } from '../core/statement.ts';
import { campaignAudience } from './campaign-audience.ts';
import { capReason, sentBefore } from './campaign-caps.ts';
import { join, type Sql, sql } from './sql.ts';
import { zoneTable } from './zone-table.ts';

/** A treatment that takes part in a run. */
export interface RunTreatment {
  /** `"0"` is the default one. */
  readonly id: string;
  /** `messages.campaign_activity_id` of its rows. */
  readonly activityId: string;
  /** Places 0 to 99 that are its own: `from` is one, `to` is not. A place is the cohort, rotated. */
  readonly from: number;
  readonly to: number;
  /** Channel types that it has something to send for. */
  readonly channels: readonly string[];
}

/** The share that gets nothing, counted with one of the treatments. */
export interface RunHoldout {
  readonly from: number;
  readonly to: number;
  readonly treatmentId: string;
}

/** Which zones' local time has come. Members of zones that are not named have no time zone, or no valid one. */
export interface RunZones {
  readonly now: readonly string[];
  /** Their members are decided by a later batch of the run. */
  readonly later: readonly string[];
  /** Their local time was over before the campaign could run. */
  readonly passed: readonly string[];
}

/** Events that arrived in `[from, to)`, epoch milliseconds; each makes a message. */
export interface RunEvents {
  readonly filter: EventFilter;
  readonly from: number;
  readonly to: number;
}

/** Numbers of messages to one endpoint; absent: no limit. */
export interface RunCaps {
  /** Of this campaign, over all its runs. */
  readonly total?: number;
  /** Of this campaign in 24 hours. */
  readonly daily?: number;
  /** Of all campaigns and journeys of the application in 24 hours. */
  readonly projectDaily?: number;
}

/** All that a run's decision depends on, and nothing else but the lake does. */
export interface CampaignRunPlan {
  readonly applicationId: string;
  readonly campaignId: string;
  /** Names the run of a person: what was decided for it under another batch is not decided again. */
  readonly runId: string;
  readonly batchId: string;
  /** When it is decided. */
  readonly at: Date;
  readonly segment: SegmentNode;
  readonly treatments: readonly RunTreatment[];
  readonly holdout?: RunHoldout;
  /** The cohort whose place is 0. */
  readonly firstCohort: number;
  readonly caps: RunCaps;
  /** Zones in quiet time, lower case. */
  readonly quietZones: readonly string[];
  /** Of a run in local time. */
  readonly zones?: RunZones;
  /** Of a campaign that answers events. */
  readonly events?: RunEvents;
}

/** Columns of `messages`, in the table's order. */
const MESSAGE_COLUMNS = sql`application_id, batch_id, message_id, campaign_id, campaign_activity_id, treatment_id, journey_id, journey_run_id, journey_activity_id, participant_id, endpoint_id, user_id, channel_type, address, reason, decided_at`;

/**
 * Decides a run: one row of `messages` for each member of the audience, with the first reason that
 * holds it back, if any (`HOLD_REASONS`). A batch that is there already stays as it is.
 */
export function compileCampaignRun(plan: CampaignRunPlan): Statement {
  const { applicationId, batchId, campaignId, at } = plan;
  return sql`insert into messages (${MESSAGE_COLUMNS})
with
${decision(plan)}
select
    ${applicationId},
    ${batchId},
    message_id,
    ${campaignId},
    ${activityOf(plan)},
    treatment_id,
    cast(null as varchar),
    cast(null as varchar),
    cast(null as varchar),
    cast(null as varchar),
    endpoint_id,
    user_id,
    channel_type,
    address,
    reason,
    ${at}
from decided
where not exists (
    select 1 from messages where application_id = ${applicationId} and batch_id = ${batchId}
)`.statement();
}

/** Rows `treatment_id`, `reason` (null: would be sent), `messages`: what `compileCampaignRun` would decide. */
export function compileCampaignForecast(plan: CampaignRunPlan): Statement {
  return sql`with
${decision(plan)}
select treatment_id, reason, count(*) as messages
from decided
group by treatment_id, reason
order by treatment_id, reason`.statement();
}

/**
 * Rows `endpoint_id`, `treatment_id`, `reason` (null: would be sent) of some endpoints: what
 * `compileCampaignRun` would decide for them. An endpoint without a row is not in the segment.
 * @param endpointIds as the lake has them (`endpointKey`); at least one
 */
export function compileCampaignChoices(plan: CampaignRunPlan, endpointIds: readonly string[]): Statement {
  const ids = join(
    endpointIds.map((id) => sql`${id}`),
    sql`, `,
  );
  return sql`with
${decision(plan)}
select endpoint_id, treatment_id, reason
from decided
where endpoint_id in (${ids})
order by endpoint_id`.statement();
}

/**
 * The common tables up to `decided`. The order of the reasons is the order of the steps: whoever is
 * refused for a reason of his own does not take an address or a place under a cap from another.
 */
function decision(plan: CampaignRunPlan): Sql {
  return join(
    [campaignAudience(plan), addresses(), windows(plan), places(plan), decided(plan)],
    sql`,

`,
  );
}

/** Of several endpoints with one address the lowest id is written to. An event of its own is a message of its own. */
function addresses(): Sql {
  return sql`addressed as (
    select
        *,
        row_number() over (
            partition by channel_type, address_key, occurrence, refusal is null
            order by endpoint_id
        ) as address_place
    from audience
)`;
}

function windows({ zones }: CampaignRunPlan): Sql {
  const localTime =
    zones === undefined
      ? sql``
      : sql`
            when local_part is null then 'ENDPOINT_MISSING_TIMEZONE'
            when local_part = 'passed' then 'ENDPOINT_TIMEZONE_MISMATCH'`;
  return sql`timed as (
    select
        *,
        case
            when refusal is not null then refusal
            when address_place > 1 then 'DUPLICATE_ADDRESS'${localTime}
            when is_holdout then 'HOLDOUT'
        end as early_reason
    from addressed
)`;
}

/** Which message to its endpoint in this batch each one would be; only events make several. */
function places(plan: CampaignRunPlan): Sql {
  const place =
    plan.events === undefined
      ? sql`1`
      : sql`row_number() over (
            partition by timed.endpoint_id, early_reason is null
            order by occurred_at, occurrence
        )`;
  return sql`placed as (
    select
        timed.*,
        ${place} as message_place${sentBefore(plan)}
)`;
}

function decided({ caps, quietZones }: CampaignRunPlan): Sql {
  return sql`decided as (
    select
        placed.*,
        case
            when early_reason is not null then early_reason${capReason(caps)}
            when quiet.zone is not null then 'QUIET_TIME'
        end as reason
    from placed
    left join ${zoneTable(
      quietZones.map((zone) => ({ zone })),
      {},
    )} as quiet on quiet.zone = placed.zone
)`;
}

function activityOf({ treatments }: CampaignRunPlan): Sql {
  const cases = treatments.map(({ id, activityId }) => sql`when ${id} then ${activityId}`);
  return sql`case treatment_id ${join(cases, sql` `)} end`;
}
