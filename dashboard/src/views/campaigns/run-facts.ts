import type { ActivityResponse } from '../../api/pinpoint.ts';
import type { Funnel, FunnelStage, RunOutcomesRow } from '../../api/types.ts';

type Stage = FunnelStage['stage'];

/** How far the messages of one treatment's run came; people who converted. */
export type Stages = Readonly<Record<Stage, number>>;

/** One treatment's part of a run, without the holdout group. */
export interface TreatmentRun {
  readonly activityId: string;
  readonly treatmentId: string;
  readonly stages: Stages;
}

/** A run with all its treatments. */
export interface Run {
  /** ISO 8601: when it was due. */
  readonly at: string;
  readonly state: string;
  /** Absent while it is under way. */
  readonly result?: string;
  readonly treatments: readonly TreatmentRun[];
  /** How many were drawn into the holdout group: no treatment's. */
  readonly heldOut: number;
  /** Of all, the holdout group too. */
  readonly stages: Stages;
}

const NONE: Stages = { audience: 0, targeted: 0, sent: 0, delivered: 0, opened: 0, clicked: 0, converted: 0 };

/** Members of the holdout group by activity: the stage notes them with the campaign's own message. */
export function heldOutOf(outcomes: readonly RunOutcomesRow[]): ReadonlyMap<string, number> {
  const groups = outcomes.filter(({ outcome }) => outcome === 'HOLDOUT');
  return new Map(groups.map((row) => [row.campaign_activity_id ?? '', row.messages ?? 0]));
}

/**
 * The newest first.
 * @param heldOut see `heldOutOf`; without it the holdout group counts in the audience of the campaign's own message
 */
export function runsOf(
  activities: readonly ActivityResponse[],
  funnel: Funnel,
  heldOut: ReadonlyMap<string, number> = new Map(),
): Run[] {
  const stages = new Map((funnel.groups ?? []).map((group) => [group.id, stagesOf(group.stages)]));
  const runs = new Map<string, ActivityResponse[]>();
  for (const activity of activities) {
    const at = activity.ScheduledStart ?? '';
    runs.set(at, [...(runs.get(at) ?? []), activity]);
  }
  return [...runs]
    .sort(([a], [b]) => b.localeCompare(a))
    .map(([at, own]) => {
      const heldOutOfRun = own.reduce((sum, { Id }) => sum + (heldOut.get(Id) ?? 0), 0);
      const treatments = own
        .map(({ Id, TreatmentId = '0' }) => {
          const decided = stages.get(Id) ?? NONE;
          const audience = decided.audience - (heldOut.get(Id) ?? 0);
          return { activityId: Id, treatmentId: TreatmentId, stages: { ...decided, audience } };
        })
        .sort((a, b) => a.treatmentId.localeCompare(b.treatmentId));
      return {
        at,
        state: own.find(({ State }) => State !== 'COMPLETED')?.State ?? 'COMPLETED',
        result: own.find(({ Result }) => Result === 'FAIL')?.Result ?? own[0]?.Result,
        treatments,
        heldOut: heldOutOfRun,
        stages: treatments.reduce((sum, run) => plus(sum, run.stages), { ...NONE, audience: heldOutOfRun }),
      };
    });
}

function stagesOf(stages: readonly FunnelStage[]): Stages {
  return Object.fromEntries(
    stages.map(({ stage, messages, people }) => [stage, messages ?? people]),
  ) as Stages;
}

function plus(a: Stages, b: Stages): Stages {
  return Object.fromEntries(
    Object.entries(a).map(([stage, count]) => [stage, count + b[stage as Stage]]),
  ) as Stages;
}
