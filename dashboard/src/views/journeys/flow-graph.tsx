import { Controls, ReactFlow, ReactFlowProvider } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { JourneyFlow } from '../../api/types.ts';
import type { JourneyCounts } from './counts.ts';
import styles from './flow-graph.module.css';
import { ActivityBox, End } from './graph-boxes.tsx';
import { edgesOf, nodesOf } from './graph-elements.ts';
import { layoutOf } from './graph-layout.ts';
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
