import { useMemo } from 'react';
import type { Job, Jobs } from '../../api/types.ts';
import { useStage } from '../../api/use-stage.ts';
import { useAddress } from '../../app/address.ts';
import { useApplication } from '../../app/application.tsx';
import { StageLink } from '../../app/stage-link.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Choice } from '../../ui/choice.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { count, instant } from '../../ui/format.ts';
import { Card, Page } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { nameOf } from '../segments/kind.tsx';
import { useDefinitions } from '../segments/questions.ts';
import linkStyles from '../segments/segments.module.css';
import { fileOf, JOB_STATES, JOB_TONES, titleOf } from './job-words.ts';
import styles from './jobs.module.css';

const POLL_MS = 2000;
type Type = Job['type'] | '';
const TYPES: readonly { readonly key: Type; readonly name: string }[] = [
  { key: '', name: 'All' },
  { key: 'import', name: 'Imports' },
  { key: 'export', name: 'Exports' },
];

/** Imports and exports, the newest first; `?segment=` those of one segment. */
export function JobList() {
  const { id: app } = useApplication();
  const { get, set } = useAddress();
  const type = TYPES.find(({ key }) => key === get('type'))?.key ?? '';
  const segment = get('segment');
  const definitions = useDefinitions(app).data;
  const names = useMemo(() => new Map(definitions?.map((one) => [one.Id, nameOf(one)])), [definitions]);
  const jobs = useStage<Jobs>(
    '/jobs',
    { app, type, segment },
    {
      refetchInterval: ({ state }) =>
        state.data?.items.some((job) => job.state === 'RUNNING') ? POLL_MS : false,
    },
  );
  return (
    <Page
      title="Imports and exports"
      above={<StageLink to="/segments">Segments</StageLink>}
      tools={
        <StageLink to="/segments/import" className={linkStyles.newLink}>
          Import customers
        </StageLink>
      }
    >
      <Card
        title={segment ? `Of ${names.get(segment) ?? 'one segment'}` : 'All of them'}
        about="The newest first"
        tools={
          <>
            {segment && (
              <button type="button" onClick={() => set({ segment: null })}>
                Of all segments
              </button>
            )}
            <Choice label="Kind" options={TYPES} chosen={type} onChoose={(key) => set({ type: key })} />
          </>
        }
      >
        <Loaded
          of={jobs}
          what="The imports and exports"
          isEmpty={({ items }) => items.length === 0}
          empty={
            <Empty title="None yet">
              <StageLink to="/segments/import">Import customers</StageLink> from a file, or export a segment
              on its own page.
            </Empty>
          }
        >
          {({ items }) => <JobTable items={items} names={names} />}
        </Loaded>
      </Card>
    </Page>
  );
}

interface JobTableProps {
  readonly items: readonly Job[];
  /** Of segments, by id. */
  readonly names: ReadonlyMap<string, string>;
}

function JobTable({ items, names }: JobTableProps) {
  return (
    <DataTable
      caption="Imports and exports"
      rows={items}
      rowKey={({ jobId }) => jobId}
      columns={[
        {
          key: 'job',
          header: 'What',
          cell: (job) => (
            <div className={styles.named}>
              <StageLink to={`/segments/jobs/${job.jobId}`}>
                {titleOf(job, job.segmentName ?? names.get(job.segmentId ?? ''))}
              </StageLink>
              <span className="quiet small">{job.type === 'import' ? fileOf(job) : job.place}</span>
            </div>
          ),
        },
        {
          key: 'state',
          header: 'State',
          sortBy: ({ state }) => state,
          cell: ({ state }) => <Badge tone={JOB_TONES[state]}>{JOB_STATES[state]}</Badge>,
        },
        {
          key: 'segment',
          header: 'Segment',
          cell: ({ segmentId }) =>
            segmentId && names.has(segmentId) ? (
              <StageLink to={`/segments/${segmentId}`}>{names.get(segmentId)}</StageLink>
            ) : (
              '–'
            ),
        },
        {
          key: 'records',
          header: 'Records',
          about: 'Lines that were read, or addresses that were written',
          isNumber: true,
          sortBy: ({ processed }) => processed,
          cell: ({ processed }) => count(processed),
        },
        {
          key: 'rejected',
          header: 'Not taken',
          about: 'Records that broke a rule',
          isNumber: true,
          sortBy: ({ rejected }) => rejected,
          cell: ({ type, rejected }) => (type === 'import' ? count(rejected) : '–'),
        },
        {
          key: 'who',
          header: 'Started by',
          about: 'The access key that asked for it',
          cell: ({ startedBy }) => startedBy?.name ?? startedBy?.keyId ?? '–',
        },
        {
          key: 'when',
          header: 'Started',
          sortBy: ({ createdAt }) => createdAt,
          cell: ({ createdAt }) => <span className={styles.instant}>{instant(createdAt)}</span>,
        },
      ]}
    />
  );
}
