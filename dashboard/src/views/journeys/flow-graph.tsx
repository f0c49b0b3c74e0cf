import { Controls, ReactFlow, ReactFlowProvider } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { JourneyFlow } from '../../api/types.ts';
import type { JourneyCounts } from './counts.ts';
import styles from './flow-graph.module.css';
import { ActivityBox, End } from './graph-boxes.tsx';
import { edgesOf, nodesOf } from './graph-elements.ts';
import { ENTRY, layoutOf } from './graph-layout.ts';
import { PassageLine } from './passage-line.tsx';
import type { Path } from './use-story.ts';

const NODES = { activity: ActivityBox, end: End };
const EDGES = { passage: PassageLine };

interface FlowGraphProps {
  readonly flow: JourneyFlow;
  readonly counts: JourneyCounts;
  /** The activity that is looked at. */
  readonly chosen?: string;
  readonly onChoose: (activity: string | null) => void;
  /** One participant's way, drawn over the others. */
  readonly path?: Path;
}

/** From this width on there is room for a flow from left to right, and for dragging, in pixels. */
const WIDE = 720;
/** A flow that goes from left to right only when drawn smaller goes downwards instead, where all of it is read. */
const LEAST_WIDE_ZOOM = 0.8;
/** Room below the graph for the buttons that make it larger and smaller. */
const CONTROLS = 44;
/** What is drawn smaller cannot be read; its box is scrolled instead. */
const LEAST_ZOOM = 0.65;

/** The journey as a graph: activities with who came and who waits, ways with who took them. */
export function FlowGraph(props: FlowGraphProps) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (!box.current) return;
    setWidth(box.current.clientWidth); // before it is painted: what is below would jump
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
  const layout = useMemo(() => layoutFor(flow, width), [flow, width]);
  const nodes = nodesOf(counts, layout, { chosen, onChoose, path });
  const edges = edgesOf(counts, layout, path);
  const isRoomy = width >= WIDE;
  const zoom = Math.min(Math.max((width - 2) / layout.width, LEAST_ZOOM), 1);
  const height = layout.height * zoom + (isRoomy ? CONTROLS : 0);
  const drawnWidth = Math.max(width, layout.width * zoom + 2);
  const middle = Math.max((width - layout.width * zoom) / 2, 0);
  const scroll = useRef<HTMLDivElement>(null);
  const entryX = (layout.places.get(ENTRY)?.x ?? 0) * zoom;
  useEffect(() => {
    if (scroll.current) scroll.current.scrollLeft = entryX - width / 2; // what is too wide is seen from its entry
  }, [entryX, width]);
  return (
    <div ref={scroll} className={styles.scroll}>
      <div className={styles.canvas} style={{ blockSize: height, inlineSize: drawnWidth }}>
        <ReactFlow
          key={`${layout.isWide}-${width}`}
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
          panOnDrag={isRoomy}
          zoomOnPinch={isRoomy}
          zoomOnScroll={false}
          preventScrolling={false}
          zoomOnDoubleClick={false}
          proOptions={{ hideAttribution: true }}
          aria-label={`The flow of ${flow.name}; the table below it says the same`}
        >
          {isRoomy && <Controls showInteractive={false} position="bottom-right" orientation="horizontal" />}
        </ReactFlow>
      </div>
    </div>
  );
}

/** From left to right where that can be read in this width, downwards otherwise. */
function layoutFor(flow: JourneyFlow, width: number) {
  if (width >= WIDE) {
    const wide = layoutOf(flow, true);
    if (wide.width * LEAST_WIDE_ZOOM <= width) return wide;
  }
  return layoutOf(flow, false);
}
