import { useState } from 'react';
import type { RfmSettings, Upload } from '../../api/types.ts';
import { useStage } from '../../api/use-stage.ts';
import { useApplication } from '../../app/application.tsx';
import { StageLink } from '../../app/stage-link.tsx';
import { Badge } from '../../ui/badge.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { count, instant } from '../../ui/format.ts';
import { Card, Page } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import styles from './rfm.module.css';
import { SettingsDialog } from './settings-dialog.tsx';
import { TransactionsDrop } from './transactions-drop.tsx';
import { STATE_TONES, STATE_WORDS, scoringOf } from './words.ts';

const POLL_MS = 2000;

/** Uploads of transactions: a place to drop one, and every run so far. */
export function Rfm() {
  const { id: app } = useApplication();
  const [isSetting, setSetting] = useState(false);
  const settings = useStage<RfmSettings>('/rfm/settings', { app });
  const uploads = useStage<{ items: Upload[] }>(
    '/uploads',
    { app },
    {
      refetchInterval: ({ state }) =>
        state.data?.items.some((upload) => upload.state === 'RUNNING') ? POLL_MS : false,
    },
  );
  return (
    <Page
      title="RFM"
      beside={<span className="quiet">Recency, frequency and money of customers</span>}
      tools={
        <button type="button" onClick={() => setSetting(true)}>
          Settings
        </button>
      }
    >
      <TransactionsDrop app={app} usual={settings.data} />
      <Card title="Uploads" about="The newest first">
        <Loaded
          of={uploads}
          what="The uploads"
          isEmpty={({ items }) => items.length === 0}
          empty={
            <Empty title="Nothing uploaded yet">
              Drop a file of transactions above. Customers get scores for recency, frequency and money, and
              segments are made of them.
            </Empty>
          }
        >
          {({ items }) => <UploadTable items={items} />}
        </Loaded>
      </Card>
      {isSetting && settings.data && (
        <SettingsDialog app={app} settings={settings.data} onClose={() => setSetting(false)} />
      )}
    </Page>
  );
}

function UploadTable({ items }: { readonly items: readonly Upload[] }) {
  return (
    <DataTable
      caption="Uploaded files"
      rows={items}
      rowKey={({ uploadId }) => uploadId}
      columns={[
        {
          key: 'file',
          header: 'File',
          sortBy: ({ name }) => name,
          cell: ({ name, uploadId, error }) => (
            <div className={styles.file}>
              <StageLink to={`/rfm/${uploadId}`}>{name}</StageLink>
              {error && <span className="quiet small">{error.message}</span>}
            </div>
          ),
        },
        {
          key: 'state',
          header: 'State',
          sortBy: ({ state }) => state,
          cell: ({ state }) => <Badge tone={STATE_TONES[state]}>{STATE_WORDS[state]}</Badge>,
        },
        {
          key: 'customers',
          header: 'Customers',
          isNumber: true,
          sortBy: ({ customers }) => customers,
          cell: ({ customers }) => count(customers),
        },
        {
          key: 'rows',
          header: 'Rows',
          isNumber: true,
          sortBy: ({ rows }) => rows,
          cell: ({ rows }) => count(rows),
        },
        {
          key: 'rejected',
          header: 'Rejected',
          about: 'Rows that could not be used',
          isNumber: true,
          sortBy: ({ rejected }) => rejected,
          cell: ({ rejected }) => count(rejected),
        },
        { key: 'rules', header: 'Scored by', cell: ({ settings }) => scoringOf(settings)?.name ?? '–' },
        {
          key: 'received',
          header: 'Received',
          sortBy: ({ createdAt }) => createdAt,
          cell: ({ createdAt }) => <span className={styles.instant}>{instant(createdAt)}</span>,
        },
      ]}
    />
  );
}
