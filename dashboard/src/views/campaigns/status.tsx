import type { ListedCampaign } from '../../api/types.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';

type Status = ListedCampaign['status'];

const STATUSES: Record<Status, { readonly name: string; readonly tone: Tone; readonly about: string }> = {
  SCHEDULED: { name: 'Scheduled', tone: 'accent', about: 'Its next run is planned' },
  EXECUTING: { name: 'Running', tone: 'good', about: 'Messages are being sent, or events are waited for' },
  PENDING_NEXT_RUN: { name: 'Between runs', tone: 'accent', about: 'It ran, and will run again' },
  PAUSED: { name: 'Paused', tone: 'warm', about: 'Nothing starts until it is resumed' },
  COMPLETED: { name: 'Completed', tone: 'even', about: 'It ran for the last time' },
  DELETED: { name: 'Segment deleted', tone: 'bad', about: 'It cannot run: its segment was deleted' },
  INVALID: {
    name: 'Broken',
    tone: 'bad',
    about: 'It cannot run: something that it needs is missing or wrong',
  },
};

export function StatusBadge({ status }: { readonly status: string }) {
  const { name, tone, about } = STATUSES[status as Status] ?? { name: status, tone: 'even', about: '' };
  return (
    <span title={about}>
      <Badge tone={tone}>{name}</Badge>
    </span>
  );
}

/** Whether something of it is still to come. */
export const isAlive = (status: string): boolean => !['COMPLETED', 'DELETED', 'INVALID'].includes(status);
