import { BaseEdge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import { compact, count, percent, share } from '../../ui/format.ts';
import type { Passage } from './counts.ts';
import styles from './flow-graph.module.css';
import type { PassageEdge } from './graph-elements.ts';
import type { Place } from './graph-layout.ts';

/** The line of the way that most took, in pixels. */
const THICKEST = 9;

/** A way, as thick as many took it, with how many and their share. */
export function PassageLine(props: EdgeProps<PassageEdge>) {
  const { id, data } = props;
  if (!data) return null;
  const { passage, ofAll, weight, isOnPath, label } = data;
  const line = lineThrough(props, label, data.isWide);
  const isSplit = passage.from !== null && share(passage.participants, ofAll) !== 1;
  // the first activity's counts say how many entered
  const hasLabel = passage.from !== null && (passage.participants > 0 || passage.label !== '');
  return (
    <>
      <BaseEdge
        id={id}
        path={line}
        className={styles.line}
        data-path={isOnPath}
        data-empty={passage.participants === 0}
        style={{ strokeWidth: 1.5 + weight * (THICKEST - 1.5) }}
      />
      {hasLabel && (
        <EdgeLabelRenderer>
          <div
            className={styles.label}
            data-path={isOnPath}
            data-out={passage.to === null}
            style={{ transform: `translate(-50%, -50%) translate(${label.x}px, ${label.y}px)` }}
            title={titleOf(passage, ofAll)}
          >
            {passage.label && <span>{passage.label}</span>}
            <b>
              {passage.participants < 100_000 ? count(passage.participants) : compact(passage.participants)}
              {isSplit && ofAll ? ` · ${percent(share(passage.participants, ofAll))}` : ''}
            </b>
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
}

/** Along the middle of the label, so that it always stands on its own line. */
function lineThrough(props: EdgeProps<PassageEdge>, { x, y }: Place, isWide: boolean): string {
  const { sourceX, sourceY, targetX, targetY } = props;
  if (isWide) {
    const before = (sourceX + x) / 2;
    const after = (x + targetX) / 2;
    return `M${sourceX},${sourceY} C${before},${sourceY} ${before},${y} ${x},${y} C${after},${y} ${after},${targetY} ${targetX},${targetY}`;
  }
  const before = (sourceY + y) / 2;
  const after = (y + targetY) / 2;
  return `M${sourceX},${sourceY} C${sourceX},${before} ${x},${before} ${x},${y} C${x},${after} ${targetX},${after} ${targetX},${targetY}`;
}

function titleOf({ participants, to, branches }: Passage, ofAll: number | undefined): string {
  const where = to === null ? 'left the journey' : 'went on';
  const head = `${count(participants)} of ${count(ofAll)} who were through here ${where}`;
  const named = branches.filter(({ label, participants: taken }) => label !== '' && taken > 0);
  return named.length < 2
    ? head
    : `${head}: ${named.map((one) => `${one.label} ${count(one.participants)}`).join(', ')}`;
}
