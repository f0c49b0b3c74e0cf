import type { Statement } from '../core/statement.ts';
import { campaignAudience } from './campaign-audience.ts';
import { capReason, sentBefore } from './campaign-caps.ts';
import type { CampaignRunPlan } from './campaign-run-plan.ts';
import { join, type Sql, sql } from './sql.ts';
import { zoneTable } from './zone-table.ts';

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
