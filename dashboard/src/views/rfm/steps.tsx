import type { DescribedUpload, UploadStep } from '../../api/types.ts';
import { Badge } from '../../ui/badge.tsx';
import { duration } from '../../ui/format.ts';
import { Card } from '../../ui/page.tsx';
import { Empty } from '../../ui/states.tsx';
import styles from './rfm.module.css';
import { STATE_TONES, STATE_WORDS, STEPS } from './words.ts';

interface Shown {
  readonly name: string;
  readonly words: string;
  readonly about?: string;
  readonly run?: UploadStep;
}

/** The states that were entered, and after them those that are still to come. */
function stepsOf({ state, states }: DescribedUpload): Shown[] {
  const entered = states.map((run): Shown => {
    const known = STEPS.find(({ name }) => name === run.name);
    return { name: run.name, words: known?.words ?? run.name, about: known?.about, run };
  });
  const names = new Set(states.map(({ name }) => name));
  return [...entered, ...(state === 'RUNNING' ? STEPS.filter(({ name }) => !names.has(name)) : [])];
}

/** The run as a row of steps. */
export function Steps({ upload }: { readonly upload: DescribedUpload }) {
  return (
    <ol className={styles.steps}>
      {stepsOf(upload).map(({ name, words, about, run }) => {
        const state = run?.state ?? 'WAITING';
        return (
          <li key={name} data-state={state} data-step={name} title={about}>
            <span>{words}</span>
            <span className={styles.time}>{run ? duration(run.durationMs) : ''}</span>
            <span className="unseen">{STATE_WORDS[state]}</span>
          </li>
        );
      })}
    </ol>
  );
}

/** What each state was given, what it added, and where that is kept. */
export function StepDetails({ upload }: { readonly upload: DescribedUpload }) {
  return (
    <Card title="What each state did" about={`Outputs are kept under ${upload.runPrefix}`}>
      {upload.states.length === 0 && <Empty title="No state was entered" />}
      {upload.states.map((run) => (
        <details key={run.name} className={styles.detail}>
          <summary>
            {run.name} <Badge tone={STATE_TONES[run.state]}>{STATE_WORDS[run.state]}</Badge>{' '}
            <span className="quiet small">
              {duration(run.durationMs)}
              {run.attempts > 1 && ` · ${run.attempts} attempts`}
            </span>
          </summary>
          <Part title="Error" value={run.error && `${run.error.name}: ${run.error.cause}`} />
          <Part title="Result" value={added(run)} />
          <Part title="Kept at" value={run.outputKeys.length > 0 ? run.outputKeys.join('\n') : undefined} />
          <Part title="Input" value={run.input} />
        </details>
      ))}
    </Card>
  );
}

function Part({ title, value }: { readonly title: string; readonly value: unknown }) {
  if (value === undefined || value === null) return null;
  return (
    <>
      <h3>{title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by the keyboard */}
      <pre tabIndex={0}>{typeof value === 'string' ? value : JSON.stringify(value, null, 2)}</pre>
    </>
  );
}

/** What the state added to what it was given. */
function added({ input, output }: UploadStep): object | undefined {
  const given: object = typeof input === 'object' && input !== null ? input : {};
  const members = Object.entries((output ?? {}) as object).filter(([name]) => !(name in given));
  return members.length > 0 ? Object.fromEntries(members) : undefined;
}
