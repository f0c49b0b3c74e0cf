import type { EndpointSummary } from '../../api/types.ts';
import { AddressText } from '../../ui/address-text.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { instant, NOTHING } from '../../ui/format.ts';
import { channelName } from '../../ui/words.ts';

const COLUMNS: readonly Column<EndpointSummary>[] = [
  {
    key: 'address',
    header: 'Address',
    cell: ({ address, endpointId }) => <AddressText of={address ?? endpointId} />,
  },
  {
    key: 'user',
    header: 'User',
    cell: ({ userId }) => userId ?? NOTHING,
  },
  {
    key: 'channel',
    header: 'Channel',
    cell: ({ channelType }) => (channelType ? channelName(channelType) : NOTHING),
  },
  { key: 'country', header: 'Country', cell: ({ country }) => country ?? NOTHING },
  {
    key: 'state',
    header: 'State',
    cell: ({ optOut, endpointStatus }) =>
      endpointStatus === 'INACTIVE' ? 'Inactive' : optOut === 'ALL' ? 'Opted out' : 'Reachable',
  },
  { key: 'changed', header: 'Last changed', cell: ({ effectiveDate }) => instant(effectiveDate) },
];

/** Endpoints of a segment. */
export function Members({ items }: { readonly items: readonly EndpointSummary[] }) {
  return (
    <DataTable
      caption="Some endpoints of the segment"
      rows={items}
      rowKey={({ endpointId }) => endpointId}
      columns={COLUMNS}
    />
  );
}
