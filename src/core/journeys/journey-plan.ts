import type {
  AttributeDimension,
  MetricDimension,
  SegmentDimensions,
  SetDimension,
} from '../segments/segment.ts';
import type { ImportedNode, SegmentNode } from '../segments/segment-graph.ts';

/**
 * A validated journey as the compiler takes it: references resolved, defaults filled in, durations in
 * milliseconds. `src/compiler/journey*.ts` turn a plan and a tick into statements.
 */
export interface JourneyPlan {
  readonly applicationId: string;
  readonly journeyId: string;
  /** The journey whose lots random splits and holdouts draw, where it is not this one: so a simulation draws those of its journey. */
  readonly drawnAs?: string;
  /** `user` when the entry data are user ids: then a participant is a user with all its endpoints (2.3). */
  readonly participants: 'endpoint' | 'user';
  /** In topological order: every activity stands before those it leads to. At most 40. */
  readonly activities: readonly PlannedActivity[];
  /** Id of the first activity. */
  readonly start: string;
  readonly reentry: {
    /** Entries of one participant over all runs; 0: as many as there are. */
    readonly cap: number;
    /** Least time from one entry to the next. */
    readonly intervalMs: number;
  };
  /** Whether every entry belongs to one long run (event start), so that a participant may be in it again. */
  readonly oneRun: boolean;
  /** Imported segments whose members take part though they are not stored as endpoints: those of the entry. */
  readonly copiesOf?: readonly ImportedNode[];
  readonly caps: JourneyCaps;
  /** In quiet time: true waits for its end, false drops the message (2.6). */
  readonly waitForQuietTime: boolean;
  /**
   * From what the time zone of an endpoint without one is estimated, in this order; who has none even
   * so does not enter (2.6). Absent or empty: nothing is estimated.
   */
  readonly zoneEstimates?: readonly ('PHONE_NUMBER' | 'POSTAL_CODE')[];
  /** Whether an endpoint without a known time zone is held back (`QUIET_TIME_MISSING_TIMEZONE`) rather than written to. */
  readonly zoneRequired: boolean;
}

/** The most messages in each window; 0 or absent: no limit. Windows roll, ending at the tick (2.5). */
export interface JourneyCaps {
  /** Of this journey to one participant in 24 hours. */
  readonly daily?: number;
  /** Of this journey to one endpoint in all. */
  readonly total?: number;
  /** Of all journeys of the application to one endpoint in so many days. */
  readonly timeframe?: { readonly cap: number; readonly days: number };
  /** Of all campaigns and journeys of the application to one endpoint in 24 hours (project's `Limits.Daily`). */
  readonly projectDaily?: number;
}

/** `journey_activity_type` of a message activity. */
export const MESSAGE_TYPES = ['EMAIL', 'SMS', 'PUSH', 'CUSTOM', 'CONTACT_CENTER'] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];

/**
 * One activity. A missing `next` leads out of the journey. The `branch` of the transition that leaves
 * it is the counter of pinpoint-events-kpis.md 4.2, given in brackets.
 */
export type PlannedActivity =
  | MessageActivity
  | WaitActivity
  | ConditionalSplit
  | MultiCondition
  | RandomSplit
  | Holdout;

/** Left when the tick comes that sends it (null), or sends it after quiet time (`QUIET_TIME_WAIT_FINISHED`). */
export interface MessageActivity {
  readonly kind: 'message';
  readonly id: string;
  readonly type: MessageType;
  /** `endpoints.channel_type` of those it writes to: `EMAIL`; `SMS`; every push service; `EndpointTypes`; `VOICE`. */
  readonly channelTypes: readonly string[];
  readonly next?: string;
}

/** [`WAIT_FINISHED`, or `WAIT_SKIPPED` when `until` had passed on arrival] */
export interface WaitActivity {
  readonly kind: 'wait';
  readonly id: string;
  readonly dwell: Dwell;
  readonly next?: string;
}

/** [`Branch_TRUE`, `Branch_FALSE`] */
export interface ConditionalSplit {
  readonly kind: 'conditional';
  readonly id: string;
  readonly dwell: Dwell;
  readonly operator: 'ALL' | 'ANY';
  readonly conditions: readonly PlannedCondition[];
  readonly whenTrue?: string;
  readonly whenFalse?: string;
}

/** The first branch whose condition holds, else `otherwise` [`Branch_1` …, the number after the last for the rest] */
export interface MultiCondition {
  readonly kind: 'multi';
  readonly id: string;
  readonly dwell: Dwell;
  readonly branches: readonly { readonly condition: PlannedCondition; readonly next?: string }[];
  readonly otherwise?: string;
}

/** [`Branch_1` …] */
export interface RandomSplit {
  readonly kind: 'random';
  readonly id: string;
  /** Integers that sum to 100. */
  readonly branches: readonly { readonly percentage: number; readonly next?: string }[];
}

/** [`HOLDOUT` for those who leave the journey here, `PASSED`] */
export interface Holdout {
  readonly kind: 'holdout';
  readonly id: string;
  readonly percentage: number;
  readonly next?: string;
}

