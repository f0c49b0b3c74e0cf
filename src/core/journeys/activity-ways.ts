import { kindOf } from './activity-graph.ts';
import type { Activity, Journey } from './journey.ts';
import { isByEvent } from './timeline.ts';

/** One way from an activity on, or into the journey; a participant that takes it is a row of `journey_transitions`. */
export interface Way {
  /** Null: into the journey. */
  readonly from: string | null;
  /** Null: out of the journey. */
  readonly to: string | null;
  /** As in `journey_transitions.branch`. */
  readonly branch: string | null;
}

/** Every way of a journey, the entry first. One to an activity that the definition lacks leads out. */
export function waysOf(journey: Pick<Journey, 'Activities' | 'StartActivity' | 'StartCondition'>): Way[] {
  const { Activities = {}, StartActivity } = journey;
  const known = (to: string | undefined) => (to && Activities[to] !== undefined ? to : null);
  const start = known(StartActivity);
  const entry = { from: null, to: start, branch: isByEvent(journey) ? 'EVENT' : 'SEGMENT' };
  const others = Object.entries(Activities).flatMap(([from, activity]) =>
    branchesOf(activity).map(([branch, to]) => ({ from, to: known(to), branch })),
  );
  return start === null ? others : [entry, ...others];
}

type Branch = readonly [branch: string | null, to: string | undefined];

/** In the words of the engine: `src/compiler/journey-graph.ts` numbers the same branches. */
function branchesOf(activity: Activity): Branch[] {
  const { ConditionalSplit, MultiCondition, RandomSplit, Holdout, Wait } = activity;
  if (ConditionalSplit !== undefined) {
    return [
      ['Branch_TRUE', ConditionalSplit.TrueActivity],
      ['Branch_FALSE', ConditionalSplit.FalseActivity],
    ];
  }
  if (MultiCondition !== undefined) {
    const { Branches = [], DefaultActivity } = MultiCondition;
    return [...Branches.map(({ NextActivity }) => NextActivity), DefaultActivity].map(numbered);
  }
  if (RandomSplit !== undefined) {
    return (RandomSplit.Branches ?? []).map(({ NextActivity }) => NextActivity).map(numbered);
  }
  if (Holdout !== undefined) {
    return [
      ['HOLDOUT', undefined],
      ['PASSED', Holdout.NextActivity],
    ];
  }
  if (Wait !== undefined) {
    return [
      ['WAIT_FINISHED', Wait.NextActivity],
      ['WAIT_SKIPPED', Wait.NextActivity],
    ];
  }
  const next = messageNext(activity);
  return [
    [null, next],
    ['QUIET_TIME_WAIT_FINISHED', next],
  ];
}

function numbered(to: string | undefined, index: number): Branch {
  return [`Branch_${index + 1}`, to];
}

function messageNext(activity: Activity): string | undefined {
  const kind = kindOf(activity);
  const settings = activity[kind] as { readonly NextActivity?: string } | undefined;
  return settings?.NextActivity;
}
