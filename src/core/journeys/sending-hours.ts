import {
  instantAt,
  isQuiet,
  type LocalTime,
  localTime,
  type QuietTime,
  quietUntil,
} from '../schedule/zones.ts';
import type { JourneyDefinition } from './journey.ts';
import type { MessageType } from './journey-plan.ts';
import { clockOf } from './sending-rules.ts';
import { type JourneyChannel, WEEKDAYS } from './sending-shapes.ts';

/** When messages may go out (2.6): quiet time, and with a sending schedule open hours and closed days. */
export interface SendingHours {
  readonly quiet?: QuietTime;
  readonly openHours?: JourneyDefinition['OpenHours'];
  readonly closedDays?: JourneyDefinition['ClosedDays'];
}

const CHANNEL_OF: Readonly<Record<MessageType, JourneyChannel>> = {
  EMAIL: 'EMAIL',
  SMS: 'SMS',
  PUSH: 'PUSH',
  CUSTOM: 'CUSTOM',
  CONTACT_CENTER: 'VOICE',
};
/** Looks at so many closures in a row; who is closed longer is asked again then. */
const MAX_CLOSURES = 60;
const MINUTE_MS = 60_000;

/**
 * Until when messages of a type may not go out in a zone.
 * @param clock what the zone's wall clock shows at `at`
 * @returns `undefined` when they may go out now
 */
export function closedUntil(
  at: Date,
  clock: LocalTime,
  type: MessageType,
  hours: SendingHours,
): Date | undefined {
  let [instant, shown] = [at, clock];
  for (let closures = 0; closures < MAX_CLOSURES; closures++) {
    const until = endOfClosure(instant, shown, CHANNEL_OF[type], hours);
    if (until === undefined) break;
    // A clock that was put back may show the end before it has come.
    instant = until > instant ? until : new Date(instant.getTime() + MINUTE_MS);
    shown = localTime(instant, clock.zone) ?? shown;
  }
  return instant === at ? undefined : instant;
}

function endOfClosure(
  at: Date,
  { zone, date, time, weekday }: LocalTime,
  channel: JourneyChannel,
  { quiet, openHours, closedDays }: SendingHours,
): Date | undefined {
  if (quiet !== undefined && isQuiet(time, quiet)) return quietUntil(at, zone, quiet);
  const local = `${date}T${time}`;
  const closed = (closedDays?.[channel] ?? []).find(
    ({ StartDateTime, EndDateTime }) => minuteOf(StartDateTime) <= local && local < minuteOf(EndDateTime),
  );
  if (closed !== undefined) return instantAt(zone, minuteOf(closed.EndDateTime));
  // A day without intervals is open.
  const intervals = openHours?.[channel]?.[WEEKDAYS[weekday - 1] ?? 'MONDAY'] ?? [];
  const isOpen =
    intervals.length === 0 ||
    intervals.some(({ StartTime, EndTime }) => clockOf(StartTime) <= time && time < clockOf(EndTime));
  if (isOpen) return undefined;
  const later = intervals.map(({ StartTime }) => clockOf(StartTime)).filter((start) => start > time);
  if (later.length > 0) return instantAt(zone, `${date}T${later.sort()[0]}`);
  const nextDay = new Date(Date.parse(`${date}T00:00:00Z`) + 24 * 60 * MINUTE_MS);
  return instantAt(zone, `${nextDay.toISOString().slice(0, 10)}T00:00`);
}

function minuteOf(local: string): string {
  return local.slice(0, 16);
}
