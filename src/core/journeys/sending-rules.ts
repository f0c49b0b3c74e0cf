import { isQuiet } from '../schedule/zones.ts';
import type { JourneyDefaults, JourneyDefinition } from './journey.ts';
import { JOURNEY_CHANNELS, WEEKDAYS } from './sending-shapes.ts';

/** When messages may go out (pinpoint-campaigns-journeys.md 2.6): what must hold to be published. */

const MAX_CLOSED_MS = 7 * 24 * 3_600_000;

export function sendingFaults(definition: JourneyDefinition, defaults: JourneyDefaults): string[] {
  const quiet = definition.QuietTime?.Start === undefined ? defaults.QuietTime : definition.QuietTime;
  if (definition.SendingSchedule !== true) return [];
  if (quiet?.Start === undefined) return ['QuietTime is missing; SendingSchedule needs it'];
  return [
    ...openHoursFaults(definition, quiet as { Start: string; End: string }),
    ...closedDaysFaults(definition),
  ];
}

function openHoursFaults(
  { OpenHours = {} }: JourneyDefinition,
  quiet: { Start: string; End: string },
): string[] {
  return JOURNEY_CHANNELS.flatMap((channel) =>
    WEEKDAYS.flatMap((day) =>
      (OpenHours[channel]?.[day] ?? [])
        .filter((interval) => meetsQuietTime(interval, quiet))
        .map(
          ({ StartTime, EndTime }) =>
            `OpenHours.${channel}.${day} has ${StartTime} to ${EndTime}, which meets the quiet time ${quiet.Start} to ${quiet.End}`,
        ),
    ),
  );
}

/** Touching at an end is not meeting: quiet time has its ends, open hours may begin or end there. @remarks ours */
function meetsQuietTime(
  { StartTime, EndTime }: { StartTime: string; EndTime: string },
  quiet: { Start: string; End: string },
): boolean {
  const [from, to] = [clockOf(StartTime), clockOf(EndTime)];
  const inside = (time: string) => isQuiet(time, quiet) && time !== quiet.Start && time !== quiet.End;
  const surrounds = (time: string) => time > from && time < to;
  return inside(from) || inside(to) || surrounds(quiet.Start) || surrounds(quiet.End);
}

function closedDaysFaults({ ClosedDays = {} }: JourneyDefinition): string[] {
  return JOURNEY_CHANNELS.flatMap((channel) =>
    (ClosedDays[channel] ?? []).flatMap(({ Name = '', StartDateTime, EndDateTime }, index) => {
      const length = localMs(EndDateTime) - localMs(StartDateTime);
      if (length > 0 && length <= MAX_CLOSED_MS) return [];
      return [
        `ClosedDays.${channel}.${index} ${Name} lasts from ${StartDateTime} to ${EndDateTime}; it must last more than 0 and at most 7 days`,
      ];
    }),
  );
}

/** `HH:MM` of an open hour. */
export function clockOf(time: string): string {
  return time.replace('T', '').slice(0, 5);
}

function localMs(local: string): number {
  return Date.parse(`${local.replace('Z', '')}Z`);
}
