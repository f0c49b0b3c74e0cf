import type { Edge, Node } from '@xyflow/react';
import { count } from '../../ui/format.ts';
import { type ActivityCounts, type JourneyCounts, type Passage, passageKey } from './counts.ts';
import { ENTRY, exitOf, type Layout, type Place, SIZES } from './graph-layout.ts';
import type { Path } from './use-story.ts';

/** What is marked in the graph. */
export interface Marks {
  readonly chosen?: string;
  readonly onChoose: (activity: string | null) => void;
  readonly path?: Path;
}

export type ActivityNode = Node<
  { counts: ActivityCounts; isChosen: boolean; isOnPath?: boolean; onChoose: () => void; isWide: boolean },
  'activity'
>;
export type EndNode = Node<
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

/** Activities, the entry and the exits, each in its place. */
export function nodesOf({ activities, passages, entered }: JourneyCounts, layout: Layout, marks: Marks) {
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

export type PassageEdge = Edge<
  { passage: Passage; ofAll?: number; weight: number; isOnPath?: boolean; label: Place; isWide: boolean },
  'passage'
>;

/** The ways between them. */
export function edgesOf(
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
