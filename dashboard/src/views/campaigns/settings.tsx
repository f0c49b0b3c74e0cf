import type { CampaignResponse } from '../../api/pinpoint.ts';
import type { CampaignAudience } from '../../api/types.ts';
import { useStage } from '../../api/use-stage.ts';
import { useApplication } from '../../app/application.tsx';
import { StageLink } from '../../app/stage-link.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { count, instant } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { Stat, Stats } from '../../ui/stat.tsx';
import { Loaded } from '../../ui/states.tsx';
import { holdReason, holdReasonWhy, nameOf } from '../../ui/words.ts';
import styles from './campaigns.module.css';
import { scheduleLines } from './schedule-words.ts';
import { treatmentName, useSegmentName } from './use-campaign.ts';

/** How a campaign is set up, in words, and whom it would reach now. */
export function Settings({ campaign }: { readonly campaign: CampaignResponse }) {
  const { id } = useApplication();
  const audience = useStage<CampaignAudience>(`/campaigns/${campaign.Id}/audience`, { app: id });
  return (
    <>
      <div className="grid">
        <Card title="Schedule">
          <ul className={styles.lines}>
            {scheduleLines(campaign).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </Card>
        <Card title="Audience and treatments">
          <Shares campaign={campaign} />
        </Card>
      </div>
      <Card
        title="If it ran now"
        about="Whom it would reach, by the statement that decides a run. Nothing is sent."
      >
        <Loaded of={audience} what="The audience">
          {(answer) => <Forecast campaign={campaign} audience={answer} />}
        </Loaded>
      </Card>
    </>
  );
}

function Shares({ campaign }: { readonly campaign: CampaignResponse }) {
  const { SegmentId, SegmentVersion, HoldoutPercent = 0, AdditionalTreatments = [], CreationDate } = campaign;
  const { data: segment } = useSegmentName(SegmentId);
  const additional = AdditionalTreatments.reduce((sum, { SizePercent }) => sum + (SizePercent ?? 0), 0);
  return (
    <ul className={styles.lines}>
      <li>
        Members of{' '}
        {segment?.deleted ? (
          nameOf(segment)
        ) : (
          <StageLink to={`/segments/${SegmentId}`}>{segment?.name ?? SegmentId}</StageLink>
        )}
        , version {SegmentVersion}.
      </li>
      {AdditionalTreatments.length > 0 && (
        <li>
          {100 - HoldoutPercent - additional}% get <b>{treatmentName(campaign, '0')}</b>
          {campaign.TreatmentDescription && <span className="quiet"> – {campaign.TreatmentDescription}</span>}
        </li>
      )}
      {AdditionalTreatments.map(({ Id, SizePercent, TreatmentDescription }) => (
        <li key={Id}>
          {SizePercent}% get <b>{treatmentName(campaign, Id)}</b>
          {TreatmentDescription && <span className="quiet"> – {TreatmentDescription}</span>}
        </li>
      ))}
      {HoldoutPercent > 0 && <li>{HoldoutPercent}% get nothing: the holdout, to measure the effect.</li>}
      <li className="quiet">Created {instant(CreationDate)}.</li>
    </ul>
  );
}

function Forecast({
  campaign,
  audience: { members, targeted, held, byTreatment },
}: {
  readonly campaign: CampaignResponse;
  readonly audience: CampaignAudience;
}) {
  const reasons = Object.entries(held).sort(([, a], [, b]) => b - a);
  return (
    <div className="stack">
      <Stats>
        <Stat name="In the segment" value={count(members)} about="Endpoints that are members now" />
        <Stat name="Would be written to" value={count(targeted)} of={`of ${count(members)}`} />
        {byTreatment.length > 1 &&
          byTreatment.map((share) => (
            <Stat
              key={share.id}
              name={`… with ${treatmentName(campaign, share.id)}`}
              value={count(share.targeted)}
            />
          ))}
      </Stats>
      {reasons.length > 0 && (
        <DataTable
          caption="Who would be held back"
          showCaption
          rows={reasons}
          rowKey={([reason]) => reason}
          columns={[
            {
              key: 'reason',
              header: 'Reason',
              cell: ([reason]) => (
                <>
                  Held back: {holdReason(reason)}
                  <span className="small quiet"> – {holdReasonWhy(reason)}</span>
                </>
              ),
            },
            { key: 'count', header: 'Endpoints', isNumber: true, cell: ([, number]) => count(number) },
          ]}
        />
      )}
    </div>
  );
}
