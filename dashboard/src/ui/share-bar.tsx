import styles from './share-bar.module.css';

/** A share as a bar, beside the number that says it. @param share 0 to 1 */
export function ShareBar({ share, color }: { readonly share: number | undefined; readonly color?: string }) {
  const width = Math.min(Math.max(share ?? 0, 0), 1) * 100;
  return (
    <span className={styles.track} aria-hidden="true">
      <span className={styles.part} style={{ inlineSize: `${width}%`, background: color }} />
    </span>
  );
}
