import type { JourneyEntry, JourneyPlan, JourneyTick } from '../core/journeys/journey-plan.ts';
import type { Statement } from '../core/statement.ts';
import { asksEvents } from './journey-choices.ts';
import { journeyClock, ms, number } from './journey-clock.ts';
import { entryCandidates } from './journey-entry.ts';
import { transitionsTable } from './journey-events.ts';
import { type Edge, journeyGraph } from './journey-graph.ts';
import { participants } from './journey-participants.ts';
import { choosingOf, dueAtStart, movesByStep } from './journey-steps.ts';
import { join, type Sql, sql } from './sql.ts';

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
    ${movesByStep(plan, tick, graph)}
) as move
join ${wayTable(plan, tick, graph.edges)} as way on way.edge = move.edge
where not exists (
    select 1 from ${transitionsTable(tick)} where application_id = ${applicationId} and journey_id = ${journeyId} and tick_id = ${tickId}
)`.statement();
}

/** Rows `reason` (null: enters), `participants`, `estimated` (those with an estimated time zone): what becomes of those who might enter with this tick. The same before it and after. */
export function compileEntryCounts(plan: JourneyPlan, tick: JourneyTick, entry: JourneyEntry): Statement {
  return sql`select reason, count(*) as participants, cast(sum(estimated) as bigint) as estimated
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
  const choosing = choosingOf(plan, tick);
  const { quiet } = choosing;
  return sql`select count(*) as inside, ${clock.timestamp(sql`min(${due})`)} as next_due
from (
    select *, ${dueAtStart(graph, choosing)} as due_0
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
