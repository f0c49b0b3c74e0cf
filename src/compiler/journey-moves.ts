import type { JourneyEntry, JourneyPlan, JourneyTick } from '../core/journeys/journey-plan.ts';
import type { Statement } from '../core/statement.ts';
import { asksEvents, type Choosing, chosenEdge, dueAfter } from './journey-choices.ts';
import { epochMs, journeyClock, ms, number } from './journey-clock.ts';
import { journeyConditions } from './journey-conditions.ts';
import { entryCandidates } from './journey-entry.ts';
import { transitionsTable } from './journey-events.ts';
import { type Edge, type JourneyGraph, journeyGraph, type Place } from './journey-graph.ts';
import { quietColumns, texts } from './journey-quiet.ts';
import { identifier, join, type Sql, sql } from './sql.ts';

/**
 * A tick: one statement that adds to `journey_transitions` every move of every participant that is
 * due, over as many activities as it gets, and who enters.
 *
 * Waits and splits are left at their due time, however late the tick is; messages at the tick's `now`,
 * when they are sent. So a late tick moves everyone to where punctual ticks would have, but for what
 * only the present tells (segments, endpoint data, whose message goes out when).
 *
 * The participants' rows pass through the levels of the graph, one after another: each level adds the
 * columns `edge_k` (null: does not move there), `place_k`, `entered_k`, `due_k` and `hop_k`. The text
 * grows with the number of activities, and no table is read twice for it. A tick that is there
 * already adds nothing.
 */
export function compileJourneyMoves(plan: JourneyPlan, tick: JourneyTick): Statement {
  const graph = journeyGraph(plan);
  const clock = journeyClock(tick);
  const { applicationId, journeyId } = plan;
  const { tickId } = tick;
  return sql`insert into ${transitionsTable(tick)} (${TRANSITION_COLUMNS})
select
    ${applicationId}, ${journeyId}, run_id, participant_id, endpoint_id, user_id,
    nullif(way.from_activity, ''), nullif(way.activity, ''), nullif(way.branch, ''),
    ${tickId}, cast(hop as integer), ${clock.timestamp(sql`entered`)}, ${clock.timestamp(sql`due`)}
from (
    ${movesByStep(graph, moved(plan, tick, graph))}
) as move
join ${wayTable(plan, tick, graph.edges)} as way on way.edge = move.edge
where not exists (
    select 1 from ${transitionsTable(tick)} where application_id = ${applicationId} and journey_id = ${journeyId} and tick_id = ${tickId}
)`.statement();
}

/** Rows `reason` (null: enters), `participants`: what becomes of those who might enter with this tick. The same before it and after. */
export function compileEntryCounts(plan: JourneyPlan, tick: JourneyTick, entry: JourneyEntry): Statement {
  return sql`select reason, count(*) as participants
from (${entryCandidates(plan, tick, entry)}
) as candidates
group by reason
order by reason`.statement();
}

/**
 * One row: `inside`, how many participants are in the journey, and `next_due`, the first instant at
 * which one of them can move on (null when nobody is inside). Reckoned at `tick.now`.
 */
export function compileJourneyDue(plan: JourneyPlan, tick: JourneyTick): Statement {
  const graph = journeyGraph(plan);
  const clock = journeyClock(tick);
  const lag = tick.eventLagMs ?? 0;
  const lagging = graph.levels
    .flat()
    .filter(({ activity }) => lag > 0 && asksEvents(activity))
    .map(({ number: place }) => number(place));
  const due =
    lagging.length === 0
      ? sql`due_0`
      : sql`case when place_0 in (${join(lagging, sql`, `)}) then due_0 + ${ms(lag)} else due_0 end`;
  const { quiet } = choosingOf(plan, tick);
  return sql`select count(*) as inside, ${clock.timestamp(sql`min(${due})`)} as next_due
from (
    select *, ${dueAtStart(graph, choosingOf(plan, tick))} as due_0
    from (
        select who.*${quiet.columns}
        from (${participants(plan, insideUntil(FAR, tick), graph)}
        ) as who${quiet.joins}
    ) as placed
) as waiting`.statement();
}

const TRANSITION_COLUMNS = sql`application_id, journey_id, journey_run_id, participant_id, endpoint_id, user_id, from_activity, activity, branch, tick_id, hop, entered_at, due_at`;
const FAR = new Date('9999-01-01T00:00:00Z');

/** A tick in which nobody enters, and everyone due by then moves. */
function insideUntil(now: Date, { entry: _entry, ...tick }: JourneyTick): JourneyTick {
  return { ...tick, now };
}

function choosingOf(plan: JourneyPlan, tick: JourneyTick): Choosing {
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
function dueAtStart({ levels }: JourneyGraph, choosing: Choosing): Sql {
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

/** A row for each move: `edge`, `hop`, `entered` and `due` of the step in which it happened. */
function movesByStep({ levels }: JourneyGraph, participants: Sql): Sql {
  const steps = [...levels.keys(), levels.length];
  const of = (name: string) =>
    sql`case step ${join(
      steps.map((step) => sql`when ${number(step)} then ${identifier(`${name}_${step}`)}`),
      sql` `,
    )} end as ${identifier(name)}`;
  return sql`select * from (
        select run_id, participant_id, endpoint_id, user_id, ${of('edge')}, ${of('hop')}, ${of('entered')}, ${of('due')}
        from (
    ${participants}
        ) as moved
        cross join unnest(array[${join(steps.map(number), sql`, `)}]) as steps(step)
    ) as stepped
    where edge is not null`;
}

/**
 * Who is inside and may be due, and who enters: `run_id`, `participant_id`, `endpoint_id`, `user_id`,
 * `hop`, `place_0`, `entered_0`, `stored_0` (the due time it was given on arrival), `enters`.
 */
function participants(plan: JourneyPlan, tick: JourneyTick, graph: JourneyGraph): Sql {
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

/** What the numbers of edges stand for, as one bound text: ids are letters and digits. */
function wayTable({ start }: JourneyPlan, { entry }: JourneyTick, edges: readonly Edge[]): Sql {
  const entering = entry?.kind === 'event' ? 'EVENT' : 'SEGMENT';
  const text = edges
    .map(({ id, from, to = '', branch }) =>
      from === undefined ? [id, '', start, entering].join('=') : [id, from.activity.id, to, branch].join('='),
    )
    .join(';');
  return sql`(
    select cast(split_part(entry, '=', 1) as integer) as edge, split_part(entry, '=', 2) as from_activity, split_part(entry, '=', 3) as activity, split_part(entry, '=', 4) as branch
    from unnest(split(${text}, ';')) as ways(entry)
)`;
}
