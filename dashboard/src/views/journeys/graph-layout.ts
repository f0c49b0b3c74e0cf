import { Graph, layout } from '@dagrejs/dagre';
import type { JourneyFlow } from '../../api/types.ts';
import { passageKey } from './counts.ts';

/** Where a node stands; its middle, in pixels. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  readonly places: ReadonlyMap<string, Place>;
  /** Where the word of each passage stands, by its key. */
  readonly labels: ReadonlyMap<string, Place>;
  readonly isWide: boolean;
  readonly width: number;
  readonly height: number;
}

export const ENTRY = ' entry';
/** The node at which a passage out of an activity ends. */
export const exitOf = (activity: string) => ` exit ${activity}`;

export const SIZES = {
  activity: { width: 172, height: 112 },
  end: { width: 94, height: 34 },
} as const;
/** Room for what stands at a passage: a word and a count, or a count. */
const LABELS = {
  word: { width: 72, height: 36 },
  count: { width: 32, height: 20 },
  none: { width: 6, height: 6 },
} as const;

/** Places every activity behind those that lead to it: from left to right, or downwards where there is no room. */
export function layoutOf({ activities, ways }: JourneyFlow, isWide: boolean): Layout {
  const graph = new Graph();
  graph.setGraph({
    rankdir: isWide ? 'LR' : 'TB',
    nodesep: isWide ? 26 : 22,
    ranksep: isWide ? 26 : 30,
    marginx: 12,
    marginy: 12,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  graph.setNode(ENTRY, { ...SIZES.end });
  for (const { id } of activities) graph.setNode(id, { ...SIZES.activity });
  const passages = new Map<string, { source: string; target: string; hasWord: boolean }>();
  for (const { from, to, label } of ways) {
    const key = passageKey(from, to);
    const source = from ?? ENTRY;
    const hasWord = label !== '' || passages.get(key)?.hasWord === true;
    passages.set(key, { source, target: to ?? exitOf(source), hasWord });
  }
  for (const { source, target, hasWord } of passages.values()) {
    if (target === exitOf(source)) graph.setNode(target, { ...SIZES.end });
    const size = source === ENTRY ? LABELS.none : hasWord ? LABELS.word : LABELS.count;
    graph.setEdge(source, target, { ...size, labelpos: 'c' });
  }
  layout(graph);
  const placeOf = ({ x = 0, y = 0 }: { readonly x?: number; readonly y?: number }) => ({ x, y });
  const places = new Map(graph.nodes().map((id) => [id, placeOf(graph.node(id))]));
  const labels = new Map(
    [...passages].map(([key, { source, target }]) => [key, placeOf(graph.edge(source, target))]),
  );
  const { width = 0, height = 0 } = graph.graph();
  return { places, labels, isWide, width, height };
}
