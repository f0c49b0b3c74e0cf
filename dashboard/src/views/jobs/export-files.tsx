import { useState } from 'react';
import type { ExportFiles as Files, Job } from '../../api/types.ts';
import { useStage } from '../../api/use-stage.ts';
import { useMay } from '../../app/stage-facts.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { bytes, count } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Card } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { MOST_CSV_BYTES, saveAsCsv, saveFile } from './export-download.ts';
import styles from './jobs.module.css';

/** What an export has written, to download where the stage gives it out. */
export function ExportFiles({ job, app }: { readonly job: Job; readonly app: string }) {
  const { jobId, processed, createdAt } = job;
  const mayRead = useMay('report-admin');
  const files = useStage<Files>(`/jobs/${jobId}/files`, { app }, { enabled: mayRead === true });
  const [busy, setBusy] = useState<string>();
  const [failure, setFailure] = useState<string>();
  async function save(what: string, work: () => Promise<void>) {
    setBusy(what);
    setFailure(undefined);
    try {
      await work();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
    setBusy(undefined);
  }
  const size = files.data?.items.reduce((sum, file) => sum + file.size, 0) ?? 0;
  const csvName = `export-${createdAt.slice(0, 10)}-${jobId.slice(0, 8)}.csv`;
  return (
    <Card
      title="Files"
      about={`${count(processed)} addresses with all that is known of them. They are personal data: keep them no longer than you need them.`}
    >
      {mayRead === false ? (
        <p className="quiet">
          An export holds persons, so your key does not open it: that takes the scope{' '}
          <code>report-admin</code>.
        </p>
      ) : (
        <Loaded
          of={files}
          what="The files"
          isEmpty={({ isGiven, items }) => isGiven && items.length === 0}
          empty={<Empty title="Nobody was in it, so no file was written" />}
        >
          {({ isGiven, place, items }) =>
            isGiven ? (
              <div className="stack">
                <div className="row">
                  <button
                    type="button"
                    className="primary"
                    disabled={busy !== undefined || size > MOST_CSV_BYTES}
                    onClick={() => save('csv', () => saveAsCsv({ app, jobId }, csvName))}
                  >
                    <Icon name="download" size={16} />
                    {busy === 'csv' ? 'Is made …' : 'Download as CSV'}
                  </button>
                  <span className="quiet small">
                    {size > MOST_CSV_BYTES
                      ? 'It is too large for the page to make a CSV of it; take the files as they are.'
                      : 'One table for a spreadsheet, which can also be imported again.'}
                  </span>
                </div>
                {failure && (
                  <p className="fault" role="alert">
                    {failure}
                  </p>
                )}
                <DataTable
                  caption="Files of the export"
                  rows={items}
                  rowKey={({ name }) => name}
                  columns={[
                    {
                      key: 'name',
                      header: 'JSON lines, compressed',
                      cell: ({ name }) => (
                        <button
                          type="button"
                          className={styles.link}
                          disabled={busy !== undefined}
                          onClick={() => save(name, () => saveFile({ app, jobId }, name))}
                        >
                          {name}
                        </button>
                      ),
                    },
                    { key: 'size', header: 'Size', isNumber: true, cell: (file) => bytes(file.size) },
                  ]}
                />
              </div>
            ) : (
              <p>
                Its files lie where they were asked for, and not with the stage: <code>{place}…</code>
              </p>
            )
          }
        </Loaded>
      )}
    </Card>
  );
}
