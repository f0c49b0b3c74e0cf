import type { CampaignResponse, Schedule } from '../../api/pinpoint.ts';
import { instant } from '../../ui/format.ts';

export const FREQUENCY_WORDS: Record<string, string> = {
  ONCE: 'once',
  HOURLY: 'every hour',
  DAILY: 'every day',
  WEEKLY: 'every week',
  MONTHLY: 'every month',
  EVENT: 'when customers do something',
  IN_APP_EVENT: 'in the app, when customers do something',
};

/** When a campaign runs, as lines to read. */
export function scheduleLines({ Schedule: schedule, Limits }: CampaignResponse): string[] {
  if (!schedule) return [];
  return [
    startLine(schedule),
    ...eventLines(schedule),
    ...(schedule.EndTime ? [`Until ${whenOf(schedule.EndTime)}.`] : []),
    ...(schedule.QuietTime?.Start
      ? [`Quiet from ${schedule.QuietTime.Start} to ${schedule.QuietTime.End} in the customer’s time zone.`]
      : []),
    ...(Limits?.Daily ? [`At most ${times(Limits.Daily)} to a customer in 24 hours.`] : []),
    ...(Limits?.Total ? [`At most ${times(Limits.Total)} to a customer altogether.`] : []),
    ...(Limits?.MessagesPerSecond ? [`At most ${Limits.MessagesPerSecond} messages a second.`] : []),
    ...(Limits?.MaximumDuration ? [`A run ends after ${Limits.MaximumDuration} seconds, done or not.`] : []),
  ];
}

function startLine({ StartTime, Frequency = 'ONCE', IsLocalTime }: Schedule): string {
  const often = FREQUENCY_WORDS[Frequency] ?? Frequency.toLowerCase();
  if (StartTime === 'IMMEDIATE') return `Runs ${often}, at once.`;
  const zone = IsLocalTime ? ', in the time zone of each customer' : '';
  return Frequency === 'ONCE'
    ? `Runs once, on ${whenOf(StartTime)}${zone}.`
    : `Runs ${often}, since ${whenOf(StartTime)}${zone}.`;
}

function eventLines({ EventFilter }: Schedule): string[] {
  const types = EventFilter?.Dimensions?.EventType?.Values ?? [];
  return types.length > 0 ? [`Answers the event ${types.join(' or ')}.`] : [];
}

function whenOf(text: string | undefined): string {
  const at = new Date(text ?? '');
  return Number.isNaN(at.getTime()) ? (text ?? '') : instant(at);
}

const times = (number: number) => (number === 1 ? 'one message' : `${number} messages`);
