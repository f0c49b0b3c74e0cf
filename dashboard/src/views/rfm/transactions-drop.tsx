import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { RfmSettings } from '../../api/types.ts';
import { useAddress } from '../../app/address.ts';
import { DropZone } from '../../ui/drop-zone.tsx';
import { bytes, percent } from '../../ui/format.ts';
import { type FileSent, Sending } from '../../ui/sending.tsx';
import styles from './rfm.module.css';
import { sendFile } from './send-file.ts';
import { SCORINGS, scoringOf } from './words.ts';

interface TransactionsDropProps {
  readonly app: string;
  /** How the application's uploads are scored when nothing else is chosen. */
  readonly usual?: RfmSettings;
}

const ACCEPTED = '.csv,.gz,.txt,.tsv,text/csv';

/** Where a file of transactions is dropped or chosen; its run is opened once it is there. */
export function TransactionsDrop({ app, usual }: TransactionsDropProps) {
  const id = useId();
  const { go } = useAddress();
  const queries = useQueryClient();
  const [scoring, setScoring] = useState('');
  const [clusters, setClusters] = useState('');
  const [asOf, setAsOf] = useState('');
  const [sending, setSending] = useState<FileSent>();
  const [failure, setFailure] = useState<string>();
  const chosen = SCORINGS.find(({ key }) => key === scoring);

  async function send(file: File | undefined) {
    if (!file || sending) return;
    setFailure(undefined);
    setSending({ file, share: 0 });
    try {
      const uploadId = await sendFile(file, {
        // what is said beside a file replaces what the application says, so it is said whole or not at all
        parameters: { app, scores: chosen?.scores, table: chosen?.table, k: clusters, asOf },
        onProgress: (share) => setSending({ file, share }),
      });
      await queries.invalidateQueries({ queryKey: ['/uploads'] });
      go(`/rfm/${uploadId}`);
    } catch (error) {
      setFailure(`${file.name}: ${error instanceof Error ? error.message : error}`);
      setSending(undefined);
    }
  }
  return (
    <DropZone
      label="Upload transactions"
      call="Drop a transactions CSV here, or"
      accept={ACCEPTED}
      disabled={sending !== undefined}
      onFiles={([file]) => send(file)}
    >
      <div className={styles.rules}>
        <div>
          <label htmlFor={`${id}-scoring`}>Scores and segments</label>
          <select
            id={`${id}-scoring`}
            value={scoring}
            aria-describedby={`${id}-about`}
            onChange={({ target }) => setScoring(target.value)}
          >
            <option value="">As set for this application ({scoringOf(usual)?.name ?? '…'})</option>
            {SCORINGS.map(({ key, name }) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </select>
        </div>
        {chosen && (
          <>
            <div>
              <label htmlFor={`${id}-clusters`}>Clusters</label>
              <input
                id={`${id}-clusters`}
                inputMode="numeric"
                size={6}
                value={clusters}
                placeholder={chosen.scores === 'kmeans' ? 'auto' : '7'}
                onChange={({ target }) => setClusters(target.value.trim())}
              />
            </div>
            <div>
              <label htmlFor={`${id}-as-of`}>Recency is counted to</label>
              <input
                id={`${id}-as-of`}
                type="date"
                value={asOf}
                onChange={({ target }) => setAsOf(target.value)}
              />
            </div>
          </>
        )}
      </div>
      <p id={`${id}-about`} className="quiet small">
        {chosen?.about ??
          'One row an event: who, when, what for how much. Rows that cannot be used are listed.'}
      </p>
      <Sending sent={sending} words={wordsOf} failure={failure} />
    </DropZone>
  );
}

function wordsOf({ file, share }: FileSent): string {
  return share < 1
    ? `Sending ${file.name} (${bytes(file.size)}): ${percent(share)}`
    : `${file.name} is there; its run begins.`;
}
