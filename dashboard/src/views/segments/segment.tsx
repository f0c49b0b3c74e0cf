import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import type { SegmentResponse } from '../../api/pinpoint.ts';
import { askJson } from '../../api/stage.ts';
import { useAddress } from '../../app/address.ts';
import { useApplication } from '../../app/application.tsx';
import { StageLink } from '../../app/stage-link.tsx';
import { Announcement } from '../../ui/announcer.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { instant } from '../../ui/format.ts';
import { Page } from '../../ui/page.tsx';
import { PeriodPicker } from '../../ui/period-picker.tsx';
import { Failed, Skeleton } from '../../ui/states.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { ExportDialog } from '../jobs/export-dialog.tsx';
import { Editor } from './editor.tsx';
import { definitionOf, KindBadge, nameOf } from './kind.tsx';
import { useSegment } from './questions.ts';
import { SegmentOverview } from './segment-overview.tsx';
import { Versions } from './versions.tsx';

/** One segment: whom it holds, how it grew, and what it is made of. */
export function Segment() {
  const { segmentId = '' } = useParams();
  const { id: app } = useApplication();
  const segment = useSegment(app, segmentId);
  if (segment.data?.Id === segmentId) return <Known segment={segment.data} app={app} key={segmentId} />;
  return (
    <Page title="Segment" above={<StageLink to="/segments">Segments</StageLink>}>
      {segment.isError ? (
        <Failed error={segment.error} what="The segment" onRetry={() => segment.refetch()} />
      ) : (
        <Skeleton lines={8} />
      )}
    </Page>
  );
}

function Known({ segment, app }: { readonly segment: SegmentResponse; readonly app: string }) {
  const { get, set } = useAddress();
  const [isDeleting, setDeleting] = useState(false);
  const [isExporting, setExporting] = useState(false);
  const [saved, setSaved] = useState('');
  const isImported = segment.SegmentType === 'IMPORT';
  const tabs = [
    { key: 'overview', name: 'Overview' },
    ...(isImported ? [] : [{ key: 'conditions', name: 'Conditions' }]),
    { key: 'versions', name: 'Versions' },
  ];
  const tab = tabs.find(({ key }) => key === get('tab'))?.key ?? 'overview';
  return (
    <Page
      title={nameOf(segment)}
      part={tab === 'overview' ? undefined : tabs.find(({ key }) => key === tab)?.name}
      above={<StageLink to="/segments">Segments</StageLink>}
      beside={
        <>
          <KindBadge segment={segment} />
          <span className="quiet small">
            Version {segment.Version}, saved {instant(segment.LastModifiedDate)}
          </span>
        </>
      }
      tools={
        <>
          {tab === 'overview' && <PeriodPicker />}
          {isImported && (
            <>
              <StageLink to="/segments/jobs" parameters={{ segment: segment.Id }}>
                Its imports
              </StageLink>
              <StageLink to="/segments/import" parameters={{ into: segment.Id }}>
                Import into it
              </StageLink>
            </>
          )}
          {!isImported && (
            <StageLink to="/segments/new" parameters={{ of: segment.Id }}>
              Copy
            </StageLink>
          )}
          <button type="button" onClick={() => setExporting(true)}>
            Export
          </button>
          <button type="button" className="danger" onClick={() => setDeleting(true)}>
            Delete
          </button>
        </>
      }
    >
      <Announcement text={saved} />
      <Tabs
        label="Parts of the segment"
        tabs={tabs}
        chosen={tab}
        onChoose={(key) => set({ tab: key === 'overview' ? null : key, version: null })}
      >
        {tab === 'overview' && <SegmentOverview segment={segment} app={app} />}
        {tab === 'conditions' && (
          <Conditions
            segment={segment}
            app={app}
            onSaved={({ Version }) => {
              setSaved(`Saved as version ${Version}`);
              set({ tab: null, version: null });
            }}
          />
        )}
        {tab === 'versions' && <Versions segment={segment} app={app} />}
      </Tabs>
      {isExporting && <ExportDialog segment={segment} app={app} onClose={() => setExporting(false)} />}
      {isDeleting && <Deletion segment={segment} app={app} onClose={() => setDeleting(false)} />}
    </Page>
  );
}

/** The builder with the latest version, or with an earlier one that the address names. */
function Conditions({
  segment,
  app,
  onSaved,
}: {
  readonly segment: SegmentResponse;
  readonly app: string;
  readonly onSaved: (segment: SegmentResponse) => void;
}) {
  const { get } = useAddress();
  const version = get('version');
  const earlier = useSegment(app, version ? segment.Id : undefined, version);
  if (version && earlier.isError) {
    return <Failed error={earlier.error} what={`Version ${version}`} onRetry={() => earlier.refetch()} />;
  }
  const begun = version ? earlier.data : segment;
  if (begun === undefined || (version && String(begun.Version) !== version)) return <Skeleton lines={6} />;
  return (
    <>
      {version && (
        <p className="quiet">
          These are the conditions of version {version}. Saving makes them version{' '}
          {(segment.Version ?? 0) + 1}.
        </p>
      )}
      <Editor
        key={`${segment.Version} ${version ?? ''}`}
        app={app}
        segment={segment}
        name={segment.Name ?? ''}
        definition={definitionOf(begun)}
        isRestored={version !== undefined}
        onSaved={onSaved}
      />
    </>
  );
}

function Deletion({
  segment,
  app,
  onClose,
}: {
  readonly segment: SegmentResponse;
  readonly app: string;
  readonly onClose: () => void;
}) {
  const queries = useQueryClient();
  const { go } = useAddress();
  const [failure, setFailure] = useState<string>();
  async function remove() {
    try {
      await askJson(`/v1/apps/${app}/segments/${segment.Id}`, { method: 'DELETE' });
      go('/segments');
      // what was asked about this segment is not asked again
      await queries.invalidateQueries({
        predicate: ({ queryKey }) => !JSON.stringify(queryKey).includes(segment.Id),
      });
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  }
  return (
    <Dialog title={`Delete ${nameOf(segment)}?`} onClose={onClose}>
      <p>
        All its versions and its sizes over time go. Endpoints stay. Campaigns and journeys that use it will
        not find it any more.
      </p>
      {failure && (
        <p className="fault" role="alert">
          {failure}
        </p>
      )}
      <div className="row">
        <button type="button" className="danger" onClick={remove}>
          Delete the segment
        </button>
        <button type="button" onClick={onClose}>
          Keep it
        </button>
      </div>
    </Dialog>
  );
}
