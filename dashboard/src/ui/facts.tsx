import type { ReactNode } from 'react';
import styles from './facts.module.css';

/** Names and what they are, in two columns, on a phone below each other: pairs of `<dt>` and `<dd>`. */
export function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className={styles.facts}>{children}</dl>;
}
