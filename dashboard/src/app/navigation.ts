import type { IconName } from '../ui/icon.tsx';

export interface Place {
  readonly path: string;
  readonly name: string;
  readonly icon: IconName;
  /** Only a stage on a laptop has it. */
  readonly local?: boolean;
}

/** What the side bar leads to, in its order. A view that is not there yet is not listed. */
export const places: readonly Place[] = [
  { path: '/', name: 'Overview', icon: 'overview' },
  { path: '/campaigns', name: 'Campaigns', icon: 'campaigns' },
  { path: '/journeys', name: 'Journeys', icon: 'journeys' },
  { path: '/segments', name: 'Segments', icon: 'segments' },
  { path: '/rfm', name: 'RFM', icon: 'rfm' },
  { path: '/customers', name: 'Customers', icon: 'customers' },
  { path: '/queries', name: 'Queries', icon: 'queries' },
  { path: '/mailbox', name: 'Mailbox', icon: 'mailbox', local: true },
];
