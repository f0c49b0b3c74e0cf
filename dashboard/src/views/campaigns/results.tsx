import type { CampaignResponse } from '../../api/pinpoint.ts';
import { useAddress } from '../../app/address.ts';
import { day } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { Empty, Loaded, Skeleton } from '../../ui/states.tsx';
import { AtAGlance } from './at-a-glance.tsx';
import styles from './campaigns.module.css';
import { ConversionChooser } from './conversion-chooser.tsx';
import { FunnelSteps } from './funnel.tsx';
import { HeldBack } from './held-back.tsx';
import { HoldoutLift } from './lift.tsx';
import { RatesByRun } from './rates.tsx';
import { Treatments } from './treatments.tsx';
import { useComparison, useConversion, useFunnel, useLift, useOutcomes } from './use-campaign.ts';

/** What came of a campaign since it began. */
export function Results({ campaign }: { readonly campaign: CampaignResponse }) {
  const conversion = useConversion(campaign);
  const funnel = useFunnel(campaign.Id, conversion);
  const comparison = useComparison(campaign.Id, conversion);
  const hasHoldout = (campaign.HoldoutPercent ?? 0) > 0;
  const lift = useLift(campaign.Id, conversion, hasHoldout);
  const outcomes = useOutcomes(campaign);
  const hasTreatments = (campaign.AdditionalTreatments ?? []).length > 0;
  const awaited = [funnel, outcomes, ...(hasHoldout ? [lift] : []), ...(hasTreatments ? [comparison] : [])];
  const { to } = useAddress();
  const audience = funnel.data?.stages[0]?.people;
  if (campaign.Schedule?.Frequency === 'IN_APP_EVENT') {
    return (
      <Card title="Results">
        <Empty title="Shown by the app itself">
          Nothing is sent: apps ask for the message and show it. What they report of it are the events
          _inapp.message_displayed, _inapp.message_clicked and _inapp.message_dismissed.
        </Empty>
      </Card>
    );
  }
  if (audience === 0) {
    return (
      <Card title="Results">
        <Empty title="It has not run yet">
          <a href={`#${to(`/campaigns/${campaign.Id}`, { tab: 'settings' })}`}>
            See when it will, and whom it would reach now
          </a>
        </Empty>
      </Card>
    );
  }
  return (
    <>
      <AtAGlance
        campaign={campaign}
        conversion={conversion}
        stages={funnel.data?.stages}
        comparison={comparison.data}
        lift={hasHoldout ? lift.data : undefined}
        outcomes={outcomes.data?.rows}
        awaited={awaited.filter(({ isLoading }) => isLoading).length}
      />
      <ConversionChooser conversion={conversion} />
      <div className={styles.halves}>
        <Card
          title="How far people came"
          about={`People since ${day(campaign.CreationDate)}, however many messages each got`}
        >
          <Loaded of={funnel} what="The funnel" skeleton={<Skeleton lines={7} height={300} />}>
            {(answer) => (
              <FunnelSteps stages={answer.stages} conversion={conversion} revenue={answer.revenue} />
            )}
          </Loaded>
        </Card>
        {hasTreatments ? (
          <Card
            title="Which treatment wins"
            about="Of the people who got each; the line is the range that is 95% sure"
          >
            <Loaded of={comparison} what="The comparison" skeleton={<Skeleton lines={7} height={300} />}>
              {(answer) => <Treatments campaign={campaign} comparison={answer} conversion={conversion} />}
            </Loaded>
          </Card>
        ) : (
          <HeldBack campaign={campaign} outcomes={outcomes} />
        )}
      </div>
      <RatesByRun campaign={campaign} funnel={funnel} conversion={conversion} />
      <div className={styles.halves}>
        <HoldoutLift campaign={campaign} lift={lift} conversion={conversion} />
        {hasTreatments && <HeldBack campaign={campaign} outcomes={outcomes} />}
      </div>
    </>
  );
}
