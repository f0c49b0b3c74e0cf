import { useEffect, useState } from 'react';
import type { Execution } from '../../api/types.ts';
import { bytes, duration } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import styles from './queries.module.css';

const TICK_MS = 100;
const STATES: Record<string, string> = { QUEUED: 'Waiting for its turn', RUNNING: 'Running' };

interface ProgressProps {
  /** By the reader's clock, epoch milliseconds. */
  readonly since: number;
  readonly execution?: Execution;
  readonly onCancel: () => void;
}

/** How long a question has been running, and what it has cost so far. */
export function Progress({ since, execution, onCancel }: ProgressProps) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <Card title="Answer">
      <div className={styles.progress}>
        <progress aria-label="The query is running" value={execution?.progress} />
        <p role="status" aria-label="State of the query">
          {STATES[execution?.state ?? ''] ?? 'Asked'}
          {execution?.scannedBytes ? `, ${bytes(execution.scannedBytes)} read` : ''}
          {execution?.costUsd ? `, about $${execution.costUsd.toFixed(4)}` : ''}
        </p>
        <span className="quiet number" aria-hidden="true">
          {duration(Math.max(now - since, 0))}
        </span>
        <button type="button" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </Card>
  );
}
