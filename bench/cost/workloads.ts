import { EVENT_SECONDS, JOURNEY_MINUTES } from './design.ts';

/** A month of a stage that we reckon for. These are choices of ours; everything else follows from the design. */
export interface Workload {
  readonly name: string;
  readonly endpoints: number;
  /** That applications report, ten in a request. */
  readonly eventsReported: number;
  /** Of campaigns: to everybody, one a week. */
  readonly campaignRuns: number;
  /** That take a segment in once a day; a tenth of the endpoints pass through each in a month. */
  readonly segmentJourneys: number;
  /** That an event begins, with a split that waits for an opening; a twentieth of the endpoints pass through each. */
  readonly eventJourneys: number;
  /** Campaigns that answer events. */
  readonly eventCampaigns: number;
  readonly segments: number;
  /** Reports over thirty days that no earlier answer serves, a day. */
  readonly reports: number;
  /** Changes of endpoints: one of each endpoint. */
  readonly changes: number;
  /** Other requests to the API. */
  readonly requests: number;
  /** DPU-hours of Glue's optimizers; a guess, since AWS does not say what they take. */
  readonly upkeepHours: number;
}

function workload(
  name: string,
  endpoints: number,
  rest: Pick<
    Workload,
    | 'segmentJourneys'
    | 'eventJourneys'
    | 'eventCampaigns'
    | 'segments'
    | 'reports'
    | 'requests'
    | 'upkeepHours'
  >,
): Workload {
  return {
    name,
    endpoints,
    eventsReported: 10 * endpoints,
    campaignRuns: 4,
    changes: endpoints,
    ...rest,
  };
}

export const WORKLOADS: readonly Workload[] = [
  workload('10 thousand', 10_000, {
    segmentJourneys: 2,
    eventJourneys: 1,
    eventCampaigns: 1,
    segments: 10,
    reports: 20,
    requests: 20_000,
    upkeepHours: 3,
  }),
  workload('1 million', 1_000_000, {
    segmentJourneys: 5,
    eventJourneys: 3,
    eventCampaigns: 2,
    segments: 40,
    reports: 100,
    requests: 200_000,
    upkeepHours: 30,
  }),
  workload('100 million', 100_000_000, {
    segmentJourneys: 10,
    eventJourneys: 5,
    eventCampaigns: 5,
    segments: 200,
    reports: 400,
    requests: 2_000_000,
    upkeepHours: 600,
  }),
];

/** What a person who deploys can turn. */
export interface Settings {
  /** `--param="journeyMinutes=…"` */
  readonly journeyMinutes: number;
  /** `--param="eventSeconds=…"` */
  readonly eventSeconds: number;
  /** Whether Glue puts the tables' files together (resources/table-upkeep.cjs). */
  readonly upkeep: boolean;
}

export const DEFAULTS: Settings = {
  journeyMinutes: JOURNEY_MINUTES,
  eventSeconds: EVENT_SECONDS,
  upkeep: true,
};
