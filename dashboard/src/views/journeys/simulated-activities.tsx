import type { Simulation as Answer, JourneyFlow } from '../../api/types.ts';
import type { Column } from '../../ui/data-table.tsx';
import { count } from '../../ui/format.ts';
import { countsAt } from './counts.ts';

interface ActivityPair {
  readonly id: string;
  readonly name: string;
  readonly sends: boolean;
  readonly predicted: { readonly entered: number; readonly inside: number; readonly messages: number };
  readonly actual?: { readonly entered: number; readonly inside: number; readonly messages: number };
}

/** Each activity after the simulated days, beside what came. */
export function activityPairs(
  { days }: Answer,
  actual: JourneyFlow | undefined,
  flow: JourneyFlow,
): ActivityPair[] {
  const counts = actual && countsAt(actual, days.length - 1).activities;
  return flow.activities.map(({ id, name, sends }) => {
    const own = days.flatMap(({ activities }) => activities.filter(({ activity }) => activity === id));
    const real = counts?.find(({ activity }) => activity.id === id);
    return {
      id,
      name,
      sends,
      predicted: {
        entered: own.reduce((total, { entered }) => total + entered, 0),
        inside: own.at(-1)?.inside ?? 0,
        messages: own.reduce((total, { messages }) => total + messages, 0),
      },
      ...(real && { actual: { entered: real.entered, inside: real.waiting, messages: real.sent } }),
    };
  });
}

const pairColumns = (
  key: 'entered' | 'inside' | 'messages',
  header: string,
  isTold: (row: ActivityPair) => boolean = () => true,
): Column<ActivityPair>[] => [
  {
    key: `${key}-predicted`,
    header: `${header}: predicted`,
    isNumber: true,
    cell: (row) => (isTold(row) ? count(row.predicted[key]) : ''),
  },
  {
    key: `${key}-actual`,
    header: 'actual',
    isNumber: true,
    cell: (row) => (isTold(row) ? count(row.actual?.[key]) : ''),
  },
];

export const ACTIVITY_COLUMNS: Column<ActivityPair>[] = [
  { key: 'name', header: 'Activity', cell: ({ name }) => name },
  ...pairColumns('entered', 'Entered'),
  ...pairColumns('inside', 'Waiting'),
  ...pairColumns('messages', 'Messages sent', ({ sends }) => sends),
];
