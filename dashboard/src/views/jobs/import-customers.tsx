import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { ImportFormat } from '../../api/types.ts';
import { useStage } from '../../api/use-stage.ts';
import { useAddress } from '../../app/address.ts';
import { useApplication } from '../../app/application.tsx';
import { useMay } from '../../app/stage-facts.ts';
import { StageLink } from '../../app/stage-link.tsx';
import { DropZone } from '../../ui/drop-zone.tsx';
import { bytes, count, percent } from '../../ui/format.ts';
import { Card, Page } from '../../ui/page.tsx';
import { type FileSent, Sending } from '../../ui/sending.tsx';
import { useDefinitions } from '../segments/questions.ts';
import { ChosenFiles } from './chosen-files.tsx';
import { ColumnsNeeded } from './columns-needed.tsx';
import { FilePreview } from './file-preview.tsx';
import { bareName, formatOf } from './import-file.ts';
import { ImportOptions, type Options } from './import-options.tsx';
import styles from './jobs.module.css';
import { problemOf } from './problem-of.ts';
import { startImport } from './start-import.ts';
import { usePreviews } from './use-preview.ts';

const ACCEPTED = '.csv,.json,.jsonl,.ndjson,.gz,text/csv,application/json';

/** Files of customers are chosen, looked at, and imported; `?into=` names a segment that they are added to. */
export function ImportCustomers() {
  const { id: app } = useApplication();
  const { get, go } = useAddress();
  const queries = useQueryClient();
  const mayImport = useMay('admin');
  const limit = useStage<ImportFormat>('/imports/format').data?.limitBytes;
  const imported = (useDefinitions(app).data ?? []).filter(({ SegmentType }) => SegmentType === 'IMPORT');
  const [files, setFiles] = useState<readonly File[]>([]);
  const [looked, setLooked] = useState<string>();
  const [options, setOptions] = useState<Options>({
    purpose: 'both',
    segmentName: '',
    segmentId: get('into'),
  });
  const [sending, setSending] = useState<FileSent>();
  const [failure, setFailure] = useState<string>();
  const named = files.filter(({ name, size }) => formatOf(name) && size > 0);
  const previews = usePreviews(app, named, options.purpose);
  const previewOf = (file: File) => previews[named.indexOf(file)];
  const problems = files.map((file) => problemOf(file, previewOf(file)));
  const together = wrongTogether(files, limit);
  const shown = named.find(({ name }) => name === looked) ?? named[0];
  const segmentName = options.segmentName || bareName(files[0]?.name ?? '');
  const isReady =
    files.length > 0 &&
    !together &&
    problems.every((problem) => problem?.isFault !== true) &&
    previews.every(({ isPending }) => !isPending);

  function take(chosen: readonly File[]) {
    setFailure(undefined);
    const names = new Set(chosen.map(({ name }) => name));
    setFiles((before) => [...before.filter(({ name }) => !names.has(name)), ...chosen]);
    setLooked(chosen[0]?.name);
  }
  async function start(event: FormEvent) {
    event.preventDefault();
    const format = formatOf(files[0]?.name ?? '');
    if (!isReady || sending || !format) return;
    setFailure(undefined);
    try {
      const jobId = await startImport({ app, files, format, ...options, segmentName }, (file, share) =>
        setSending({ file, share }),
      );
      await queries.invalidateQueries({ queryKey: ['/jobs'] });
      go(`/segments/jobs/${jobId}`);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
      setSending(undefined);
    }
  }
  return (
    <Page title="Import customers" above={<StageLink to="/segments">Segments</StageLink>}>
      {mayImport === false && (
        <p className={styles.notice}>
          Your key may look, and not import: that takes a key with the scope <code>admin</code>. Ask whoever
          runs the stage.
        </p>
      )}
      <DropZone
        label="Choose files of customers"
        call="Drop a CSV or JSON-lines file of customers here, or"
        accept={ACCEPTED}
        multiple
        disabled={sending !== undefined || mayImport === false}
        onFiles={take}
      >
        <ChosenFiles
          files={files}
          problems={problems}
          isPending={(file) => previewOf(file)?.isPending === true}
          looked={shown}
          isFixed={sending !== undefined}
          onLook={({ name }) => setLooked(name)}
          onRemove={(file) => setFiles((now) => now.filter((one) => one !== file))}
        />
        {together && (
          <p className="fault" role="alert">
            {together}
          </p>
        )}
      </DropZone>
      {shown && previewOf(shown) && (
        <FilePreview key={shown.name} file={shown} preview={previewOf(shown) as never} />
      )}
      {files.length > 0 && (
        <Card title="What becomes of the customers">
          <form onSubmit={start} className="stack">
            <ImportOptions options={{ ...options, segmentName }} imported={imported} onChange={setOptions} />
            <div className="row">
              <button
                type="submit"
                className="primary"
                disabled={!isReady || sending !== undefined || !mayImport}
              >
                {files.length === 1 ? 'Import the file' : `Import ${count(files.length)} files`}
              </button>
              <span className="quiet small">
                {bytes(files.reduce((sum, { size }) => sum + size, 0))} to send
              </span>
            </div>
            <Sending
              sent={sending}
              words={({ file, share }) => `Sending ${file.name}: ${percent(share)}`}
              failure={failure}
            />
          </form>
        </Card>
      )}
      <ColumnsNeeded />
    </Page>
  );
}

/** What cannot be imported in one go. */
function wrongTogether(files: readonly File[], limit: number | undefined): string | undefined {
  const formats = new Set(files.map(({ name }) => formatOf(name)).filter(Boolean));
  if (formats.size > 1)
    return 'CSV and JSON files cannot be imported together: import one kind after the other.';
  const size = files.reduce((sum, file) => sum + file.size, 0);
  if (limit === undefined || size <= limit) return undefined;
  return `${bytes(size)} is too large: an import takes ${bytes(limit)} at most. Cut it in parts and import them one after another into the same segment.`;
}
