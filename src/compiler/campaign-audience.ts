import { campaignOccurrences } from './campaign-events.ts';
import type { CampaignRunPlan, RunZones } from './campaign-run-plan.ts';
import { all, any } from './predicate.ts';
import { compileSegment } from './segment.ts';
import { bound, join, type Sql, sql } from './sql.ts';
import { addressKey, suppressedJoin } from './suppressions.ts';
import { zoneTable } from './zone-table.ts';

const ADDRESS_KEY = addressKey(sql`member`);

/**
 * The table `audience` and those it is made of: a row for each member of the segment, or for each
 * event of one, that belongs to a treatment of the run or to its holdout, with the columns of
 * `messages` that a member brings and
 * - `refusal`: the first reason that lies in the endpoint itself,
 * - `is_holdout`, `local_part` (`now`, `passed`, null: no zone), `zone` in lower case,
 * - `occurrence`, `occurred_at`: the event's id and arrival, '' and 0 without events.
 */
export function campaignAudience(plan: CampaignRunPlan): Sql {
  const { applicationId, segment, at, events } = plan;
  const members = sql`member as (
    ${compileSegment(segment, { applicationId, at }, MEMBER_COLUMNS)}
)`;
  const tables = [
    members,
    drawn(plan),
    sql`audience as (
    select
        message_id,
        member.endpoint_id,
        user_id,
        member.channel_type,
        member.address,
        member.address_key,
        treatment_id,
        is_holdout,
        local_part,
        zone,
        occurrence,
        occurred_at,
        ${refusal(plan)} as refusal
    from drawn as member${addressState(plan)}
    ${where(plan)}
)`,
  ];
  return join(
    events === undefined ? tables : [campaignOccurrences(applicationId, events), ...tables],
    sql`,

`,
  );
}

const MEMBER_COLUMNS = [
  'endpoint_id',
  'user_id',
  'channel_type',
  'address',
  'opt_out',
  'endpoint_status',
  'cohort_id',
  'demographic_timezone',
] as const;

/** Members with their treatment, zone and event. */
function drawn(plan: CampaignRunPlan): Sql {
  const { applicationId, runId, events, zones, firstCohort } = plan;
  const place = sql`(coalesce(cohort_id, ${cohortOfId(applicationId)}) + ${bound('bigint', 100 - firstCohort)}) % 100`;
  const occurrence = events === undefined ? sql`''` : sql`occurrence.event_id`;
  return sql`drawn as (
    select
        *,
        ${ADDRESS_KEY} as address_key,
        ${treatmentOf(plan)} as treatment_id,
        ${holdoutOf(plan)} as is_holdout,
        lower(to_hex(md5(to_utf8(concat(${`${runId}/`}, member.endpoint_id, '/', occurrence))))) as message_id
    from (
        select
            member.*,
            lower(demographic_timezone) as zone,
            ${place} as place,
            ${occurrence} as occurrence,
            ${events === undefined ? sql`0` : sql`occurrence.occurred_at`} as occurred_at,
            ${zones === undefined ? sql`''` : sql`turn.part`} as local_part
        from member${
          events === undefined
            ? sql``
            : sql`
        join occurrence on occurrence.endpoint_id = member.endpoint_id`
        }${
          zones === undefined
            ? sql``
            : sql`
        left join ${partsOfWorld(zones)} as turn on turn.zone = lower(demographic_timezone)`
        }
    ) as member
)`;
}

/** Only copies that an import left without a cohort need it; it is the one their endpoint would have. */
function cohortOfId(applicationId: string): Sql {
  return sql`from_base(substr(lower(to_hex(md5(to_utf8(concat(${`${applicationId}:`}, member.endpoint_id))))), 1, 8), 16) % 100`;
}

function treatmentOf({ treatments, holdout }: CampaignRunPlan): Sql {
  const shares = [...treatments.map(({ id, from, to }) => ({ id, from, to }))];
  if (holdout !== undefined) shares.push({ ...holdout, id: holdout.treatmentId });
  const cases = shares
    .filter(({ from, to }) => from < to)
    .map(({ id, from, to }) => sql`when ${inPlaces(from, to)} then ${id}`);
  return cases.length === 0 ? sql`cast(null as varchar)` : sql`case ${join(cases, sql` `)} end`;
}

function holdoutOf({ holdout }: CampaignRunPlan): Sql {
  return holdout === undefined ? sql`false` : inPlaces(holdout.from, holdout.to);
}

function inPlaces(from: number, to: number): Sql {
  return sql`(place >= ${bound('bigint', from)} and place < ${bound('bigint', to)})`;
}

function partsOfWorld({ now, later, passed }: RunZones): Sql {
  const part = (zones: readonly string[], name: string) => zones.map((zone) => ({ zone, part: name }));
  return zoneTable([...part(now, 'now'), ...part(later, 'later'), ...part(passed, 'passed')], {
    part: 'varchar',
  });
}

/** Reasons that lie in the endpoint, in the order of `HOLD_REASONS`. */
function refusal(plan: CampaignRunPlan): Sql {
  return sql`case
            when endpoint_status = 'INACTIVE' then 'ENDPOINT_INACTIVE'
            when opt_out = 'ALL' then 'ENDPOINT_OPT_OUT'
            when coalesce(member.channel_type, '') = '' then 'ENDPOINT_MISSING_CHANNEL'
            when coalesce(member.address, '') = '' then 'ENDPOINT_MISSING_ADDRESS'
            when not ${servedChannel(plan)} then 'ENDPOINT_CHANNEL_MISMATCH'
            when suppressed.address is not null then 'SUPPRESSED'${
              plan.zones === undefined
                ? sql``
                : sql`
            when served.address_key is not null then 'DUPLICATE_ADDRESS'`
            }
        end`;
}

function servedChannel({ treatments }: CampaignRunPlan): Sql {
  const cases = treatments.map(({ id, channels }) => {
    const types = channels.map((channel) => sql`${channel}`);
    return sql`when ${id} then ${types.length === 0 ? sql`false` : sql`member.channel_type in (${join(types, sql`, `)})`}`;
  });
  return sql`case treatment_id ${join(cases, sql` `)} else false end`;
}

/** Joins `suppressed`, and in local time `served`: addresses that an earlier batch of the run writes to. */
function addressState(plan: CampaignRunPlan): Sql {
  const suppressed = suppressedJoin(plan.applicationId, sql`member`, sql`member.address_key`);
  if (plan.zones === undefined) return suppressed;
  return sql`${suppressed}
    left join (
        select distinct
            channel_type,
            ${ADDRESS_KEY} as address_key
        from messages as member
        where ${ofRun(plan)} and reason is null
    ) as served on served.channel_type = member.channel_type and served.address_key = member.address_key`;
}

/** Of a run in local time each member once, when his zone's time has come. */
function where(plan: CampaignRunPlan): Sql {
  const ofTreatments = sql`treatment_id is not null`;
  if (plan.zones === undefined) return sql`where ${ofTreatments}`;
  return sql`where ${ofTreatments}
        and coalesce(local_part, '') <> 'later'
        and member.endpoint_id not in (select endpoint_id from messages where ${ofRun(plan)})`;
}

function ofRun({ applicationId, treatments, batchId }: CampaignRunPlan): Sql {
  const activities = any(treatments.map(({ activityId }) => sql`campaign_activity_id = ${activityId}`));
  return sql`${all([sql`application_id = ${applicationId}`, sql`batch_id <> ${batchId}`, activities])}`;
}
