import {
  BUFFER_BYTES,
  BYTES,
  CHANGE_SECONDS,
  CHANGES_A_BATCH,
  CHUNKS_AT_ONCE,
  CLOCK_MINUTES,
  DAYS,
  EXECUTION_TRANSITIONS,
  LISTEN_MINUTES,
  MESSAGES_A_GROUP,
  MINUTES,
  memoryOf,
  RUN_STATEMENTS,
  TICK_STATEMENTS,
  TURN_SECONDS,
  TURN_TRANSITIONS,
} from './design.ts';
import { PRICES } from './prices.ts';
import type { Settings, Workload } from './workloads.ts';

/* What nobody can know without an account; each is a guess, and named in docs/cost.md. */
const ATHENA_SECONDS = 3; // a statement, as the function that waits for it sees it
const API_SECONDS = 0.03;
const FEEDBACK_SECONDS = 0.05;
const SES_SECONDS = 0.1;
const GETS_A_FILE = 2; // Trino reads a footer and the columns, or a small file whole
const LOG_BYTES = 400; // an invocation, with what Lambda itself writes
const TRACED = 0.05; // X-Ray's default, beside one a second
const FILE_BYTES = 128 * 1024 ** 2; // of a table that is kept up
const OPENED = 0.25; // of delivered e-mails
const STEPS = 4; // activities that a participant passes
const LOOKBACK_DAYS = 7; // from the oldest open entry of a journey
const MONTHS = 6; // of data that lie in the lake: the middle of the first year
const CHUNKS = 30; // that Athena's UNLOAD leaves of much

export interface Line {
  readonly service: string;
  readonly what: string;
  readonly quantity: number;
  readonly unit: string;
  readonly usd: number;
}

interface Scan {
  readonly bytes: number;
  readonly files: number;
}

const LEAST_SCAN = 10 * 1024 ** 2;
const TERABYTE = 1024 ** 4;
const GIGABYTE = 1024 ** 3;

