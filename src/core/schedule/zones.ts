import { Temporal } from 'temporal-polyfill';
import { ZONE_NAMES_BY_AREA } from './zone-names.ts';

/*
 * What the wall clocks of the world show at an instant. Neither engine is asked about time zones:
 * this module answers for every zone at once, and `src/compiler/zone-table.ts` hands the answer to
 * the SQL, so that both engines agree and changes of daylight saving time are exact.
 */

/** What the wall clock of one zone shows. */
export interface LocalTime {
  /** IANA name in lower case, to be compared with `lower(demographic_timezone)`. */
  readonly zone: string;
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** `HH:MM`, 24-hour */
  readonly time: string;
  /** 1 is Monday, 7 Sunday. */
  readonly weekday: number;
}

/** `HH:MM` to `HH:MM`, 24-hour, local time. Both ends are quiet to their last second; over midnight when `End` is less than `Start`. */
export interface QuietTime {
  readonly Start: string;
  readonly End: string;
}

/** A zone in quiet time, and the first instant at which it is not. */
export interface QuietZone {
  readonly zone: string;
  readonly until: Date;
}

/** When the wall clock of a zone shows a local time. */
export interface ZoneInstant {
  /** Lower case. */
  readonly zone: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 86_400_000;
/** Minutes whose wall clocks are kept; a tick asks for one or two, several times. */
const KEPT_MINUTES = 4;
/** Local times whose instants are kept: a campaign asks for two again and again, a journey for those of its overlapping passes. */
const KEPT_TIMES = 16;

/** Lower case to the name as `Intl` takes it. */
const NAMES: ReadonlyMap<string, string> = readNames();
const clocks = new Map<number, readonly LocalTime[]>();
const worlds = new Map<string, readonly ZoneInstant[]>();

/** Every IANA zone and alias, in lower case. */
export function zoneNames(): readonly string[] {
  return [...NAMES.keys()];
}

/** Whether a text names a zone, in whatever case. */
export function isZone(name: string): boolean {
  return NAMES.has(name.toLowerCase());
}

/** The wall clock of every zone, to the minute. */
export function localTimes(at: Date): readonly LocalTime[] {
  const minute = Math.floor(at.getTime() / MS_PER_MINUTE);
  const known = clocks.get(minute);
  if (known !== undefined) return known;
  const instant = Temporal.Instant.fromEpochMilliseconds(minute * MS_PER_MINUTE);
  const read = [...NAMES].map(([zone, name]) => ({ zone, ...wallClock(instant.toZonedDateTimeISO(name)) }));
  clocks.set(minute, read);
  if (clocks.size > KEPT_MINUTES) clocks.delete(clocks.keys().next().value ?? minute);
  return read;
}

/** What the wall clock of one zone shows; `undefined` when there is no such zone. */
export function localTime(at: Date, zone: string): LocalTime | undefined {
  const name = NAMES.get(zone.toLowerCase());
  if (name === undefined) return undefined;
  return { zone: zone.toLowerCase(), ...wallClock(zoned(at, name)) };
}

/**
 * Whether a wall clock shows quiet time.
 * @param time `HH:MM`
 * @remarks Source: pinpoint-campaigns-journeys.md 1.2. That a range whose ends are equal is one minute is ours.
 */
export function isQuiet(time: string, { Start, End }: QuietTime): boolean {
  return Start <= End ? time >= Start && time <= End : time >= Start || time <= End;
}

/** The zones that are in quiet time at an instant, each with the instant at which it ends. */
export function quietZones(at: Date, quiet: QuietTime): QuietZone[] {
  return localTimes(at)
    .filter(({ time }) => isQuiet(time, quiet))
    .map(({ zone }) => ({ zone, until: quietUntil(at, zone, quiet) }));
}

/** The zones that are in quiet time at an instant. */
export function zonesInQuietTime(at: Date, quiet: QuietTime): string[] {
  return localTimes(at)
    .filter(({ time }) => isQuiet(time, quiet))
    .map(({ zone }) => zone);
}

/**
 * The first instant after `at` at which a zone is not in quiet time.
 * @param zone one of `zoneNames`, in quiet time at `at`
 */
export function quietUntil(at: Date, zone: string, quiet: QuietTime): Date {
  const name = nameOf(zone);
  const now = zoned(at, name);
  const today = now.toPlainDate();
  const isTodays = wallClock(now).time <= quiet.End;
  // The wall clock passes the end twice, not at all (then a day later), or is put past it while quiet time lasts.
  const candidates = [0, 1].flatMap((daysLater) => {
    const end = today
      .add({ days: daysLater + (isTodays ? 0 : 1) })
      .toPlainDateTime(Temporal.PlainTime.from(quiet.End))
      .add({ minutes: 1 });
    return (['earlier', 'later'] as const).map((disambiguation) =>
      end.toZonedDateTime(name, { disambiguation }),
    );
  });
  const ends = [...candidates, now.getTimeZoneTransition('next')]
    .filter((candidate) => candidate !== null)
    .filter((candidate) => !isQuiet(wallClock(candidate).time, quiet))
    .map((candidate) => candidate.epochMilliseconds)
    .filter((candidate) => candidate > at.getTime());
  // Of a quiet time that fills the whole day: asked again a day later.
  return new Date(ends.length === 0 ? at.getTime() + MS_PER_DAY : Math.min(...ends));
}

/**
 * The instant at which a zone's wall clock shows a local time: the first, when it shows it twice; the
 * same distance behind the change, when it leaves it out (RFC 5545's rule).
 * @param zone any case
 * @param local `YYYY-MM-DDTHH:MM` with or without seconds
 */
export function instantAt(zone: string, local: string): Date {
  const plain = Temporal.PlainDateTime.from(local);
  return new Date(plain.toZonedDateTime(nameOf(zone), { disambiguation: 'compatible' }).epochMilliseconds);
}

/** When each zone's wall clock shows a local time, `YYYY-MM-DDTHH:MM:SS`. */
export function zoneInstantsAt(local: string): readonly ZoneInstant[] {
  const known = worlds.get(local);
  if (known !== undefined) return known;
  const world = zoneNames().map((zone) => ({ zone, at: instantAt(zone, local).getTime() }));
  worlds.set(local, world);
  if (worlds.size > KEPT_TIMES) worlds.delete(worlds.keys().next().value ?? local);
  return world;
}

function nameOf(zone: string): string {
  const name = NAMES.get(zone.toLowerCase());
  if (name === undefined) throw new RangeError(`Not a time zone: ${zone}`);
  return name;
}

function zoned(at: Date, name: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(name);
}

function wallClock(zonedTime: Temporal.ZonedDateTime): Omit<LocalTime, 'zone'> {
  const text = zonedTime.toPlainDateTime().toString({ smallestUnit: 'minute' });
  return { date: text.slice(0, 10), time: text.slice(11), weekday: zonedTime.dayOfWeek };
}

/** What the platform knows of; names that only newer editions have are left out where it is older. */
function readNames(): Map<string, string> {
  const names = new Map(Intl.supportedValuesOf('timeZone').map((name) => [name.toLowerCase(), name]));
  for (const [area, places] of Object.entries(ZONE_NAMES_BY_AREA)) {
    for (const place of places.split(' ')) {
      const name = area === '' ? place : `${area}/${place}`;
      if (isKnown(name)) names.set(name.toLowerCase(), name);
    }
  }
  return names;
}

function isKnown(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
