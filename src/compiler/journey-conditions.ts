import type { JourneyPlan, JourneyTick, PlannedCondition } from '../core/journeys/journey-plan.ts';
import type { SegmentNode } from '../core/segments/segment-graph.ts';
import { eventDimensionsPredicate } from './event-criteria.ts';
import { epochMs, type JourneyClock } from './journey-clock.ts';
import { arrivedBetween, eventsTable, participantKey, transitionsTable } from './journey-events.ts';
import { all, any, type Predicate, where } from './predicate.ts';
import { compileSegment } from './segment.ts';
import { identifier, join, type Sql, sql } from './sql.ts';

/** What the splits of a journey ask for, as columns beside each participant. */
export interface Conditions {
  /** Columns `flag_…` (boolean, never null) and `first_…` (the journey's clock at the first matching event). */
  readonly columns: Sql;
  /** Joins `heard`, the events, where a split needs them. `who` is the participants' table. */
  readonly joins: Sql;
  /** Whether a condition holds for a participant whose split is due at `due`. It may be null for false. */
  holds(condition: PlannedCondition, due: Sql): Sql;
}

type Asked<Kind> = Extract<PlannedCondition, { kind: Kind }>;

/** Conditions that say the same are asked once. */
export function journeyConditions(plan: JourneyPlan, tick: JourneyTick, clock: JourneyClock): Conditions {
  const conditions = plan.activities.flatMap((activity) => {
    if (activity.kind === 'conditional') return activity.conditions;
    return activity.kind === 'multi' ? activity.branches.map(({ condition }) => condition) : [];
  });
  const names = new Map<string, Sql>();
  const flags: Sql[] = [];
  const events: { readonly condition: Asked<'event'>; readonly name: Sql }[] = [];
  for (const condition of conditions) {
    const key = JSON.stringify(condition);
    if (names.has(key)) continue;
    if (condition.kind === 'event') {
      const name = identifier(`first_${events.length + 1}`);
      events.push({ condition, name });
      names.set(key, name);
    } else {
      const name = identifier(`flag_${flags.length + 1}`);
      flags.push(sql`${isMember(plan, tick, segmentOf(condition))} as ${name}`);
      names.set(key, name);
    }
  }
  const heard = (name: Sql) => sql`heard.${name}`;
  // Who enters now has heard of nothing yet; what is there belongs to an earlier entry.
  const firsts = events.map(({ name }) =>
    plan.oneRun
      ? sql`case when not who.enters then ${heard(name)} end as ${name}`
      : sql`${heard(name)} as ${name}`,
  );
  const columns = [...flags, ...firsts].map((column) => sql`, ${column}`);
  return {
    columns: join(columns, sql``),
    joins: events.length === 0 ? sql`` : heardEvents(plan, tick, clock, events),
    holds(condition, due) {
      const name = names.get(JSON.stringify(condition)) as Sql;
      return condition.kind === 'event' ? sql`${name} <= ${due}` : name;
    },
  };
}

function segmentOf(condition: Asked<'segment'> | Asked<'dimensions'>): SegmentNode {
  if (condition.kind === 'segment') return condition.segment;
  const group = {
    sources: [],
    sourceType: 'ALL',
    dimensions: [condition.dimensions],
    type: 'ALL',
  } as const;
  return { kind: 'dimensional', groups: [group], include: 'ALL' };
}

/** Whether the endpoint, or any endpoint of the user, is in the segment (2.3). */
function isMember(
  { applicationId, participants }: JourneyPlan,
  { now }: JourneyTick,
  segment: SegmentNode,
): Sql {
  const members = (column: 'endpoint_id' | 'user_id') =>
    sql`select ${identifier(column)} from (${compileSegment(segment, { applicationId, at: now }, [column])}) as members where ${identifier(column)} is not null`;
  const own = sql`coalesce(who.endpoint_id in (${members('endpoint_id')}), false)`;
  if (participants === 'endpoint') return own;
  return sql`(${own} or coalesce(who.endpoint_id is null and who.user_id in (${members('user_id')}), false))`;
}

/**
 * One scan of the events: for each participant of a run the first arrival that matches each condition.
 * Where a participant may enter one run again, only events since its last entry count.
 */
function heardEvents(
  plan: JourneyPlan,
  tick: JourneyTick,
  clock: JourneyClock,
  asked: readonly { readonly condition: Asked<'event'>; readonly name: Sql }[],
): Sql {
  const firsts = asked.map(
    ({ condition, name }) => sql`min(case when ${matches(condition)} then heard_at end) as ${name}`,
  );
  const messages = [...new Set(asked.map(({ condition }) => condition.messageActivity))];
  const relevant = all([
    arrivedBetween(plan, tick.eventsSince, tick.now),
    sql`journey_id = ${plan.journeyId}`,
    sql`journey_activity_id in (${join(
      messages.map((id) => sql`${id}`),
      sql`, `,
    )})`,
    any(asked.map(({ condition }) => matches(condition))),
  ]);
  const told = sql`(
                select *, ${participantKey(plan)} as participant, ${clock.readMs(sql`arrival_timestamp`)} as heard_at
                from ${eventsTable(tick)}${where([relevant])}
            ) as told`;
  return sql`
        left join (
            select told.journey_run_id, participant, ${join(firsts, sql`, `)}
            from ${told}${plan.oneRun ? sinceLastEntry(plan, tick) : sql``}
            group by told.journey_run_id, participant
        ) as heard on heard.journey_run_id = who.run_id and heard.participant = who.participant_id`;
}

/** Only the events that arrived since the participant entered the run for the last time. */
function sinceLastEntry({ applicationId, journeyId }: JourneyPlan, tick: JourneyTick): Sql {
  return sql`
            join (
                select journey_run_id, participant_id, max(entered_at) as since
                from ${transitionsTable(tick)}
                where application_id = ${applicationId} and journey_id = ${journeyId} and from_activity is null
                group by journey_run_id, participant_id
            ) as latest
                on latest.journey_run_id = told.journey_run_id
                and latest.participant_id = told.participant
                and told.arrival_timestamp >= ${epochMs(sql`latest.since`)}`;
}

function matches({ messageActivity, dimensions }: Asked<'event'>): Sql {
  const condition: Predicate = all([
    sql`journey_activity_id = ${messageActivity}`,
    eventDimensionsPredicate(dimensions),
  ]);
  return typeof condition === 'boolean' ? sql`${condition}` : condition;
}
