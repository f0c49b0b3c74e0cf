import { useEffect, useState } from 'react';
import type { JourneyFlow } from '../../api/types.ts';
import { count, instant } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { endOfStep, movesByStep } from './counts.ts';
import styles from './time-slider.module.css';

interface TimeSliderProps {
  readonly flow: JourneyFlow;
  readonly step: number;
  readonly onStep: (step: number) => void;
  readonly now: Date;
}

/** A journey is played in about so long, in milliseconds. */
const PLAY_MS = 9000;
const FASTEST_MS = 40;

/** Goes through a journey's time, by hand or by itself. */
export function TimeSlider({ flow, step, onStep, now }: TimeSliderProps) {
  const [plays, setPlays] = useState(false);
  const last = flow.steps.count - 1;
  const moves = movesByStep(flow);
  const most = Math.max(...moves, 1);
  useEffect(() => {
    if (!plays) return;
    if (step >= last) {
      setPlays(false);
      return;
    }
    const each = Math.max(PLAY_MS / (last + 1), FASTEST_MS);
    const timer = setTimeout(() => onStep(step + 1), each);
    return () => clearTimeout(timer);
  }, [plays, step, last, onStep]);
  const changes = moves.flatMap((moved, place) => (moved > 0 ? [place] : []));
  const before = changes.filter((place) => place < step).at(-1);
  const after = changes.find((place) => place > step);
  const at = whenOf(flow, step, now);
  if (last === 0) return null;
  return (
    <div className={styles.slider}>
      <button
        type="button"
        onClick={() => {
          if (!plays && step >= last) onStep(0);
          setPlays(!plays);
        }}
      >
        <Icon name={plays ? 'pause' : 'play'} size={15} />
        {plays ? 'Pause' : 'Play'}
      </button>
      <div className={styles.track}>
        <div className={styles.bars} aria-hidden="true">
          {moves.map((moved, place) => (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: a bar stands for its place
              key={place}
              data-passed={place <= step}
              style={{ blockSize: moved === 0 ? 2 : 4 + Math.sqrt(moved / most) * 20 }}
            />
          ))}
        </div>
        <input
          type="range"
          min={0}
          max={last}
          value={step}
          aria-label="The journey as of"
          aria-valuetext={at}
          onChange={(event) => {
            setPlays(false);
            onStep(Number(event.target.value));
          }}
        />
      </div>
      <div className={styles.place}>
        <b>{at}</b>
        <span className="row">
          <button
            type="button"
            className="plain"
            disabled={before === undefined}
            onClick={() => before !== undefined && onStep(before)}
          >
            Earlier change
          </button>
          <button
            type="button"
            className="plain"
            disabled={after === undefined}
            onClick={() => after !== undefined && onStep(after)}
          >
            Later change
          </button>
        </span>
      </div>
      <p className="unseen" aria-live="polite">
        {plays ? '' : `${at}: ${count(moves[step] ?? 0)} moved in this step of time`}
      </p>
    </div>
  );
}

/** When a step is over, for people; the last one is now. */
export function whenOf(flow: JourneyFlow, step: number, now: Date): string {
  const end = endOfStep(flow, step);
  return step >= flow.steps.count - 1 || end >= now ? `Now, ${instant(now)}` : instant(end);
}
