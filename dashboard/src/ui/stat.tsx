import type { ReactNode } from 'react';
import { change, points } from './format.ts';
import { Icon } from './icon.tsx';
import styles from './stat.module.css';

/** Headline numbers in a row that wraps. */
export function Stats({ children }: { readonly children: ReactNode }) {
  return <dl className={styles.stats}>{children}</dl>;
}

/** What stands where so many numbers will be, as high as they are in as many rows. */
export function StatsSkeleton({ count }: { readonly count: number }) {
  return (
    <div className={styles.stats} role="status" aria-label="Loading">
      {Array.from({ length: count }, (_, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <span key={place} className={styles.placeholder} />
      ))}
    </div>
  );
}

interface StatProps {
  readonly name: string;
  /** The number, as it is written. */
  readonly value: ReactNode;
  /** What it is made of, such as `412 of 1,000 delivered`. */
  readonly of?: ReactNode;
  /** What it means, in a line. */
  readonly about?: string;
  readonly now?: number | null;
  readonly before?: number | null;
  /** `now` and `before` are shares of 0 to 1, whose change is told in percentage points. */
  readonly isShare?: boolean;
  /** Whether more is better; neither when it is not given. */
  readonly better?: 'more' | 'less';
}

/** What is written as 0.0 has not changed. */
const NOTICED = 0.0005;

/** One number with its name, what it is made of, and how it stands to the period before. */
export function Stat({ name, value, of, about, now, before, isShare = false, better }: StatProps) {
  const moved = now != null && before ? (isShare ? now - before : now / before - 1) : 0;
  const rises = Math.abs(moved) < NOTICED ? 0 : Math.sign(moved);
  const tone = rises === 0 || !better ? 'even' : rises > 0 === (better === 'more') ? 'good' : 'bad';
  return (
    <div className={styles.stat}>
      <dt title={about}>{name}</dt>
      <dd className={styles.value}>{value}</dd>
      {of && <dd className={styles.of}>{of}</dd>}
      {before !== undefined && (
        <dd className={styles.change} data-tone={before ? tone : 'none'}>
          {rises !== 0 && <Icon name={rises > 0 ? 'up' : 'down'} size={14} />}
          {before ? (isShare ? points(now, before) : change(now, before)) : 'Nothing to compare with'}
          {before ? <span className="unseen"> against the period before</span> : null}
        </dd>
      )}
    </div>
  );
}