/** What a month costs, line by line. */
export function costOf(w: Workload, settings: Settings): Line[] {
  const emails = w.campaignRuns * w.endpoints + journeyMails(w);
  // Each is told of as sent by a campaign or journey, sent, delivered, and perhaps opened.
  const feedback = emails * (2 + OPENED);
  const events = w.eventsReported + emails + feedback;
  const eventsADay = events / DAYS;
  const filesADay = Math.min(
    eventsADay,
    Math.max(86_400 / settings.eventSeconds, (eventsADay * BYTES.event) / BUFFER_BYTES),
  );
  const eventTicks = w.eventJourneys * ticksByEvent(w, settings);
  const segmentTicks = w.segmentJourneys * DAYS * (STEPS + 1);
  const ticks = eventTicks + segmentTicks;
  const looks = w.eventJourneys * (MINUTES / settings.journeyMinutes);
  const scans = scansOf(w, settings, { eventsADay, filesADay, eventTicks, segmentTicks, looks });
  const executions = ticks + w.campaignRuns;
  const sendSeconds = (emails / MESSAGES_A_GROUP) * SES_SECONDS;
  const turns = ticks + w.campaignRuns * CHUNKS + sendSeconds / TURN_SECONDS;
  const requests = w.eventsReported / 10 + w.requests;
  const clockTicks = MINUTES / CLOCK_MINUTES;
  const waiting = ATHENA_SECONDS * (executions * (1 + TICK_STATEMENTS.length));
  const invocations = {
    'clock-tick': [clockTicks, 0.3 + (looks / clockTicks + w.eventCampaigns) * ATHENA_SECONDS],
    api: [requests, API_SECONDS],
    feedback: [feedback, FEEDBACK_SECONDS],
    'endpoint-stream': [w.changes / CHANGES_A_BATCH + MINUTES, 0.5],
    'deliver-decide': [3 * executions, waiting / (3 * executions)],
    'deliver-send': [turns, sendSeconds / turns + 0.5],
  } as const;
  const invoked = Object.values(invocations).reduce((total, [times]) => total + times, 0);
  const firehoseGb = (events * 5 * 1024) / GIGABYTE;
  const endpointGb = (w.endpoints * 1300) / GIGABYTE;
  const line = (service: string, what: string, quantity: number, price: keyof typeof PRICES): Line => {
    const { usd, per, unit } = PRICES[price];
    return { service, what, quantity, unit, usd: (quantity / per) * usd };
  };
  const scanned = (what: string, scan: Scan & { readonly times: number }): Line[] => [
    line('Athena', what, (Math.max(LEAST_SCAN, scan.bytes) * scan.times) / TERABYTE, 'athenaTerabyte'),
    ...(scan.files === 0
      ? []
      : [line('S3', `files opened: ${what}`, scan.files * GETS_A_FILE * scan.times, 's3Get')]),
  ];
  return [
    line('SES', 'e-mails', emails, 'sesEmail'),
    ...Object.entries(scans).flatMap(([what, scan]) => scanned(what, scan)),
    line('Firehose', 'events taken in', firehoseGb, 'firehoseGb'),
    line('Firehose', 'events made Parquet', firehoseGb, 'firehoseConvertedGb'),
    line('Firehose', 'events partitioned', (events * 1000) / GIGABYTE, 'firehosePartitionedGb'),
    line('Firehose', 'files of events', filesADay * DAYS, 'firehoseObject'),
    line('Firehose', 'JQ', DAYS * 24 * Math.max(0.01, Math.min(1, eventsADay / 50e6)), 'firehoseJqHour'),
    line('Firehose', 'changes of endpoints', (w.changes * 5 * 1024) / GIGABYTE, 'firehoseGb'),
    line('Firehose', 'changes made Parquet', (w.changes * 5 * 1024) / GIGABYTE, 'firehoseConvertedGb'),
    ...Object.entries(invocations).flatMap(([name, [times, seconds]]) => [
      line('Lambda', `${name}, requests`, times, 'lambdaRequest'),
      line('Lambda', `${name}, time`, times * seconds * memoryOf(name), 'lambdaGbSecond'),
    ]),
    line(
      'Step Functions',
      'deliveries',
      executions * EXECUTION_TRANSITIONS + turns * TURN_TRANSITIONS,
      'stepFunctionsTransition',
    ),
    line('DynamoDB', 'endpoints written', w.changes * 3, 'dynamoDbWrite'),
    line('DynamoDB', 'endpoints read', w.changes * 4 + requests * 3, 'dynamoDbRead'),
    line('DynamoDB', 'groups of messages claimed', (emails / MESSAGES_A_GROUP) * 2, 'dynamoDbWrite'),
    line('DynamoDB', 'documents', executions * 20 + clockTicks * 2, 'dynamoDbWrite'),
    line('DynamoDB', 'documents read', executions * 40 + clockTicks * 20, 'dynamoDbRead'),
    line('DynamoDB', 'endpoints kept', endpointGb, 'dynamoDbGbMonth'),
    line('DynamoDB', 'recovery', endpointGb, 'dynamoDbRecoveryGbMonth'),
    line('S3', 'lake kept', lakeGb(w, events, emails), 's3GbMonth'),
    line('S3', 'files written', filesADay * DAYS + ticks * 12 + turns, 's3Put'),
    ...(settings.upkeep ? [line('Glue', 'upkeep of tables', w.upkeepHours, 'glueDpuHour')] : []),
    line('CloudWatch', 'logs', (invoked * LOG_BYTES) / GIGABYTE, 'cloudWatchLogGb'),
    line('CloudWatch', 'alarms', 20, 'cloudWatchAlarm'),
    line('X-Ray', 'traces', invoked * TRACED, 'xrayTrace'),
    line('KMS', 'key', 1, 'kmsKey'),
    line('KMS', 'secrets opened', 20_000, 'kmsRequest'),
    line('EventBridge', 'clock', clockTicks, 'schedulerInvocation'),
  ];
}

const passing = (w: Workload) =>
  w.segmentJourneys * (w.endpoints / 10) + w.eventJourneys * (w.endpoints / 20);
/** Two of a participant's activities are e-mails. */
const journeyMails = (w: Workload) => 2 * passing(w);

/** Ticks of one journey that an event begins: of the minutes that it may tick in, those in which somebody is due. */
export function ticksByEvent({ endpoints }: Workload, { journeyMinutes }: Settings): number {
  const duePerMinute = ((endpoints / 20) * (STEPS + 1)) / MINUTES;
  return (MINUTES / journeyMinutes) * (1 - Math.exp(-duePerMinute * journeyMinutes));
}

