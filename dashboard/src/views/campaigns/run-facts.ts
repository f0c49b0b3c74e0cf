import type { ActivityResponse } from '../../api/pinpoint.ts';
import type { Funnel, FunnelStage } from '../../api/types.ts';

type Stage = FunnelStage['stage'];

/** How far the messages of one treatment's run came; people who converted. */
export type Stages = Readonly<Record<Stage, number>>;

/** One treatment's part of a run. */
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
  readonly stages: Stages;
}

const NONE: Stages = { audience: 0, targeted: 0, sent: 0, delivered: 0, opened: 0, clicked: 0, converted: 0 };

/** The newest first. */
export function runsOf(activities: readonly ActivityResponse[], funnel: Funnel): Run[] {
  const stages = new Map((funnel.groups ?? []).map((group) => [group.id, stagesOf(group.stages)]));
  const runs = new Map<string, ActivityResponse[]>();
  for (const activity of activities) {
    const at = activity.ScheduledStart ?? '';
    runs.set(at, [...(runs.get(at) ?? []), activity]);
  }
  return [...runs]
    .sort(([a], [b]) => b.localeCompare(a))
    .map(([at, own]) => {
      const treatments = own
        .map(({ Id, TreatmentId = '0' }) => ({
          activityId: Id,
          treatmentId: TreatmentId,
          stages: stages.get(Id) ?? NONE,
        }))
        .sort((a, b) => a.treatmentId.localeCompare(b.treatmentId));
      return {
        at,
        state: own.find(({ State }) => State !== 'COMPLETED')?.State ?? 'COMPLETED',
        result: own.find(({ Result }) => Result === 'FAIL')?.Result ?? own[0]?.Result,
        treatments,
        stages: treatments.reduce((sum, run) => plus(sum, run.stages), NONE),
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
