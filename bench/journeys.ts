/**
 * The Renewal Journey of the POC guide over a million participants: the compiled ticks against the SQL
 * that a person who knows the journey would write for the same transitions.
 *
 *     node bench/journeys.ts [participants …]      default: 100000 1000000
 *
 * Both sides run through the local query engine, each on a lake of its own, and take turns. A tick a
 * day for four days; each also looks for new members of the entry segment. Three in ten open the offer.
 * Seconds are of processor time, over all threads: other work on the machine changes them little.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDbLake, openDuckDbLake } from '../src/adapters/local/duckdb-lake.ts';
import { compileJourneyMessages } from '../src/compiler/journey-messages.ts';
import { compileJourneyDue, compileJourneyMoves } from '../src/compiler/journey-moves.ts';
import { type JourneyPlan, type JourneyTick, splitDwell } from '../src/core/journeys/journey-plan.ts';
import type { SegmentNode } from '../src/core/segments/segment-graph.ts';

const TURNS = 3;
const MICROSECONDS_PER_MS = 1000;
const APP = 'a'.repeat(32);
const JOURNEY = 'renewal';
const START = Date.UTC(2026, 10, 20, 9);
const DAY = 24 * 60 * 60 * 1000;
const DAYS = [0, 1, 2, 3];

const having = (name: string, value: string): SegmentNode => ({
  kind: 'dimensional',
  include: 'ALL',
  groups: [
    {
      sources: [],
      sourceType: 'ALL',
      type: 'ALL',
      dimensions: [{ UserAttributes: { [name]: { Values: [value] } } }],
    },
  ],
});
const ELIGIBLE = having('Stage', 'Renewal');

const email = (id: string, next?: string) =>
  ({ kind: 'message', id, type: 'EMAIL', channelTypes: ['EMAIL'], ...(next && { next }) }) as const;

const PLAN: JourneyPlan = {
  applicationId: APP,
  journeyId: JOURNEY,
  participants: 'endpoint',
  start: 'valued',
  activities: [
    {
      kind: 'conditional',
      id: 'valued',
      dwell: { afterMs: 0 },
      operator: 'ALL',
      conditions: [{ kind: 'segment', segment: having('CLVTier', 'High') }],
      whenTrue: 'offer30',
      whenFalse: 'offer10',
    },
    email('offer30', 'opened'),
    {
      kind: 'conditional',
      id: 'opened',
      dwell: splitDwell({ afterMs: 3 * DAY }, ['EMAIL']),
      operator: 'ALL',
      conditions: [
        { kind: 'event', messageActivity: 'offer30', dimensions: { EventType: { Values: ['_email.open'] } } },
      ],
      whenFalse: 'reminder',
    },
    email('reminder'),
    email('offer10'),
  ],
  reentry: { cap: 1, intervalMs: 0 },
  oneRun: false,
  caps: {},
  waitForQuietTime: false,
  zoneRequired: false,
};

function tickOf(day: number): JourneyTick {
  const now = new Date(START + day * DAY);
  return {
    tickId: `tick-${day}`,
    now,
    eventsSince: new Date(START),
    pauses: [],
    entry: { kind: 'segment', runId: `run-${day}`, at: now, segment: ELIGIBLE, byZone: false },
  };
}

const at = (day: number) =>
  `timestamp '${new Date(START + day * DAY).toISOString().slice(0, 19).replace('T', ' ')}'`;

/** What a person would write: he knows that only the first day moves many, and which moves go together. */
function handWritten(day: number): string {
  const eligible = `from endpoints
    where application_id = '${APP}' and list_contains(user_attributes['Stage'], 'Renewal')
      and endpoint_status = 'ACTIVE' and opt_out = 'NONE' and address <> ''
      and endpoint_id not in (select participant_id from journey_transitions where application_id = '${APP}' and journey_id = '${JOURNEY}')`;
  const row = (from: string, to: string, branch: string, hop: number, due: string) =>
    `select '${APP}', '${JOURNEY}', 'run-${day}', endpoint_id, endpoint_id, user_id, ${from}, ${to}, ${branch}, 'tick-${day}', ${hop}, ${at(day)}, ${due}`;
  const entering = `with who as materialized (select endpoint_id, user_id, coalesce(list_contains(user_attributes['CLVTier'], 'High'), false) as valued ${eligible})
    insert into journey_transitions
    ${row('null', "'valued'", "'SEGMENT'", 0, at(day))} from who
    union all ${row("'valued'", "if(valued, 'offer30', 'offer10')", "if(valued, 'Branch_TRUE', 'Branch_FALSE')", 1, at(day))} from who
    union all ${row("if(valued, 'offer30', 'offer10')", "if(valued, 'opened', null)", 'null', 2, `if(valued, ${at(day)} + interval 3 days, null)`)} from who`;
  if (day < 3) return entering;
  return `${entering};
    with who as materialized (
      select t.journey_run_id, t.endpoint_id, t.user_id, o.endpoint_id is not null as opened
      from journey_transitions t
      left join (
        select distinct endpoint_id from events
        where application_id = '${APP}' and journey_id = '${JOURNEY}' and journey_activity_id = 'offer30' and event_type = '_email.open'
      ) o on o.endpoint_id = t.endpoint_id
      where t.application_id = '${APP}' and t.journey_id = '${JOURNEY}' and t.activity = 'opened' and t.due_at <= ${at(day)}
    )
    insert into journey_transitions
    ${row("'opened'", "if(opened, null, 'reminder')", "if(opened, 'Branch_TRUE', 'Branch_FALSE')", 3, `if(opened, null, ${at(day)})`).replace(`'run-${day}'`, 'journey_run_id')} from who
    union all ${row("'reminder'", 'null', 'null', 4, 'null').replace(`'run-${day}'`, 'journey_run_id')} from who where not opened`;
}

