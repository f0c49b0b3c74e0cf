import {
  BaseEdge,
  Controls,
  type Edge,
  EdgeLabelRenderer,
  type EdgeProps,
  Handle,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
  ReactFlowProvider,
} from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { Fragment, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { JourneyFlow } from '../../api/types.ts';
import { compact, count, percent, share } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { type ActivityCounts, type JourneyCounts, type Passage, passageKey, sumOf } from './counts.ts';
import styles from './flow-graph.module.css';
import { ENTRY, exitOf, type Layout, layoutOf, type Place, SIZES } from './graph-layout.ts';
import { iconOf } from './journey-words.ts';
import type { Path } from './use-story.ts';

interface FlowGraphProps {
  readonly flow: JourneyFlow;
  readonly counts: JourneyCounts;
  /** The activity that is looked at. */
  readonly chosen?: string;
  readonly onChoose: (activity: string | null) => void;
  /** One participant's way, drawn over the others. */
  readonly path?: Path;
}

/** From this width on the flow goes from left to right, in pixels. */
const WIDE = 720;
const TALLEST = 680;
/** Room below the graph for the buttons that make it larger and smaller. */
const CONTROLS = 44;
/** What is drawn smaller cannot be read; it is moved about instead. */
const LEAST_ZOOM = 0.65;

/** The journey as a graph: activities with who came and who waits, ways with who took them. */
export function FlowGraph(props: FlowGraphProps) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!box.current) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 0)));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={box} className={styles.box}>
      {width > 0 && (
        <ReactFlowProvider>
          <Drawn {...props} width={width} />
        </ReactFlowProvider>
      )}
    </div>
  );
}

function Drawn({ flow, counts, chosen, onChoose, path, width }: FlowGraphProps & { readonly width: number }) {
  const isWide = width >= WIDE;
  const layout = useMemo(() => layoutOf(flow, isWide), [flow, isWide]);
  const nodes = nodesOf(counts, layout, { chosen, onChoose, path });
  const edges = edgesOf(counts, layout, path);
  const zoom = Math.min(Math.max((width - 2) / layout.width, LEAST_ZOOM), 1);
  const height = Math.min(layout.height * zoom + CONTROLS, TALLEST);
  const middle = Math.max((width - layout.width * zoom) / 2, 0); // one that is too large begins at its entry
  return (
    <div className={styles.canvas} style={{ blockSize: height }}>
      <ReactFlow
        key={`${isWide}-${width}`}
        nodes={nodes}
        edges={edges}
        nodeTypes={NODES}
        edgeTypes={EDGES}
        defaultViewport={{ x: middle, y: 0, zoom }}
        minZoom={0.3}
        maxZoom={1.5}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        zoomOnScroll={false}
        preventScrolling={false}
        zoomOnDoubleClick={false}
        proOptions={{ hideAttribution: true }}
        aria-label={`The flow of ${flow.name}; the table below it says the same`}
      >
        <Controls showInteractive={false} position="bottom-right" orientation="horizontal" />
      </ReactFlow>
    </div>
  );
}

interface Marks {
  readonly chosen?: string;
  readonly onChoose: (activity: string | null) => void;
  readonly path?: Path;
}

type ActivityNode = Node<
  { counts: ActivityCounts; isChosen: boolean; isOnPath?: boolean; onChoose: () => void; isWide: boolean },
  'activity'
>;
type EndNode = Node<
  {
    label: string;
    about: string;
    participants: number;
    isEntry: boolean;
    isOnPath?: boolean;
    isWide: boolean;
  },
  'end'
>;

function nodesOf({ activities, passages, entered }: JourneyCounts, layout: Layout, marks: Marks) {
  const { chosen, onChoose, path } = marks;
  const place = (id: string, size: { width: number; height: number }) => {
    const { x, y } = layout.places.get(id) ?? { x: 0, y: 0 };
    return {
      position: { x: x - size.width / 2, y: y - size.height / 2 },
      width: size.width,
      height: size.height,
    };
  };
  const { isWide } = layout;
  const end = (id: string, data: Omit<EndNode['data'], 'isWide'>): EndNode => ({
    id,
    type: 'end',
    ...place(id, SIZES.end),
    data: { ...data, isWide },
  });
  const isOnPath = (key: string) => (path ? path.passages.has(key) : undefined);
  const first = passages.find(({ from }) => from === null);
  return [
    end(ENTRY, {
      label: 'Entered',
      about: `${count(entered)} entered the journey`,
      participants: entered,
      isEntry: true,
      isOnPath: isOnPath(first?.key ?? ''),
    }),
    ...activities.map(
      (one): ActivityNode => ({
        id: one.activity.id,
        type: 'activity',
        ...place(one.activity.id, SIZES.activity),
        data: {
          counts: one,
          isWide,
          isChosen: one.activity.id === chosen,
          isOnPath: path ? path.activities.has(one.activity.id) : undefined,
          onChoose: () => onChoose(one.activity.id === chosen ? null : one.activity.id),
        },
      }),
    ),
    ...passages
      .filter(({ to }) => to === null)
      .map(({ key, from, participants }) => {
        const name = activities.find(({ activity }) => activity.id === from)?.activity.name ?? from;
        return end(exitOf(from ?? ENTRY), {
          label: 'Left',
          about: `${count(participants)} left the journey from ${name}`,
          participants,
          isEntry: false,
          isOnPath: isOnPath(key),
        });
      }),
  ];
}

type PassageEdge = Edge<
  { passage: Passage; ofAll?: number; weight: number; isOnPath?: boolean; label: Place; isWide: boolean },
  'passage'
>;

function edgesOf(
  { passages, activities, entered }: JourneyCounts,
  layout: Layout,
  path: Path | undefined,
): PassageEdge[] {
  const most = Math.max(...passages.map(({ participants }) => participants), 1);
  return passages.map((passage) => {
    const { from, to, participants, key } = passage;
    const source = activities.find(({ activity }) => activity.id === from);
    return {
      id: key,
      type: 'passage',
      source: from ?? ENTRY,
      target: to ?? exitOf(from ?? ENTRY),
      data: {
        passage,
        ofAll: from === null ? entered : source?.gone,
        weight: participants / most,
        label: layout.labels.get(key) ?? { x: 0, y: 0 },
        isWide: layout.isWide,
        isOnPath: path ? path.passages.has(passageKey(from, to)) : undefined,
      },
    };
  });
}

const side = (isWide: boolean) => ({
  into: isWide ? Position.Left : Position.Top,
  outOf: isWide ? Position.Right : Position.Bottom,
});

function ActivityBox({ data }: NodeProps<ActivityNode>) {
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

function End({ data }: NodeProps<EndNode>) {
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

const THICKEST = 9;

function PassageLine(props: EdgeProps<PassageEdge>) {
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

const NODES = { activity: ActivityBox, end: End };
const EDGES = { passage: PassageLine };
