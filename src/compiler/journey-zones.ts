import type { JourneyTick, MessageType, TickZone } from '../core/journeys/journey-plan.ts';
import { identifier, type Sql, sql } from './sql.ts';
import { type ZoneRow, zoneTable } from './zone-table.ts';

/** The tick's time zones, to be joined as `local`. */
export interface LocalZones {
  /** `zone` in lower case, `may_enter` (0 or 1), and what `closedFor` reads. */
  readonly table: Sql;
  /** For how many milliseconds from now messages of a type may not go out there; 0 when they may. */
  closedFor(type: MessageType): Sql;
}

/** Types that are closed at the same times, as they are without hours of their own, share a column. */
export function localZones({ now }: JourneyTick, zones: readonly TickZone[]): LocalZones {
  const closedFor = ({ closedUntil = {} }: TickZone, type: MessageType) =>
    Math.max((closedUntil[type]?.getTime() ?? 0) - now.getTime(), 0);
  const types = [
    ...new Set(zones.flatMap(({ closedUntil = {} }) => Object.keys(closedUntil) as MessageType[])),
  ];
  const timetables = types.map((type) => zones.map((zone) => closedFor(zone, type)).join());
  const distinct = [...new Set(timetables)];
  const names = distinct.map((_, index) => `closed_${index + 1}`);
  const rows = zones.map((zone) => {
    const values: Record<string, number> = { may_enter: zone.mayEnter ? 1 : 0 };
    names.forEach((name, index) => {
      values[name] = closedFor(zone, types[timetables.indexOf(distinct[index] ?? '')] ?? 'EMAIL');
    });
    return { zone: zone.name.toLowerCase(), ...values } as ZoneRow<Record<string, 'bigint'>>;
  });
  const columns = ['may_enter', ...names].map((name): [string, 'bigint'] => [name, 'bigint']);
  return {
    table: zoneTable(rows, Object.fromEntries(columns)),
    closedFor(type) {
      const name = names[distinct.indexOf(timetables[types.indexOf(type)] ?? '')];
      return name === undefined ? sql`0` : sql`local.${identifier(name)}`;
    },
  };
}
