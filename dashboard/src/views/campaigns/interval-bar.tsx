import { percent } from '../../ui/format.ts';
import styles from './campaigns.module.css';

interface IntervalBarProps {
  /** Shares of 0 to 1. */
  readonly rate: number;
  readonly low?: number;
  readonly high?: number;
  /** The share at the end of the bar. */
  readonly most: number;
  /** Which of the page's series colours, from 1. */
  readonly colour?: number;
}

/** A rate as a bar, with the range in which it surely lies as a line over its end. */
export function IntervalBar({ rate, low, high, most, colour = 1 }: IntervalBarProps) {
  const place = (share: number) => `${Math.min(share / most, 1) * 100}%`;
  const range = low !== undefined && high !== undefined ? `, ${percent(low)} to ${percent(high)}` : '';
  return (
    <div className={styles.interval} role="img" aria-label={`${percent(rate)}${range}`}>
      <span
        className={styles.intervalRate}
        style={{ inlineSize: place(rate), background: `var(--series-${colour})` }}
      />
      {low !== undefined && high !== undefined && (
        <span
          className={styles.intervalRange}
          style={{ insetInlineStart: place(low), inlineSize: `${Math.min((high - low) / most, 1) * 100}%` }}
        />
      )}
    </div>
  );
}
