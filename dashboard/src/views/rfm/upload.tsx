import { useParams } from 'react-router';
import type { DescribedUpload } from '../../api/types.ts';
import { useStage } from '../../api/use-stage.ts';
import { useAddress } from '../../app/address.ts';
import { StageLink } from '../../app/stage-link.tsx';
import { Announcement } from '../../ui/announcer.tsx';
import { Badge } from '../../ui/badge.tsx';
import { count, instant, percent, share } from '../../ui/format.ts';
import { Card, Page } from '../../ui/page.tsx';
import { Stat, Stats } from '../../ui/stat.tsx';
import { Failed, Skeleton } from '../../ui/states.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { Clusters } from './clusters.tsx';
import { HeatMap } from './heat-map.tsx';
import { Movement } from './movement.tsx';
import { Rejects } from './rejects.tsx';
import { StepDetails, Steps } from './steps.tsx';
import { STATE_TONES, STATE_WORDS, STEPS, scoringOf } from './words.ts';
import { Worth } from './worth.tsx';

const POLL_MS = 700;

/** One upload: its run while it lasts, and what came of it. */
export function UploadView() {
  const { uploadId = '' } = useParams();
  const upload = useStage<DescribedUpload>(
    `/uploads/${uploadId}`,
    {},
    { refetchInterval: ({ state }) => (state.data?.state === 'RUNNING' ? POLL_MS : false) },
  );
  const above = <StageLink to="/rfm">RFM</StageLink>;
  if (upload.data?.uploadId === uploadId) return <Known upload={upload.data} />;
  return (
    <Page title="Upload" above={above}>
      {upload.isError ? (
        <Failed error={upload.error} what="The upload" onRetry={() => upload.refetch()} />
      ) : (
        <Skeleton lines={6} />
      )}
    </Page>
  );
}

function Known({ upload }: { readonly upload: DescribedUpload }) {
  const { name, state, createdAt, settings } = upload;
  const { tabs, tab } = useTabs(upload);
  return (
    <Page
      title={name}
      part={tab === tabs[0]?.key ? undefined : tabs.find(({ key }) => key === tab)?.name}
      above={<StageLink to="/rfm">RFM</StageLink>}
      beside={
        <>
          <Badge tone={STATE_TONES[state]}>{STATE_WORDS[state]}</Badge>
          <span className="quiet small">
            Received {instant(createdAt)}
            {settings && ` · ${scoringOf(settings)?.name ?? settings.scores}`}
          </span>
        </>
      }
    >
      <Announcement text={spokenOf(upload)} />
      <Card
        title="Run"
        about={state === 'SUCCEEDED' ? undefined : 'The states of the run, one after another'}
      >
        <Steps upload={upload} />
        {upload.error && (
          <p className="fault" role="alert">
            {upload.error.message}
          </p>
        )}
        {upload.superseded && (
          <p className="quiet">
            A file that was received later had been published already, so endpoints keep its scores.
          </p>
        )}
        {upload.rows !== undefined && <Sums upload={upload} />}
      </Card>
      <Results upload={upload} />
    </Page>
  );
}

function Sums({ upload }: { readonly upload: DescribedUpload }) {
  const { rows, scored, rejected, customers, endpoints, refused } = upload;
  return (
    <Stats>
      <Stat name="Rows" value={count(rows)} about="Rows of the file; scored and rejected ones together" />
      <Stat name="Scored" value={count(scored)} of={`${percent(share(scored, rows))} of the rows`} />
      <Stat
        name="Rejected"
        value={count(rejected)}
        of={`${percent(share(rejected, rows))} of the rows`}
        about="Rows that could not be used, each with its reason"
      />
      <Stat name="Customers" value={count(customers)} />
      <Stat
        name="Endpoints renewed"
        value={count(endpoints)}
        of={refused ? `${count(refused)} refused` : undefined}
        about="Addresses that carry the scores now"
      />
    </Stats>
  );
}

/** What there is to see; which of it is shown stands in the address. */
function useTabs(upload: DescribedUpload) {
  const { get } = useAddress();
  const isDone = upload.state === 'SUCCEEDED';
  const tabs = [
    ...(isDone
      ? [
          { key: 'scores', name: 'Scores and segments' },
          { key: 'clusters', name: 'Clusters' },
          { key: 'movement', name: 'Movement' },
        ]
      : []),
    ...(upload.rejected ? [{ key: 'rejects', name: `Rejected rows (${count(upload.rejected)})` }] : []),
    { key: 'states', name: 'What each state did' },
  ];
  return { tabs, tab: tabs.find(({ key }) => key === get('tab'))?.key ?? (tabs[0]?.key as string) };
}

function Results({ upload }: { readonly upload: DescribedUpload }) {
  const { set } = useAddress();
  const { tabs, tab } = useTabs(upload);
  return (
    <Tabs label="Results of the upload" tabs={tabs} chosen={tab} onChoose={(key) => set({ tab: key })}>
      {tab === 'scores' && (
        <>
          <HeatMap upload={upload} />
          <Worth upload={upload} />
        </>
      )}
      {tab === 'clusters' && <Clusters upload={upload} />}
      {tab === 'movement' && <Movement upload={upload} />}
      {tab === 'rejects' && <Rejects upload={upload} />}
      {tab === 'states' && <StepDetails upload={upload} />}
    </Tabs>
  );
}

/** What has changed, for those who do not see the row of states. */
function spokenOf({ state, states, customers, error }: DescribedUpload): string {
  if (state === 'FAILED') return `The run failed: ${error?.message}`;
  if (state === 'SUCCEEDED') return `The run is done: ${count(customers)} customers have scores.`;
  const running = states.findLast((one) => one.state === 'RUNNING');
  return running
    ? `${STEPS.find(({ name }) => name === running.name)?.words ?? running.name} is running`
    : '';
}
