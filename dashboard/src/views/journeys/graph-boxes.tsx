import { Handle, type NodeProps, Position } from '@xyflow/react';
import { Fragment, type ReactNode } from 'react';
import { compact, count } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { sumOf } from './counts.ts';
import styles from './flow-graph.module.css';
import type { ActivityNode, EndNode } from './graph-elements.ts';
import { iconOf } from './journey-words.ts';

const side = (isWide: boolean) => ({
  into: isWide ? Position.Left : Position.Top,
  outOf: isWide ? Position.Right : Position.Bottom,
});

/** An activity, with who came, who waits and who went on. */
export function ActivityBox({ data }: NodeProps<ActivityNode>) {
  const { counts, isChosen, isOnPath, onChoose, isWide } = data;
  const { activity, entered, waiting, gone, held, failed } = counts;
  const kept = sumOf(held);
  const { into, outOf } = side(isWide);
  return (
    <>
      <Handle type="target" position={into} isConnectable={false} />
      <button
        type="button"
        className={`${styles.activity} nodrag nopan`}
        aria-pressed={isChosen}
        data-kind={activity.sends ? 'message' : activity.kind === 'Wait' ? 'wait' : 'split'}
        data-path={isOnPath}
        data-empty={entered === 0}
        title={activity.description ? `${activity.name}. ${activity.description}` : activity.name}
        onClick={onChoose}
      >
        <span className={styles.name}>
          <Icon name={iconOf(activity)} size={15} />
          <span>{breakable(activity.name)}</span>
        </span>
        <span className={styles.about}>{activity.waits ?? activity.description}</span>
        <span className={styles.numbers}>
          <Figure value={entered} name="entered" />
          <Figure value={waiting} name="waiting" isMarked={waiting > 0} />
          {kept + failed > 0 ? (
            <Figure value={kept + failed} name="not sent" isWarm />
          ) : (
            <Figure value={gone} name="through" />
          )}
        </span>
      </button>
      <Handle type="source" position={outOf} isConnectable={false} />
    </>
  );
}

/** Names of templates are long words: they may break behind an underscore. */
function breakable(name: string): ReactNode {
  return name.split(/(?<=[_-])/).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}

function Figure({
  value,
  name,
  isMarked,
  isWarm,
}: {
  readonly value: number;
  readonly name: string;
  readonly isMarked?: boolean;
  readonly isWarm?: boolean;
}) {
  return (
    <span data-marked={isMarked} data-warm={isWarm} title={`${count(value)} ${name}`}>
      <b>{value < 100_000 ? count(value) : compact(value)}</b> {name}
    </span>
  );
}

/** Where people enter or leave. */
export function End({ data }: NodeProps<EndNode>) {
  const { label, about, participants, isEntry, isOnPath, isWide } = data;
  const { into, outOf } = side(isWide);
  return (
    <div className={styles.end} data-path={isOnPath} data-empty={participants === 0} title={about}>
      {!isEntry && <Handle type="target" position={into} isConnectable={false} />}
      <span>
        <b>{participants < 100_000 ? count(participants) : compact(participants)}</b> {label.toLowerCase()}
      </span>
      {isEntry && <Handle type="source" position={outOf} isConnectable={false} />}
    </div>
  );
}
