import type { CampaignResponse } from '../../api/pinpoint.ts';
import { StageError } from '../../api/stage.ts';
import type { CampaignHeldBackRow } from '../../api/types.ts';
import { useNamedQuery } from '../../api/use-stage.ts';
import { useAddress } from '../../app/address.ts';
import { useApplication } from '../../app/application.tsx';
import { StageLink } from '../../app/stage-link.tsx';
import { AddressText } from '../../ui/address-text.tsx';
import { Badge } from '../../ui/badge.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { instant } from '../../ui/format.ts';
import { Empty, Loaded } from '../../ui/states.tsx';
import { channelName, holdReason } from '../../ui/words.ts';

/** Some are enough to choose one from. */
const SHOWN = 20;

/** Some of those whom the newest run held back, for who knows nobody by name; each leads to the whole answer. */
export function HeldBackPeople({ campaign }: { readonly campaign: CampaignResponse }) {
  const { id } = useApplication();
  const { get, set } = useAddress();
  const reason = get('reason') ?? '';
  const people = useNamedQuery<CampaignHeldBackRow>('campaign_held_back', {
    application_id: id,
    campaign_id: campaign.Id,
    reason,
    from_day: campaign.CreationDate.slice(0, 10),
    most: SHOWN,
  });
  // a key that reads numbers alone may look up nobody either, and is told so when it does
  if (people.error instanceof StageError && people.error.status === 403) return null;
  return (
    <div>
      <h3>
        {reason === ''
          ? 'Some who got nothing at the last run'
          : `Some who were held back: ${holdReason(reason)}`}
      </h3>
      {reason !== '' && (
        <button type="button" className="plain" onClick={() => set({ reason: null })}>
          Show all reasons
        </button>
      )}
      <Loaded
        of={people}
        what="Those who were held back"
        isEmpty={({ rows }) => rows.length === 0}
        empty={
          <Empty title="Nobody">
            {reason === ''
              ? 'Everyone in the audience got the message of the last run that had them in it.'
              : 'Of those whom a run held back for this reason, each got a later message or was held back for another.'}
          </Empty>
        }
      >
        {({ rows }) => (
          <DataTable
            caption="Some who got nothing"
            rows={rows}
            rowKey={({ endpoint_id }) => endpoint_id ?? ''}
            columns={[
              {
                key: 'who',
                header: 'Customer',
                cell: ({ endpoint_id, user_id }) => (
                  <StageLink
                    to={`/campaigns/${campaign.Id}`}
                    parameters={{ tab: 'customer', who: user_id ?? endpoint_id }}
                  >
                    {user_id ?? endpoint_id}
                  </StageLink>
                ),
              },
              {
                key: 'reason',
                header: 'Why',
                cell: (row) => <Badge tone="warm">Held back: {holdReason(row.reason ?? '')}</Badge>,
              },
              {
                key: 'address',
                header: 'Would have been sent to',
                cell: ({ channel_type, address }) => (
                  <>
                    {channelName(channel_type)}{' '}
                    <span className="quiet">{address && <AddressText of={address} />}</span>
                  </>
                ),
              },
              { key: 'at', header: 'Decided', cell: ({ decided_at }) => instant(decided_at) },
            ]}
          />
        )}
      </Loaded>
    </div>
  );
}
