import type { JourneyPlan, PlannedActivity } from '../core/journeys/journey-plan.ts';

/** One way from an activity on; numbers stand for names inside a statement. */
export interface Edge {
  /** From 1. */
  readonly id: number;
  /** Absent: into the journey. */
  readonly from?: Place;
  /** Absent: out of the journey. */
  readonly to?: string;
  /** Empty: none. */
  readonly branch: string;
}

export interface Place {
  /** From 1. */
  readonly number: number;
  readonly activity: PlannedActivity;
  readonly edges: readonly Edge[];
}

/** A journey as numbered places and edges. */
export interface JourneyGraph {
  /** The edge that enters the journey. */
  readonly entrance: Edge;
  readonly edges: readonly Edge[];
  /** Places by how many others may come before them: nobody moves inside one level, or to an earlier one. */
  readonly levels: readonly (readonly Place[])[];
  place(activityId: string): Place;
}

/** The branch of a message that had waited for quiet time to end. */
export const WAITED = 'QUIET_TIME_WAIT_FINISHED';

/** Numbers a journey's activities and the ways between them. */
export function journeyGraph(plan: JourneyPlan): JourneyGraph {
  const entrance: Edge = { id: 1, to: plan.start, branch: '' };
  const edges: Edge[] = [entrance];
  const places = new Map<string, Place>();
  plan.activities.forEach((activity, index) => {
    const own: Edge[] = [];
    const place: Place = { number: index + 1, activity, edges: own };
    for (const { branch, to } of waysOf(activity)) {
      own.push({ id: edges.length + own.length + 1, from: place, branch, ...(to && { to }) });
    }
    edges.push(...own);
    places.set(activity.id, place);
  });
  const place = (id: string) => {
    const found = places.get(id);
    if (found === undefined) throw new Error(`Activity ${id} is not in the plan of ${plan.journeyId}`);
    return found;
  };
  return { entrance, edges, levels: levelsOf([...places.values()], place), place };
}

interface Way {
  readonly branch: string;
  readonly to?: string | undefined;
}

/** In the order in which `src/compiler/journey-choices.ts` chooses among them. */
function waysOf(activity: PlannedActivity): Way[] {
  switch (activity.kind) {
    case 'message':
      return [
        { branch: '', to: activity.next },
        { branch: WAITED, to: activity.next },
      ];
    case 'wait':
      return [
        { branch: 'WAIT_FINISHED', to: activity.next },
        { branch: 'WAIT_SKIPPED', to: activity.next },
      ];
    case 'conditional':
      return [
        { branch: 'Branch_TRUE', to: activity.whenTrue },
        { branch: 'Branch_FALSE', to: activity.whenFalse },
      ];
    case 'multi':
      return [...activity.branches, { next: activity.otherwise }].map(numbered);
    case 'random':
      return activity.branches.map(numbered);
    case 'holdout':
      return [{ branch: 'HOLDOUT' }, { branch: 'PASSED', to: activity.next }];
  }
}

function numbered({ next }: { readonly next?: string | undefined }, index: number): Way {
  return { branch: `Branch_${index + 1}`, to: next };
}

/** The longest way to each place says its level. */
function levelsOf(places: readonly Place[], place: (id: string) => Place): Place[][] {
  const level = new Map<Place, number>();
  const levels: Place[][] = [];
  for (const from of places) {
    const own = level.get(from) ?? 0;
    levels[own] = [...(levels[own] ?? []), from];
    for (const { to } of from.edges) {
      if (to === undefined) continue;
      const target = place(to);
      if (target.number <= from.number) throw new Error(`Activity ${to} stands before ${from.activity.id}`);
      level.set(target, Math.max(level.get(target) ?? 0, own + 1));
    }
  }
  return levels;
}
