import { ACTIVITY_KINDS, type ActivityKind } from './activity-shapes.ts';
import type { Activity } from './journey.ts';

export type Activities = Readonly<Record<string, Activity>>;

/** A way from one activity to another, and the member that says it. */
export interface Reference {
  /** Such as `ConditionalSplit.TrueActivity`. */
  readonly member: string;
  readonly to: string;
}

export function kindOf(activity: Activity): ActivityKind {
  return ACTIVITY_KINDS.find((kind) => activity[kind] !== undefined) as ActivityKind;
}

/** Where an activity leads; an empty or missing id ends the path. */
export function referencesOf(activity: Activity): Reference[] {
  const kind = kindOf(activity);
  return waysOf(activity)
    .filter((way): way is [string, string] => way[1] !== undefined && way[1] !== '')
    .map(([member, to]) => ({ member: `${kind}.${member}`, to }));
}

function waysOf(activity: Activity): [string, string | undefined][] {
  const { ConditionalSplit, MultiCondition, RandomSplit } = activity;
  if (ConditionalSplit !== undefined) {
    return [
      ['TrueActivity', ConditionalSplit.TrueActivity],
      ['FalseActivity', ConditionalSplit.FalseActivity],
    ];
  }
  if (MultiCondition !== undefined) {
    return [...branchesOf(MultiCondition.Branches), ['DefaultActivity', MultiCondition.DefaultActivity]];
  }
  if (RandomSplit !== undefined) return branchesOf(RandomSplit.Branches);
  const { EMAIL, SMS, PUSH, CUSTOM, ContactCenter, Wait, Holdout } = activity;
  const plain = EMAIL ?? SMS ?? PUSH ?? CUSTOM ?? ContactCenter ?? Wait ?? Holdout;
  return [['NextActivity', plain?.NextActivity]];
}

function branchesOf(
  branches: readonly { NextActivity?: string | undefined }[] = [],
): [string, string | undefined][] {
  return branches.map(({ NextActivity }, index) => [`Branches.${index}.NextActivity`, NextActivity]);
}

/** Ids of the activities that can be reached from `start`, `start` included. */
export function reachable(activities: Activities, start: string): Set<string> {
  const found = new Set<string>();
  const waiting = [start];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const activity = activities[id];
    if (activity === undefined || found.has(id)) continue;
    found.add(id);
    waiting.push(...referencesOf(activity).map(({ to }) => to));
  }
  return found;
}

/** A way that leads back to where it began, its first activity repeated at the end; `undefined` when there is none. */
export function cycleIn(activities: Activities): string[] | undefined {
  const done = new Set<string>();
  const follow = (id: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(id)) return [...path.slice(path.indexOf(id)), id];
    const activity = activities[id];
    if (activity === undefined || done.has(id)) return undefined;
    for (const { to } of referencesOf(activity)) {
      const cycle = follow(to, [...path, id]);
      if (cycle !== undefined) return cycle;
    }
    done.add(id);
    return undefined;
  };
  for (const id of Object.keys(activities)) {
    const cycle = follow(id, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

/** Ids in topological order: every activity stands before those it leads to. The activities have no cycle. */
export function inOrder(activities: Activities): string[] {
  const order: string[] = [];
  const visit = (id: string) => {
    const activity = activities[id];
    if (activity === undefined || order.includes(id)) return;
    for (const { to } of referencesOf(activity)) visit(to);
    order.unshift(id);
  };
  for (const id of Object.keys(activities)) visit(id);
  return order;
}

/** Ids of the activities from which `id` can be reached. */
export function ancestorsOf(activities: Activities, id: string): Set<string> {
  const others = Object.keys(activities).filter((other) => other !== id);
  return new Set(others.filter((other) => reachable(activities, other).has(id)));
}
