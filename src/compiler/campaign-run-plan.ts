import type { EventFilter } from '../core/campaigns/event-filter.ts';
import type { SegmentNode } from '../core/segments/segment-graph.ts';

/** A treatment that takes part in a run. */
export interface RunTreatment {
  /** `"0"` is the default one. */
  readonly id: string;
  /** `messages.campaign_activity_id` of its rows. */
  readonly activityId: string;
  /** Places 0 to 99 that are its own: `from` is one, `to` is not. A place is the cohort, rotated. */
  readonly from: number;
  readonly to: number;
  /** Channel types that it has something to send for. */
  readonly channels: readonly string[];
}

/** The share that gets nothing, counted with one of the treatments. */
export interface RunHoldout {
  readonly from: number;
  readonly to: number;
  readonly treatmentId: string;
}

/** Which zones' local time has come. Members of zones that are not named have no time zone, or no valid one. */
export interface RunZones {
  readonly now: readonly string[];
  /** Their members are decided by a later batch of the run. */
  readonly later: readonly string[];
  /** Their local time was over before the campaign could run. */
  readonly passed: readonly string[];
}

/** Events that arrived in `[from, to)`, epoch milliseconds; each makes a message. */
export interface RunEvents {
  readonly filter: EventFilter;
  readonly from: number;
  readonly to: number;
}

/** Numbers of messages to one endpoint; absent: no limit. */
export interface RunCaps {
  /** Of this campaign, over all its runs. */
  readonly total?: number;
  /** Of this campaign in 24 hours. */
  readonly daily?: number;
  /** Of all campaigns and journeys of the application in 24 hours. */
  readonly projectDaily?: number;
}

/** All that a run's decision depends on, and nothing else but the lake does. */
export interface CampaignRunPlan {
  readonly applicationId: string;
  readonly campaignId: string;
  /** Names the run of a person: what was decided for it under another batch is not decided again. */
  readonly runId: string;
  readonly batchId: string;
  /** When it is decided. */
  readonly at: Date;
  readonly segment: SegmentNode;
  readonly treatments: readonly RunTreatment[];
  readonly holdout?: RunHoldout;
  /** The cohort whose place is 0. */
  readonly firstCohort: number;
  readonly caps: RunCaps;
  /** Zones in quiet time, lower case. */
  readonly quietZones: readonly string[];
  /** Of a run in local time. */
  readonly zones?: RunZones;
  /** Of a campaign that answers events. */
  readonly events?: RunEvents;
}
