import { useParams } from 'react-router';
import type { CampaignResponse } from '../../api/pinpoint.ts';
import { useAddress } from '../../app/address.ts';
import { StageLink } from '../../app/stage-link.tsx';
import { Page } from '../../ui/page.tsx';
import { Failed, Skeleton } from '../../ui/states.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import styles from './campaigns.module.css';
import { OneCustomer } from './customer.tsx';
import { DuplicateButton } from './duplicate-button.tsx';
import { Message } from './message.tsx';
import { PauseButton } from './pause-button.tsx';
import { Results } from './results.tsx';
import { Runs } from './runs.tsx';
import { Settings } from './settings.tsx';
import { StatusBadge } from './status.tsx';
import { useCampaign } from './use-campaign.ts';

const TABS = [
  { key: 'results', name: 'Results' },
  { key: 'customer', name: 'Look up a customer' },
  { key: 'message', name: 'Message' },
  { key: 'runs', name: 'Runs' },
  { key: 'settings', name: 'Audience and schedule' },
] as const;

/** One campaign: what came of it, whom it reached and why not the others, and how it is set up. */
export function Campaign() {
  const { campaignId = '' } = useParams();
  const campaign = useCampaign(campaignId);
  const above = <StageLink to="/campaigns">Campaigns</StageLink>;
  if (campaign.data === undefined) {
    return (
      <Page title="Campaign" above={above}>
        {campaign.isError ? (
          <Failed error={campaign.error} what="The campaign" onRetry={() => campaign.refetch()} />
        ) : (
          <Skeleton lines={8} />
        )}
      </Page>
    );
  }
  return <Shown campaign={campaign.data} />;
}

function Shown({ campaign }: { readonly campaign: CampaignResponse }) {
  const { get, set } = useAddress();
  const status = campaign.State?.CampaignStatus ?? '';
  const tab = TABS.find(({ key }) => key === get('tab')) ?? TABS[0];
  const chosen = tab.key;
  return (
    <Page
      title={campaign.Name ?? campaign.Id}
      part={chosen === 'results' ? undefined : tab.name}
      above={<StageLink to="/campaigns">Campaigns</StageLink>}
      beside={<StatusBadge status={status} />}
      tools={
        <>
          <DuplicateButton campaign={campaign} />
          <PauseButton campaign={campaign} />
        </>
      }
    >
      {campaign.Description && <p className={`quiet ${styles.flush}`}>{campaign.Description}</p>}
      <Tabs
        label="Parts of the campaign"
        tabs={TABS}
        chosen={chosen}
        onChoose={(key) => set({ tab: key === 'results' ? null : key }, false)}
      >
        {chosen === 'results' && <Results campaign={campaign} />}
        {chosen === 'customer' && <OneCustomer campaign={campaign} />}
        {chosen === 'message' && <Message campaign={campaign} />}
        {chosen === 'runs' && <Runs campaign={campaign} />}
        {chosen === 'settings' && <Settings campaign={campaign} />}
      </Tabs>
    </Page>
  );
}
