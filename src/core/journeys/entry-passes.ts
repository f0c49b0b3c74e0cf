import { instantAt, zoneInstantsAt } from '../schedule/zones.ts';
import { durationMs } from './duration.ts';
import type { Journey, JourneyProgress } from './journey.ts';

/** From publishing to the first entry, also when the start is earlier. Source: 2.1, 2.2. */
const FIRST_ENTRY_DELAY_MS = 5 * 60_000;
/** A journey without an end is closed so long after its start. Source: quotas; another page says 3,600 days. */
const LONGEST_RUN_MS = 540 * 24 * 3_600_000;
/** The zone in which every wall clock time comes first, and the one in which it comes last. */
const EARLIEST_ZONE = 'Pacific/Kiritimati';
const LATEST_ZONE = 'Etc/GMT+12';

/**
 * When participants of a journey that a segment starts may enter: pass 0 at the launch, one more
 * after each `RefreshFrequency` (2.4). With `LocalTime` a pass goes round the world: each zone has
 * its instant, when its wall clock shows the start.
 */
export interface EntryPasses {
  readonly byZone: boolean;
  /** @returns `undefined` when there is no such pass: without refresh, or at the journey's end */
  firstOf(pass: number): Date | undefined;
  lastOf(pass: number): Date;
  /** The first instant of a pass after `upTo`; its very first without `upTo`. */
  nextOf(pass: number, upTo: Date | undefined): Date | undefined;
  /** The zones whose instant is after `upTo` and not after `now`. */
  zonesOf(pass: number, upTo: Date | undefined, now: Date): ReadonlySet<string>;
}

/** When the first participants may enter; with `LocalTime`, those of the first zones. */
export function launchOf(journey: Journey, { publishedAt }: Pick<JourneyProgress, 'publishedAt'>): Date {
  const earliest = Date.parse(publishedAt) + FIRST_ENTRY_DELAY_MS;
  const { StartTime } = journey.Schedule ?? {};
  if (StartTime === undefined) return new Date(earliest);
  const start = isByZone(journey)
    ? instantAt(EARLIEST_ZONE, wallClock(journey, 0)).getTime()
    : Date.parse(StartTime);
  return new Date(Math.max(start, earliest));
}

/** From then on nobody enters. */
export function endOf(journey: Journey, progress: Pick<JourneyProgress, 'publishedAt'>): Date {
  const { EndTime } = journey.Schedule ?? {};
  if (EndTime !== undefined) return new Date(EndTime);
  return new Date(launchOf(journey, progress).getTime() + LONGEST_RUN_MS);
}

export function entryPasses(journey: Journey, progress: Pick<JourneyProgress, 'publishedAt'>): EntryPasses {
  const intervalMs = durationMs(journey.RefreshFrequency ?? '') ?? 0;
  const launch = launchOf(journey, progress).getTime();
  const end = endOf(journey, progress).getTime();
  const byZone = isByZone(journey);
  const wall = (pass: number) => wallClock(journey, pass * intervalMs);
  const inZone = (zone: string, pass: number) => Math.max(instantAt(zone, wall(pass)).getTime(), launch);
  const once = (pass: number) => launch + pass * intervalMs;
  const first = (pass: number) => (byZone ? inZone(EARLIEST_ZONE, pass) : once(pass));
  const last = (pass: number) => (byZone ? inZone(LATEST_ZONE, pass) : once(pass));
  const instants = (pass: number): (readonly [string, number])[] =>
    byZone
      ? zoneInstantsAt(wall(pass)).map(({ zone, at }) => [zone, Math.max(at, launch)])
      : [['', once(pass)]];
  return {
    byZone,
    firstOf(pass) {
      if (pass > 0 && intervalMs === 0) return undefined;
      const at = first(pass);
      return at < end ? new Date(at) : undefined;
    },
    lastOf: (pass) => new Date(Math.min(last(pass), end - 1)),
    nextOf(pass, upTo) {
      const later = instants(pass)
        .map(([, at]) => at)
        .filter((at) => at > (upTo?.getTime() ?? 0) && at < end);
      return later.length === 0 ? undefined : new Date(Math.min(...later));
    },
    zonesOf(pass, upTo, now) {
      const due = instants(pass).filter(([, at]) => at > (upTo?.getTime() ?? 0) && at <= now.getTime());
      return new Set(due.map(([zone]) => zone));
    },
  };
}

function isByZone({ LocalTime, Schedule }: Journey): boolean {
  return LocalTime === true && Schedule?.StartTime !== undefined;
}

/** What wall clocks show at the start, so many milliseconds later, as `YYYY-MM-DDTHH:MM:SS`. */
function wallClock({ Schedule }: Journey, laterMs: number): string {
  const start = Date.parse(Schedule?.StartTime ?? '') + offsetMs(Schedule?.Timezone ?? 'UTC');
  return new Date(start + laterMs).toISOString().slice(0, 19);
}

/** @param timezone `UTC`, `UTC+05:30`, `UTC-02` */
function offsetMs(timezone: string): number {
  const [, sign, hours, minutes = '0'] = /^UTC(?:([+-])(\d\d)(?::(\d\d))?)?$/.exec(timezone) ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
