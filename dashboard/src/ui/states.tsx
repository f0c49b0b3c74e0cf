import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import styles from './states.module.css';

/** What stands where an answer will be. */
export function Skeleton({ lines = 3, height }: { readonly lines?: number; readonly height?: number }) {
  return (
    <div className={styles.skeleton} role="status" aria-label="Loading" style={{ minBlockSize: height }}>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <span key={line} />
      ))}
    </div>
  );
}

/** Says that there is nothing, and what to do about it. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <p className={styles.title}>{title}</p>
      <div className="quiet">{children}</div>
    </div>
  );
}

interface FailedProps {
  readonly error: unknown;
  /** What could not be shown: `The campaign's runs`. */
  readonly what: string;
  readonly onRetry?: () => void;
}

export function Failed({ error, what, onRetry }: FailedProps) {
  return (
    <div className={styles.failed} role="alert">
      <Icon name="warning" />
      <div>
        <p className={styles.title}>{what} could not be shown</p>
        <p>{error instanceof Error ? error.message : String(error)}</p>
        {onRetry && (
          <button type="button" onClick={onRetry}>
            Try again
          </button>
        )}
      </div>
    </div>
  );
}

interface LoadedProps<Answer> {
  readonly of: UseQueryResult<Answer, Error>;
  readonly what: string;
  readonly skeleton?: ReactNode;
  /** Shown in place of an answer of which `isEmpty` says so. */
  readonly empty?: ReactNode;
  readonly isEmpty?: (answer: Answer) => boolean;
  readonly children: (answer: Answer) => ReactNode;
}

/** One answer of the stage in each of its states: on the way, failed, empty, there (dimmed while a newer comes). */
export function Loaded<Answer>({ of, what, skeleton, empty, isEmpty, children }: LoadedProps<Answer>) {
  if (of.data === undefined) {
    if (of.isError) return <Failed error={of.error} what={what} onRetry={() => of.refetch()} />;
    return skeleton ?? <Skeleton />;
  }
  return (
    <div className={styles.loaded} data-stale={of.isPlaceholderData} aria-busy={of.isPlaceholderData}>
      {of.isError && <Failed error={of.error} what={`${what}, anew,`} onRetry={() => of.refetch()} />}
      {empty && isEmpty?.(of.data) ? empty : children(of.data)}
    </div>
  );
}
