import type { CampaignRunPlan, RunCaps } from './campaign-run-plan.ts';
import { any } from './predicate.ts';
import { bound, join, type Sql, sql } from './sql.ts';

const MS_PER_DAY = 24 * 60 * 60 * 1000;

/**
 * The end of `placed`: columns `campaign_total`, `campaign_day` and `project_day`, the messages that
 * were decided to be sent to the endpoint before this batch, and the FROM.
 * @remarks A day is the 24 hours before the decision. Messages count when they are decided, whether they
 *   arrive or not (pinpoint-campaigns-journeys.md 1.6); those sent directly are of no campaign or journey.
 */
export function sentBefore({ applicationId, campaignId, batchId, at, caps }: CampaignRunPlan): Sql {
  if (!hasCaps(caps))
    return sql`
    from timed`;
  const dayBefore = bound('timestamp', new Date(at.getTime() - MS_PER_DAY));
  const counted = any([
    caps.total !== undefined && sql`campaign_id = ${campaignId}`,
    caps.daily !== undefined && sql`(campaign_id = ${campaignId} and decided_at > ${dayBefore})`,
    caps.projectDaily !== undefined &&
      sql`(decided_at > ${dayBefore} and (campaign_id is not null or journey_id is not null))`,
  ]);
  return sql`,
        coalesce(sent.campaign_total, 0) as campaign_total,
        coalesce(sent.campaign_day, 0) as campaign_day,
        coalesce(sent.project_day, 0) as project_day
    from timed
    left join (
        select
            endpoint_id,
            count_if(campaign_id = ${campaignId}) as campaign_total,
            count_if(campaign_id = ${campaignId} and decided_at > ${dayBefore}) as campaign_day,
            count_if(decided_at > ${dayBefore}) as project_day
        from messages
        where application_id = ${applicationId}
            and reason is null
            and batch_id <> ${batchId}
            and ${counted}
        group by endpoint_id
    ) as sent on sent.endpoint_id = timed.endpoint_id`;
}

/** WHEN branches over the columns of `sentBefore`. */
export function capReason({ total, daily, projectDaily }: RunCaps): Sql {
  const branch = (column: Sql, cap: number | undefined, reason: Sql) =>
    cap === undefined
      ? []
      : [
          sql`
            when ${column} + message_place > ${bound('bigint', cap)} then ${reason}`,
        ];
  return join(
    [
      ...branch(sql`campaign_total`, total, sql`'CAMPAIGN_CAP'`),
      ...branch(sql`campaign_day`, daily, sql`'DAILY_CAP'`),
      ...branch(sql`project_day`, projectDaily, sql`'DAILY_CAP'`),
    ],
    sql``,
  );
}

function hasCaps({ total, daily, projectDaily }: RunCaps): boolean {
  return total !== undefined || daily !== undefined || projectDaily !== undefined;
}
