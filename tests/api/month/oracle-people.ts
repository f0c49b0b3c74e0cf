import { DAY_MS, HOUR_MS, type Month, type MonthEvent } from './month.ts';
import { personOf } from './oracle.ts';

/* What is counted by person, over an application's own events. */

const byPerson = (events: readonly MonthEvent[]) => Map.groupBy(events, ({ endpoint }) => personOf(endpoint));

/** How many people came to each step, by walking on from each first event. */
export function eventFunnel({ events }: Month, steps: readonly string[], hours: number): number[] {
  const people = steps.map(() => 0);
  for (const own of byPerson(events).values()) {
    const ordered = own.toSorted((one, other) => one.at - other.at);
    const furthest = (from: number, begun: number, step: number): number => {
      if (step === steps.length) return step;
      const next = ordered.findIndex(
        ({ type, at }, index) => index > from && type === steps[step] && at <= begun + hours * HOUR_MS,
      );
      return next < 0 ? step : furthest(next, begun, step + 1);
    };
    const best = Math.max(
      0,
      ...ordered.flatMap(({ type, at }, index) => (type === steps[0] ? [furthest(index, at, 1)] : [])),
    );
    for (let step = 0; step < best; step += 1) people[step] = (people[step] ?? 0) + 1;
  }
  return people;
}

/** People of each cohort by weeks since, `cohort/week`. */
export function weeklyRetention({ events }: Month): Record<string, number> {
  const weekOf = (at: number) => Math.floor((Math.floor(at / DAY_MS) + 3) / 7); // 1970-01-01 was a Thursday
  const dayOfWeek = (week: number) => new Date((week * 7 - 3) * DAY_MS).toISOString().slice(0, 10);
  const found: Record<string, number> = {};
  const own = events.filter(({ type }) => !/^_(email|SMS|campaign|journey)\./.test(type));
  for (const theirs of byPerson(own).values()) {
    const weeks = [...new Set(theirs.map(({ at }) => weekOf(at)))];
    const first = Math.min(...weeks);
    for (const week of weeks) {
      const key = `${dayOfWeek(first)}/${week - first}`;
      found[key] = (found[key] ?? 0) + 1;
    }
  }
  return found;
}