/**
 * How long a participant stays: until `afterMs` have passed since it arrived, and not before `until`.
 * Pauses of the journey stop the first and leave the second as it is.
 */
export interface Dwell {
  readonly afterMs: number;
  readonly until?: Date;
}

export type PlannedCondition =
  | {
      /** An event of the message that `messageActivity` sent, arrived by the split's due time. */
      readonly kind: 'event';
      readonly messageActivity: string;
      readonly dimensions: EventDimensions;
    }
  /** Membership when the tick is decided. */
  | { readonly kind: 'segment'; readonly segment: SegmentNode }
  /** The endpoint's data when the tick is decided. */
  | { readonly kind: 'dimensions'; readonly dimensions: SegmentDimensions };

/** Criteria on an event, ANDed; values of one criterion are ORed. */
export interface EventDimensions {
  readonly EventType?: SetDimension;
  readonly Attributes?: Readonly<Record<string, AttributeDimension>>;
  readonly Metrics?: Readonly<Record<string, MetricDimension>>;
}

/** What one tick of a journey knows beyond its plan. No tick is decided inside a pause. */
export interface JourneyTick {
  /** Also the `batch_id` of the tick's messages. */
  readonly tickId: string;
  /** Messages are sent, and segments and endpoint data are looked at, as at this instant. */
  readonly now: Date;
  /** No event that a split may ask for arrived earlier: the journey's start, or the earliest entry of those inside. */
  readonly eventsSince: Date;
  /** How long an event may take to reach the lake: a split on events waits so much longer for them. 0 when absent. */
  readonly eventLagMs?: number;
  /** Finished pauses from the journey's start on, in order, not touching; instants inside one happen at its end. */
  readonly pauses: readonly JourneyPause[];
  /** Every known time zone at `now`. Absent when no message depends on time zones and entry does not either. */
  readonly zones?: readonly TickZone[];
  /** Present when participants enter in this tick. */
  readonly entry?: JourneyEntry;
  /** Runs that may still have someone inside, the one of `entry` included; all of them when absent. Saves time only. */
  readonly openRuns?: readonly string[];
  /** The lake's own tables when absent; others for a simulation. */
  readonly tables?: JourneyTables;
}

export interface JourneyPause {
  /** Included. */
  readonly from: Date;
  /** Not included. */
  readonly to: Date;
}

/** A time zone at the tick's instant. */
export interface TickZone {
  /** IANA name; endpoints' spelling of it may differ in case. */
  readonly name: string;
  /** By type of message: until when its channel is closed there (quiet time, open hours, closed days). Absent: open. */
  readonly closedUntil?: Readonly<Partial<Record<MessageType, Date>>>;
  /** For a journey in local time: whether participants of this zone may enter now. Others: leave it out. */
  readonly mayEnter?: boolean;
}

/** How participants enter. One that is inside when the tick begins is refused, and none enters one segment run twice. */
export type JourneyEntry = SegmentEntry | EventEntry;

export interface SegmentEntry {
  readonly kind: 'segment';
  readonly runId: string;
  /** When the pass was due; `entered_at` of who enters. */
  readonly at: Date;
  readonly segment: SegmentNode;
  /** True for `LocalTime`: only zones with `mayEnter` enter. */
  readonly byZone: boolean;
}

/** Participants enter at the arrival of their earliest matching event in (`after`, `upTo`]. */
export interface EventEntry {
  readonly kind: 'event';
  readonly runId: string;
  readonly after: Date;
  readonly upTo: Date;
  readonly dimensions: EventDimensions;
  /** `SYSTEM`: events the platform makes; `ENDPOINT`: events that applications report. */
  readonly filterType: 'SYSTEM' | 'ENDPOINT';
  readonly segment?: SegmentNode;
}

/** Names of tables with the columns of those they stand for. */
export interface JourneyTables {
  readonly transitions: 'journey_transitions' | 'simulation_transitions';
  readonly messages: 'messages' | 'simulation_messages';
  readonly events: 'events' | 'simulation_events';
}

const MINUTE_MS = 60_000;
/** Least wait of a split on events of a message: 15 minutes after a custom activity, an hour after another (2.7). */
const IMPLICIT_WAIT_MS: Record<MessageType, number> = {
  EMAIL: 60 * MINUTE_MS,
  SMS: 60 * MINUTE_MS,
  PUSH: 60 * MINUTE_MS,
  CUSTOM: 15 * MINUTE_MS,
  CONTACT_CENTER: 15 * MINUTE_MS, // a custom call here
};

/**
 * The dwell of a split: the larger of what is configured and what its event conditions imply.
 * @param awaited types of the message activities that its event conditions name
 */
export function splitDwell(configured: Partial<Dwell>, awaited: readonly MessageType[]): Dwell {
  const implicit = awaited.map((type) => IMPLICIT_WAIT_MS[type]);
  return { ...configured, afterMs: Math.max(configured.afterMs ?? 0, ...implicit) };
}
