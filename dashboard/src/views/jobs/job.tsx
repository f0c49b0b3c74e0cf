import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useParams } from 'react-router';
import type { Job } from '../../api/types.ts';
import { useStage } from '../../api/use-stage.ts';
import { useApplication } from '../../app/application.tsx';
import { StageLink } from '../../app/stage-link.tsx';
import { Announcement } from '../../ui/announcer.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Facts } from '../../ui/facts.tsx';
import { count, instant, percent, share } from '../../ui/format.ts';
import { Card, Page } from '../../ui/page.tsx';
import { Stat, Stats } from '../../ui/stat.tsx';
import { Failed, Skeleton } from '../../ui/states.tsx';
import { nameOf } from '../segments/kind.tsx';
import { useDefinitions } from '../segments/questions.ts';
import { ExportFiles } from './export-files.tsx';
import { Fault } from './fault.tsx';
import { JobRejects } from './job-rejects.tsx';
import { fileOf, JOB_STATES, JOB_TONES, stepOf, titleOf } from './job-words.ts';
import styles from './jobs.module.css';
import { MadeSegment } from './made-segment.tsx';

const POLL_MS = 700;

/** One import or export: how far it is, what came of it, and what it did not take. */
export function JobView() {
  const { jobId = '' } = useParams();
  const { id: app } = useApplication();
  const job = useStage<Job>(
    `/jobs/${jobId}`,
    { app },
    { refetchInterval: ({ state }) => (state.data?.state === 'RUNNING' ? POLL_MS : false) },
  );
  const queries = useQueryClient();
  const isDone = job.data?.jobId === jobId && job.data.state === 'SUCCEEDED';
  useEffect(() => {
    // what was asked before knows neither the segment that the job has made nor who was added
    if (isDone) queries.invalidateQueries();
  }, [isDone, queries]);
  if (job.data?.jobId === jobId) return <Known job={job.data} app={app} />;
  return (
    <Page title="Import or export" above={<Above />}>
      {job.isError ? (
        <Failed error={job.error} what="The import or export" onRetry={() => job.refetch()} />
      ) : (
        <Skeleton lines={6} />
      )}
    </Page>
  );
}

function Above() {
  return (
    <>
      <StageLink to="/segments">Segments</StageLink> ·{' '}
      <StageLink to="/segments/jobs">Imports and exports</StageLink>
    </>
  );
}

function Known({ job, app }: { readonly job: Job; readonly app: string }) {
  const { type, state, startedBy, createdAt, faults, segmentId } = job;
  const segment = useDefinitions(app).data?.find(({ Id }) => Id === segmentId);
  const segmentName = job.segmentName ?? (segment && nameOf(segment));
  const who = startedBy && ` by ${startedBy.name ?? startedBy.keyId}`;
  return (
    <Page
      title={titleOf(job, segmentName)}
      above={<Above />}
      beside={
        <>
          <Badge tone={JOB_TONES[state]}>{JOB_STATES[state]}</Badge>
          <span className="quiet small">
            Started {instant(createdAt)}
            {who}
          </span>
        </>
      }
    >
      <Announcement text={spokenOf(job)} />
      <Card title="Progress">
        <div className={styles.progressCard}>
          <Progress job={job} />
          {faults.map((fault) => (
            <Fault key={fault} text={fault} />
          ))}
          {state === 'FAILED' && faults.length === 0 && (
            <p className="fault" role="alert">
              {job.rejected > 0 && job.rejected === job.processed
                ? 'Not one record could be taken, so nothing was stored.'
                : 'It could not be brought to an end. A key with the scope report-admin sees why.'}
            </p>
          )}
          {type === 'import' && state === 'FAILED' && (
            <p className={styles.again}>
              Mend the file and <StageLink to="/segments/import">import it again</StageLink>.
            </p>
          )}
          {(job.processed > 0 || state !== 'FAILED') && <Sums job={job} />}
        </div>
      </Card>
      {type === 'import' && state === 'SUCCEEDED' && segmentId && (
        <MadeSegment app={app} segmentId={segmentId} name={segmentName ?? 'The segment'} />
      )}
      {type === 'export' && state === 'SUCCEEDED' && <ExportFiles job={job} app={app} />}
      {job.rejected > 0 && <JobRejects job={job} app={app} />}
      <Asked job={job} segmentName={segmentName} />
    </Page>
  );
}