interface Rates {
  readonly eventsADay: number;
  readonly filesADay: number;
  readonly eventTicks: number;
  readonly segmentTicks: number;
  readonly looks: number;
}

/** What statements read, by their purpose: bytes and files of one of them, and how often. */
function scansOf(
  w: Workload,
  settings: Settings,
  { eventsADay, filesADay, eventTicks, segmentTicks, looks }: Rates,
) {
  const endpoints = (bytesARow: number): Scan => ({
    bytes: w.endpoints * bytesARow,
    files: Math.max(1, (w.endpoints * BYTES.endpoint) / FILE_BYTES),
  });
  const events = (days: number, bytesARow: number): Scan => ({
    bytes: days * eventsADay * bytesARow,
    files: days * filesADay,
  });
  const perJourney = (ticks: number, journeys: number, share: number): Scan => {
    const bytes = MONTHS * w.endpoints * share * (STEPS + 1) * BYTES.transition;
    return { bytes, files: settings.upkeep ? Math.max(1, bytes / FILE_BYTES) : (MONTHS * ticks) / journeys };
  };
  const sum = (...scans: readonly Scan[]): Scan => ({
    bytes: scans.reduce((total, { bytes }) => total + bytes, 0),
    files: scans.reduce((total, { files }) => total + files, 0),
  });
  const sending = endpoints(BYTES.endpointOfSending);
  const transitions = perJourney(eventTicks, w.eventJourneys, 1 / 20);
  const changedFiles = Math.min(w.changes / DAYS, 86_400 / CHANGE_SECONDS);
  const merge = sum(endpoints(BYTES.endpointKeys), {
    bytes: (w.changes / DAYS) * BYTES.endpoint,
    files: changedFiles,
  });
  const tick = sum(
    sending,
    sending,
    sending,
    endpoints(BYTES.endpoint),
    transitions,
    transitions,
    transitions,
  );
  return {
    'ticks of journeys by event: endpoints and transitions': { ...tick, times: eventTicks },
    'ticks of journeys by event: events heard': {
      ...events(LOOKBACK_DAYS, BYTES.eventOfJourney),
      times: eventTicks,
    },
    'ticks of journeys by event: least a statement': {
      bytes: 0,
      files: 0,
      times: eventTicks * (TICK_STATEMENTS.length - 3),
    },
    'looks of campaigns that answer events': {
      ...events(0.5, 1),
      times: w.eventCampaigns * (MINUTES / LISTEN_MINUTES),
    },
    'looks for events that begin a journey': { ...events(0.5, 1), times: looks },
    'ticks of journeys by segment': {
      ...sum(
        sending,
        sending,
        sending,
        endpoints(BYTES.endpoint),
        perJourney(segmentTicks, w.segmentJourneys, 1 / 10),
      ),
      times: segmentTicks,
    },
    'endpoints merged before ticks, runs and counts': {
      ...merge,
      times: Math.min(eventTicks + segmentTicks + w.campaignRuns + DAYS, w.changes, MINUTES),
    },
    'runs of campaigns': {
      ...sum(sending, endpoints(BYTES.endpoint), {
        bytes: w.endpoints * BYTES.message,
        files: CHUNKS_AT_ONCE,
      }),
      times: w.campaignRuns,
    },
    'least a statement of a run': { bytes: 0, files: 0, times: w.campaignRuns * RUN_STATEMENTS.length },
    'segments counted, once a day': {
      ...endpoints(BYTES.endpointOfSegment),
      times: DAYS * Math.ceil(w.segments / 20),
    },
    'reports over thirty days': { ...events(DAYS, BYTES.eventOfReport), times: w.reports * DAYS },
  } satisfies Record<string, Scan & { readonly times: number }>;
}

function lakeGb(w: Workload, events: number, emails: number): number {
  const month = events * BYTES.event + emails * BYTES.message + passing(w) * (STEPS + 1) * BYTES.transition;
  return (MONTHS * month + w.endpoints * BYTES.endpoint) / GIGABYTE;
}
