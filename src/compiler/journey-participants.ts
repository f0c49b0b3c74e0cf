import type { JourneyPlan, JourneyTick } from '../core/journeys/journey-plan.ts';
import { epochMs, journeyClock, number } from './journey-clock.ts';
import { entryCandidates } from './journey-entry.ts';
import { transitionsTable } from './journey-events.ts';
import type { JourneyGraph } from './journey-graph.ts';
import { texts } from './journey-quiet.ts';
import { join, type Sql, sql } from './sql.ts';

/**
 * Who is inside and may be due, and who enters: `run_id`, `participant_id`, `endpoint_id`, `user_id`,
 * `hop`, `place_0`, `entered_0`, `stored_0` (the due time it was given on arrival), `enters`.
 */
export function participants(plan: JourneyPlan, tick: JourneyTick, graph: JourneyGraph): Sql {
  const clock = journeyClock(tick);
  const inside = positions(plan, tick, graph);
  const entrants =
    tick.entry === undefined
      ? sql``
      : sql`
                union all
                select ${tick.entry.runId} as run_id, participant_id, endpoint_id, user_id, hop, ${number(graph.place(plan.start).number)} as place_0, entered_ms, entered_ms as due_ms, true as enters
                from (${entryCandidates(plan, tick, tick.entry)}
                ) as entrant
                where reason is null`;
  return sql`
            select run_id, participant_id, endpoint_id, user_id, hop, place_0, ${clock.readMs(sql`entered_ms`)} as entered_0, ${clock.readMs(sql`due_ms`)} as stored_0, enters
            from (${inside}${entrants}
            ) as present`;
}

/** A stored due time is the earliest: pauses and quiet time only put it off. */
function positions(
  { applicationId, journeyId }: JourneyPlan,
  tick: JourneyTick,
  { levels }: JourneyGraph,
): Sql {
  const numbers = levels
    .flat()
    .map(({ activity, number: place }) => sql`when ${activity.id} then ${number(place)}`);
  const runs = tick.openRuns === undefined ? sql`` : sql` and journey_run_id in (${texts(tick.openRuns)})`;
  return sql`
                select run_id, participant_id, endpoint_id, user_id, hop, case activity ${join(numbers, sql` `)} end as place_0, ${epochMs(sql`entered_at`)} as entered_ms, ${epochMs(sql`due_at`)} as due_ms, false as enters
                from (
                    select
                        journey_run_id as run_id,
                        participant_id,
                        max(endpoint_id) as endpoint_id,
                        max(user_id) as user_id,
                        max(hop) as hop,
                        max_by(coalesce(activity, ''), hop) as activity,
                        max_by(entered_at, hop) as entered_at,
                        max_by(due_at, hop) as due_at
                    from ${transitionsTable(tick)}
                    where application_id = ${applicationId} and journey_id = ${journeyId}${runs}
                    group by journey_run_id, participant_id
                ) as latest
                where activity <> '' and due_at <= ${tick.now}`;
}