async function fill(lake: DuckDbLake, participants: number): Promise<void> {
  await lake.exclusively((connection) =>
    connection.run(`
      insert into endpoints by name
      select '${APP}' as application_id, md5('e' || i) as endpoint_id, endpoint_id as given_id, 'EMAIL' as channel_type,
        'person-' || i || '@example.com' as address, 'NONE' as opt_out, 'ACTIVE' as endpoint_status, 'u' || i as user_id,
        map_from_entries([
          {k: 'Stage', v: [if(i % 5 = 0, 'Upsell', 'Renewal')]}, {k: 'CLVTier', v: [if(hash(i) % 2 = 0, 'High', 'Low')]}
        ]) as user_attributes
      from range(cast(${participants} as bigint) * 5 // 4) as numbers(i)`),
  );
}

/** Three in ten open the offer a day later; half of them twice. */
async function open(lake: DuckDbLake): Promise<void> {
  const arrival = START + DAY / 2;
  await lake.exclusively((connection) =>
    connection.run(`
      insert into events by name
      select '${APP}' as application_id, '2026-11-20' as arrival_date, md5(endpoint_id || again) as event_id, endpoint_id,
        '${JOURNEY}' as journey_id, 'run-0' as journey_run_id, 'offer30' as journey_activity_id, '_email.open' as event_type,
        '3.1' as event_version, ${arrival} + again as arrival_timestamp
      from journey_transitions cross join range(2) as twice(again)
      where from_activity = 'offer30' and hash(endpoint_id) % 10 < 3 and (again = 0 or hash(endpoint_id || 'x') % 2 = 0)`),
  );
}

interface Times {
  moves: number;
  messages: number;
  due: number;
}

async function journey(participants: number, tick: (lake: DuckDbLake, day: number) => Promise<Times>) {
  const folder = mkdtempSync(join(tmpdir(), 'touchpoint-bench-journeys-'));
  const lake = await openDuckDbLake({
    file: join(folder, 'lake.duckdb'),
    lakeFolder: join(folder, 'lake'),
    memoryMegabytes: 4000,
  });
  try {
    await fill(lake, participants);
    const sum: Times = { moves: 0, messages: 0, due: 0 };
    for (const day of DAYS) {
      const { moves, messages, due } = await tick(lake, day);
      sum.moves += moves;
      sum.messages += messages;
      sum.due += due;
      if (process.env.DAILY) console.error(day, moves.toFixed(0), messages.toFixed(0), due.toFixed(0));
      if (day === 0) await open(lake);
    }
    return { ...sum, rows: await rowsOf(lake) };
  } finally {
    await lake.close();
    rmSync(folder, { recursive: true });
  }
}

/** A digest of all that a run left, to see that both sides left the same. */
async function rowsOf(lake: DuckDbLake): Promise<string> {
  const rows = await lake.engine.query({
    text: `select hop, from_activity, activity, branch, entered_at, due_at, count(*) as n, bit_xor(hash(participant_id || journey_run_id)) % 1000000 as who
      from journey_transitions group by all order by all`,
    values: [],
  });
  return JSON.stringify(rows);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / MICROSECONDS_PER_MS;
}

const compiled = async (lake: DuckDbLake, day: number): Promise<Times> => {
  const tick = tickOf(day);
  return {
    moves: await timed(() => lake.engine.run(compileJourneyMoves(PLAN, tick), tick.tickId)),
    messages: await timed(() => lake.engine.run(compileJourneyMessages(PLAN, tick), tick.tickId)),
    due: await timed(async () => void (await lake.engine.query(compileJourneyDue(PLAN, tick)))),
  };
};

const bare = async (lake: DuckDbLake, day: number): Promise<Times> => ({
  moves: await timed(() =>
    lake.exclusively(async (connection) => void (await connection.run(handWritten(day)))),
  ),
  messages: 0,
  due: 0,
});

const median = (list: number[]) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
const seconds = (ms: number) => (ms / 1000).toFixed(2);

const sizes = process.argv.slice(2).map(Number);
console.log(
  '| Participants | Transitions, compiled s | By hand s | Ratio | Messages s | Next due s |\n|--:|--:|--:|--:|--:|--:|',
);
for (const participants of sizes.length === 0 ? [100_000, 1_000_000] : sizes) {
  const times: { moves: number[]; bare: number[]; messages: number[]; due: number[] } = {
    moves: [],
    bare: [],
    messages: [],
    due: [],
  };
  for (let turn = 0; turn < TURNS; turn += 1) {
    const ours = await journey(participants, compiled);
    const theirs = await journey(participants, bare);
    if (ours.rows !== theirs.rows) throw new Error(`${ours.rows}\nis not\n${theirs.rows}`);
    times.moves.push(ours.moves);
    times.messages.push(ours.messages);
    times.due.push(ours.due);
    times.bare.push(theirs.moves);
  }
  const [moves, byHand] = [median(times.moves), median(times.bare)];
  console.log(
    `| ${participants.toLocaleString('en')} | ${seconds(moves)} | ${seconds(byHand)} | ${(moves / byHand).toFixed(2)} | ${seconds(median(times.messages))} | ${seconds(median(times.due))} |`,
  );
}
