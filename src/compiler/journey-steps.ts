import type { JourneyPlan, JourneyTick } from '../core/journeys/journey-plan.ts';
import { type Choosing, chosenEdge, dueAfter } from './journey-choices.ts';
import { journeyClock, ms, number } from './journey-clock.ts';
import { journeyConditions } from './journey-conditions.ts';
import type { Edge, JourneyGraph, Place } from './journey-graph.ts';
import { participants } from './journey-participants.ts';
import { quietColumns } from './journey-quiet.ts';
import { identifier, join, type Sql, sql } from './sql.ts';

/** All that a tick's choices depend on. */
export function choosingOf(plan: JourneyPlan, tick: JourneyTick): Choosing {
  const clock = journeyClock(tick);
  const now = ms(clock.at(tick.now));
  const lag = tick.eventLagMs ?? 0;
  return {
    plan,
    clock,
    conditions: journeyConditions(plan, tick, clock),
    quiet: quietColumns(plan, tick, clock),
    now,
    heardUpTo: lag === 0 ? now : ms(clock.until(new Date(tick.now.getTime() - lag))),
  };
}

/** Participants with a set of columns for each level. */
function moved(plan: JourneyPlan, tick: JourneyTick, graph: JourneyGraph): Sql {
  const choosing = choosingOf(plan, tick);
  const { conditions, quiet } = choosing;
  const start = sql`select
        *,
        case when enters then ${number(graph.entrance.id)} end as edge_0,
        hop as hop_0,
        ${dueAtStart(graph, choosing)} as due_0
    from (
        select who.*${conditions.columns}${quiet.columns}
        from (${participants(plan, tick, graph)}
        ) as who${conditions.joins}${quiet.joins}
    ) as placed`;
  return graph.levels.reduce(
    (before, level, index) => throughLevel(before, level, index + 1, graph, choosing),
    start,
  );
}

/** A message may go out when what it waits for is over, and when what it waited for on arrival is. */
export function dueAtStart({ levels }: JourneyGraph, choosing: Choosing): Sql {
  const dues = levels.flat().map(({ activity, number: place }) => {
    const due = dueAfter(activity, sql`entered_0`, choosing);
    return sql`when ${number(place)} then ${activity.kind === 'message' ? sql`greatest(${due}, stored_0)` : due}`;
  });
  return sql`case place_0 ${join(dues, sql` `)} end`;
}

/** Adds the columns of step `k`: the move that a participant makes out of a place of this level, if it is in one. */
function throughLevel(
  before: Sql,
  level: readonly Place[],
  k: number,
  graph: JourneyGraph,
  choosing: Choosing,
): Sql {
  const { now } = choosing;
  const was = (name: string) => identifier(`${name}_${k - 1}`);
  const is = (name: string) => identifier(`${name}_${k}`);
  const edges = level.flatMap((place) => place.edges);
  const choices = level.map(
    (place) =>
      sql`when ${number(place.number)} then ${chosenEdge(place, was('entered'), was('due'), choosing)}`,
  );
  const left = ({ from }: Edge) => (from?.activity.kind === 'message' ? now : was('due'));
  const places = edges.map(
    (edge) =>
      sql`when ${number(edge.id)} then ${number(edge.to === undefined ? 0 : graph.place(edge.to).number)}`,
  );
  const dues = edges.map((edge) => {
    const target =
      edge.to === undefined ? sql`null` : dueAfter(graph.place(edge.to).activity, left(edge), choosing);
    return sql`when ${number(edge.id)} then ${target}`;
  });
  return sql`select
        *,
        case ${is('edge')} ${join(places, sql` `)} else ${was('place')} end as ${is('place')},
        ${leftAt(level, was('entered'), was('due'), is('edge'), now)} as ${is('entered')},
        case ${is('edge')} ${join(dues, sql` `)} else ${was('due')} end as ${is('due')},
        case when ${is('edge')} is null then ${was('hop')} else ${was('hop')} + 1 end as ${is('hop')}
    from (
        select *, case when ${was('due')} <= ${now} then case ${was('place')} ${join(choices, sql` `)} end end as ${is('edge')}
        from (
    ${before}
        ) as ${identifier(`before_${k}`)}
    ) as ${identifier(`chosen_${k}`)}`;
}

/** When a move out of a level happens: at the due time, of messages at the tick. */
function leftAt(level: readonly Place[], entered: Sql, due: Sql, edge: Sql, now: Sql): Sql {
  const sending = level.filter(({ activity }) => activity.kind === 'message').flatMap(({ edges }) => edges);
  const sent = join(
    sending.map(({ id }) => number(id)),
    sql`, `,
  );
  const isSent = sending.length === 0 ? sql`` : sql` when ${edge} in (${sent}) then ${now}`;
  return sql`case when ${edge} is null then ${entered}${isSent} else ${due} end`;
}

/** A row for each move of a tick: the participant, `edge`, `hop`, `entered` and `due`. */
export function movesByStep(plan: JourneyPlan, tick: JourneyTick, graph: JourneyGraph): Sql {
  const { levels } = graph;
  const steps = [...levels.keys(), levels.length];
  const of = (name: string) =>
    sql`case step ${join(
      steps.map((step) => sql`when ${number(step)} then ${identifier(`${name}_${step}`)}`),
      sql` `,
    )} end as ${identifier(name)}`;
  return sql`select * from (
        select run_id, participant_id, endpoint_id, user_id, ${of('edge')}, ${of('hop')}, ${of('entered')}, ${of('due')}
        from (
    ${moved(plan, tick, graph)}
        ) as moved
        cross join unnest(array[${join(steps.map(number), sql`, `)}]) as steps(step)
    ) as stepped
    where edge is not null`;
}
