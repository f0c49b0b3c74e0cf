import type { ChannelReach } from '../../api/types.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { count } from '../../ui/format.ts';
import { channelName } from '../../ui/words.ts';

/** What a segment reaches by each channel, and that a campaign takes one of them. */
export function Channels({ channels }: { readonly channels: readonly ChannelReach[] }) {
  if (channels.length === 0) return null;
  return (
    <>
      <DataTable
        caption="Endpoints by channel"
        rows={channels}
        rowKey={({ channelType = '' }) => channelType}
        columns={[
          {
            key: 'channel',
            header: 'Channel',
            cell: ({ channelType }) => (channelType ? channelName(channelType) : 'No channel'),
          },
          {
            key: 'endpoints',
            header: 'Endpoints',
            isNumber: true,
            cell: ({ endpoints }) => count(endpoints),
          },
          {
            key: 'reachable',
            header: 'Reachable',
            about: 'Active and not opted out. Suppressed addresses are not looked at here.',
            isNumber: true,
            cell: ({ reachable }) => count(reachable),
          },
        ]}
      />
      {channels.length > 1 && (
        <p className="quiet small">
          A campaign writes through one channel: of this segment it reaches only the endpoints of that one.
        </p>
      )}
    </>
  );
}
