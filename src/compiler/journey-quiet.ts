import type { JourneyPlan, JourneyTick, MessageActivity } from '../core/journeys/journey-plan.ts';
import { type JourneyClock, ms } from './journey-clock.ts';
import { participantEndpoints } from './journey-endpoints.ts';
import { localZones } from './journey-zones.ts';
import { identifier, join, type Sql, sql } from './sql.ts';

/** Until when messages have to wait, as columns beside each participant. */
export interface QuietColumns {
  /** `quiet_…`: the journey's clock when the wait ends; null when there is none. */
  readonly columns: Sql;
  /** `who` is the participants' table. */
  readonly joins: Sql;
  /** The column for an activity; `undefined` when nobody has to wait there. */
  until(activity: MessageActivity): Sql | undefined;
}

const NO_WAIT: QuietColumns = { columns: sql``, joins: sql``, until: () => undefined };

/**
 * Who waits for the end of quiet time, by the zones of those endpoints that the message would go to:
 * of several zones the last one counts (2.6). Endpoints without a known zone never wait.
 */
export function quietColumns(plan: JourneyPlan, tick: JourneyTick, clock: JourneyClock): QuietColumns {
  const closed = (tick.zones ?? []).filter(({ closedUntil }) => Object.keys(closedUntil ?? {}).length > 0);
  const audiences = new Map<string, MessageActivity>();
  for (const activity of plan.activities) {
    if (activity.kind === 'message') audiences.set(audienceKey(activity), activity);
  }
  if (!plan.waitForQuietTime || closed.length === 0 || audiences.size === 0) return NO_WAIT;
  const keys = [...audiences.keys()];
  const local = localZones(tick, closed);
  const now = ms(clock.at(tick.now));
  const name = (index: number) => identifier(`quiet_${index + 1}`);
  const ends = [...audiences.values()].map(({ type, channelTypes }, index) => {
    const end = sql`case when channel_type in (${texts(channelTypes)}) then nullif(${local.closedFor(type)}, 0) end`;
    return sql`${plan.participants === 'user' ? sql`max(${end})` : end} as ${name(index)}`;
  });
  const perUser = plan.participants === 'user' ? sql` group by participant_id` : sql``;
  return {
    columns: join(
      keys.map((_, index) => sql`, ${now} + quiet.${name(index)} as ${name(index)}`),
      sql``,
    ),
    joins: sql`
        left join (
            select participant_id, ${join(ends, sql`, `)}
            from ${participantEndpoints(plan, ['channel_type', 'demographic_timezone'])} as reached
            join ${local.table} as local on local.zone = lower(reached.demographic_timezone)${perUser}
        ) as quiet on quiet.participant_id = who.participant_id`,
    until: (activity) => name(keys.indexOf(audienceKey(activity))),
  };
}

function audienceKey({ type, channelTypes }: MessageActivity): string {
  return [type, ...channelTypes].join(' ');
}

/** Texts for an IN; of none, one that nothing equals. */
export function texts(values: readonly string[]): Sql {
  if (values.length === 0) return sql`''`;
  return join(
    values.map((value) => sql`${value}`),
    sql`, `,
  );
}
