import type { z } from 'zod';
import type { ACTIVITY_KINDS } from './activity-shapes.ts';
import type { writeJourneyRequest } from './write-journey.ts';

/** The members of T without null, at every depth: null and absent are the same in a request. */
type Given<T> = T extends readonly (infer Item)[]
  ? Given<NonNullable<Item>>[]
  : T extends object
    ? { [Member in keyof T]: Exclude<Given<T[Member]>, null> }
    : T;

/** A WriteJourneyRequest whose members have been checked one by one. */
export type WriteJourney = Given<z.output<typeof writeJourneyRequest>>;
export type JourneyDefinition = Omit<WriteJourney, 'State'>;
export type Activity = NonNullable<WriteJourney['Activities']>[string];
export type StartCondition = NonNullable<WriteJourney['StartCondition']>;
type Kind = (typeof ACTIVITY_KINDS)[number];
export type SettingsOf<K extends Kind> = NonNullable<Activity[K]>;
export type WaitTime = NonNullable<SettingsOf<'Wait'>['WaitTime']>;
export type Condition = NonNullable<
  NonNullable<SettingsOf<'ConditionalSplit'>['Condition']>['Conditions']
>[number];

export type JourneyState = 'DRAFT' | 'ACTIVE' | 'PAUSED' | 'CLOSED' | 'COMPLETED' | 'CANCELLED';

/** A journey as Pinpoint answers it (JourneyResponse). */
export interface Journey extends JourneyDefinition {
  ApplicationId: string;
  Id: string;
  State: JourneyState;
  /** ISO 8601, UTC, milliseconds. */
  CreationDate: string;
  LastModifiedDate: string;
}

/** The settings of the application that a journey goes by where it has none of its own: those of its creation. */
export interface JourneyDefaults {
  readonly QuietTime?: { readonly Start: string; readonly End: string };
  readonly JourneyLimits?: {
    readonly DailyCap?: number;
    readonly TotalCap?: number;
    readonly TimeframeCap?: { readonly Cap?: number; readonly Days?: number };
  };
}

/** A journey as it is stored: its definition, and how far the engine has come with it. */
export interface StoredJourney {
  readonly journey: Journey;
  readonly defaults: JourneyDefaults;
  /** Absent until it is published. */
  readonly progress?: JourneyProgress;
}

/** How far the engine has come. Instants are ISO 8601, UTC. */
export interface JourneyProgress {
  readonly publishedAt: string;
  /** `user` when the entry segment holds bare user ids (2.3). */
  readonly participants: 'endpoint' | 'user';
  /** Ticks begun so far; the number of the last one. */
  readonly ticks: number;
  /** The tick that is under way, as it was begun: deciding it again gives the same. */
  readonly tick?: BegunTick;
  /** The instant of the last tick that was finished. */
  readonly tickedAt?: string;
  /** The first instant at which someone inside can move on. */
  readonly movesAt?: string;
  /** Until which instant participants have been looked for who enter: passes, zones or events after it are still to come. */
  readonly lookedUpTo?: string;
  /** In order; the last one is open while the journey is paused. */
  readonly pauses: readonly Pause[];
  /** Runs that are still being entered, oldest first. */
  readonly entering: readonly EnteringRun[];
  /** How many entry passes have begun or been left out. */
  readonly passes: number;
  /** Runs that may have someone inside; those of `entering` are not among them before their first tick. */
  readonly openRuns: readonly string[];
  /** The earliest entry of those inside: no event before it matters to them. */
  readonly oldestEntry?: string;
  /** The tick that is under way failed, so many times. */
  readonly failure?: { readonly at: string; readonly times: number; readonly cause: string };
}

export interface Pause {
  readonly from: string;
  readonly to?: string;
}

/** A run that is entered: by everyone at once, or as the wall clocks of the zones come to it, or with every event. */
export interface EnteringRun {
  readonly runId: string;
  /** Number of the pass; the first is 0. Also that of a journey which events start. */
  readonly pass: number;
  /** Zones, or events, up to then have entered; absent: nobody has yet. */
  readonly upTo?: string;
}

/** What a tick is given when it begins. */
export interface BegunTick {
  readonly batchId: string;
  /** When it was due. */
  readonly scheduledAt: string;
  readonly now: string;
  readonly entry?: BegunEntry;
}

export interface BegunEntry {
  readonly runId: string;
  readonly pass: number;
  /** When the pass, or the part of it that enters now, was due. */
  readonly at: string;
  /** Zones due, or events arrived, until then have entered before. */
  readonly after?: string;
  /** Of a journey that events start: those that arrived until then enter. */
  readonly upTo: string;
}

/** One pass of entries (JourneyRunResponse). */
export interface JourneyRun {
  RunId: string;
  CreationTime: string;
  LastUpdateTime: string;
  Status: 'SCHEDULED' | 'RUNNING' | 'COMPLETED' | 'CANCELLED';
}

/** A run as it is stored. */
export interface StoredRun {
  readonly run: JourneyRun;
  /** What became of the candidates of the ticks before the last one that let anyone in. */
  readonly candidates: Candidates;
  /** The last one; counted apart, since it may be counted again. */
  readonly last?: { readonly batchId: string; readonly candidates: Candidates };
}

/** Candidates by Pinpoint's counter of why they did not enter (pinpoint-events-kpis.md 4.4); `ENTERED` for those who did. */
export type Candidates = Readonly<Record<string, number>>;