function Progress({ job }: { readonly job: Job }) {
  const { pieces, completedAt } = job;
  const parts = pieces.total > 0 && `${count(pieces.completed)} of ${count(pieces.total)} parts`;
  return (
    <div>
      <p className={styles.step}>
        <span>{stepOf(job)}</span>
        <span className="quiet small number">
          {[parts, completedAt && `ended ${instant(completedAt)}`].filter(Boolean).join(' · ')}
        </span>
      </p>
      <progress className={styles.progress} aria-label="Progress" max={1} value={shareOf(job)} />
    </div>
  );
}

/** Of the way; unknown while the file is read, which says how many parts there are. */
function shareOf({ state, pieces }: Job): number | undefined {
  if (state === 'SUCCEEDED') return 1;
  if (pieces.total > 0) return pieces.completed / pieces.total;
  return state === 'RUNNING' ? undefined : 0;
}

function Sums({ job: { type, processed, rejected, pieces } }: { readonly job: Job }) {
  const taken = processed - rejected;
  const ofAll = (part: number) =>
    processed > 0 ? `${percent(share(part, processed))} of the records` : undefined;
  if (type === 'export') {
    return (
      <Stats>
        <Stat name="Written" value={count(processed)} about="Addresses with all that is known of them" />
        <Stat name="Files" value={count(pieces.completed)} of={`of ${count(pieces.total)}`} />
      </Stats>
    );
  }
  return (
    <Stats>
      <Stat
        name="Records"
        value={count(processed)}
        about="Lines that were read; taken and not taken together"
      />
      <Stat name="Taken" value={count(taken)} of={ofAll(taken)} />
      <Stat
        name="Not taken"
        value={count(rejected)}
        of={ofAll(rejected)}
        about="Records that broke a rule, each with its line and reason"
      />
      <Stat
        name="Parts"
        value={count(pieces.completed)}
        of={
          pieces.failed > 0
            ? `of ${count(pieces.total)}, ${count(pieces.failed)} failed`
            : `of ${count(pieces.total)}`
        }
        about="Files are stored in parts of up to 50,000 records"
      />
    </Stats>
  );
}

interface AskedProps {
  readonly job: Job;
  readonly segmentName?: string;
}

function Asked({ job, segmentName }: AskedProps) {
  const { type, place, format, registerEndpoints } = job;
  return (
    <Card title="What was asked for">
      <Facts>
        <dt>{type === 'import' ? 'File' : 'Folder'}</dt>
        <dd>
          {fileOf(job)} <span className="quiet small">{place}</span>
        </dd>
        {type === 'import' && (
          <>
            <dt>Format</dt>
            <dd>{format === 'CSV' ? 'CSV' : 'JSON lines'}</dd>
            <dt>Customers</dt>
            <dd>{registerEndpoints ? 'Stored, known ones renewed' : 'Left as they were'}</dd>
          </>
        )}
        <dt>Segment</dt>
        <dd>
          <AskedSegment job={job} segmentName={segmentName} />
        </dd>
      </Facts>
    </Card>
  );
}

function AskedSegment({ job, segmentName }: AskedProps) {
  const { type, defineSegment, segmentId, segmentVersion } = job;
  if (type === 'import') return defineSegment ? segmentName : 'None';
  if (!segmentId) return 'All customers';
  return (
    <>
      <StageLink to={`/segments/${segmentId}`}>{segmentName ?? segmentId}</StageLink>, version{' '}
      {segmentVersion}
    </>
  );
}

/** What has changed, for those who do not see it. */
function spokenOf(job: Job): string {
  const { state, type, processed, rejected } = job;
  if (state === 'FAILED') return `The ${type} failed.`;
  if (state === 'RUNNING') return stepOf(job);
  return `The ${type} is done: ${count(processed - rejected)} records.`;
}
