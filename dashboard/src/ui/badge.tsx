import type { ReactNode } from 'react';
import styles from './badge.module.css';

export type Tone = 'even' | 'good' | 'warm' | 'bad' | 'accent';

/** A state in a word or two. */
export function Badge({ tone = 'even', children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return (
    <span className={styles.badge} data-tone={tone}>
      {children}
    </span>
  );
}
