import type { JourneyPlan, MessageActivity, PlannedActivity } from '../core/journeys/journey-plan.ts';
import { dwellEnd, type JourneyClock, ms, number } from './journey-clock.ts';
import type { Conditions } from './journey-conditions.ts';
import type { Edge, Place } from './journey-graph.ts';
import type { QuietColumns } from './journey-quiet.ts';
import { join, type Sql, sql } from './sql.ts';

/** What choosing a way on depends on. Columns: `who`'s, the conditions', the quiet ones. */
export interface Choosing {
  readonly plan: JourneyPlan;
  readonly clock: JourneyClock;
  readonly conditions: Conditions;
  readonly quiet: QuietColumns;
  /** The journey's clock now. */
  readonly now: Sql;
  /** The journey's clock so long ago that every event up to then is in the lake. */
  readonly heardUpTo: Sql;
}

/**
 * The number of the edge by which a due participant leaves a place, or null when it stays.
 * @param entered the journey's clock when it came
 * @param due the journey's clock when it may leave
 */
export function chosenEdge(
  { activity, edges, number: place }: Place,
  entered: Sql,
  due: Sql,
  choosing: Choosing,
): Sql {
  const { plan, clock, conditions } = choosing;
  const edge = (index: number) => number((edges[index] as Edge).id);
  const when = (condition: Sql, then: Sql) => sql`when ${condition} then ${then}`;
  switch (activity.kind) {
    case 'message':
      return plan.waitForQuietTime
        ? sql`case when place_0 = ${number(place)} and not enters then ${edge(1)} else ${edge(0)} end`
        : edge(0);
    case 'wait':
      return activity.dwell.until === undefined
        ? edge(0)
        : sql`case when ${ms(clock.at(activity.dwell.until))} <= ${entered} then ${edge(1)} else ${edge(0)} end`;
    case 'conditional': {
      const holds = activity.conditions.map((condition) => conditions.holds(condition, due));
      const both = join(holds, activity.operator === 'ALL' ? sql` and ` : sql` or `, sql`true`);
      return onceHeard(activity, due, choosing, sql`case when ${both} then ${edge(0)} else ${edge(1)} end`);
    }
    case 'multi': {
      const branches = activity.branches.map(({ condition }, index) =>
        when(conditions.holds(condition, due), edge(index)),
      );
      const rest = edge(activity.branches.length);
      const choice = branches.length === 0 ? rest : sql`case ${join(branches, sql` `)} else ${rest} end`;
      return onceHeard(activity, due, choosing, choice);
    }
    case 'random':
      return drawnEdge(plan, activity.id, activity.branches, edges);
    case 'holdout':
      return drawnEdge(plan, activity.id, [{ percentage: activity.percentage }, {}], edges);
  }
}

/** A split on events is decided when those up to its due time have reached the lake. */
function onceHeard(activity: PlannedActivity, due: Sql, { now, heardUpTo }: Choosing, choice: Sql): Sql {
  return now === heardUpTo || !asksEvents(activity)
    ? choice
    : sql`case when ${due} <= ${heardUpTo} then ${choice} end`;
}

/** Whether an activity is a split with a condition on events. */
export function asksEvents(activity: PlannedActivity): boolean {
  if (activity.kind === 'conditional') return activity.conditions.some(({ kind }) => kind === 'event');
  return activity.kind === 'multi' && activity.branches.some(({ condition }) => condition.kind === 'event');
}

/** Shares in order; the last one takes the rest. */
function drawnEdge(
  plan: JourneyPlan,
  activityId: string,
  shares: readonly { readonly percentage?: number }[],
  edges: readonly Edge[],
): Sql {
  const lot = participantLot(plan.drawnAs ?? plan.journeyId, activityId);
  let sum = 0;
  const branches = shares.slice(0, -1).map(({ percentage = 0 }, index) => {
    sum += percentage;
    return sql`when ${lot} < ${ms(sum)} then ${number((edges[index] as Edge).id)}`;
  });
  const last = number((edges.at(-1) as Edge).id);
  return branches.length === 0 ? last : sql`case ${join(branches, sql` `)} else ${last} end`;
}

/** 0 to 99, by the column `participant_id`: the same for a participant at an activity whenever it comes. */
export function participantLot(journeyId: string, activityId: string): Sql {
  const text = sql`concat(${`${journeyId}/${activityId}/`}, participant_id)`;
  return sql`from_base(substr(to_hex(md5(to_utf8(${text}))), 1, 8), 16) % 100`;
}

/** The journey's clock when a participant that comes to `activity` at `entered` may leave it. */
export function dueAfter(activity: PlannedActivity, entered: Sql, { clock, quiet }: Choosing): Sql {
  if (activity.kind === 'message') return quietEnd(activity, entered, quiet);
  return 'dwell' in activity ? dwellEnd(activity.dwell, entered, clock) : entered;
}

/** Quiet time that holds now ends later than anybody has come. */
function quietEnd(activity: MessageActivity, entered: Sql, quiet: QuietColumns): Sql {
  const until = quiet.until(activity);
  return until === undefined ? entered : sql`coalesce(${until}, ${entered})`;
}
