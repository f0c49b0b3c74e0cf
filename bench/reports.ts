/**
 * What the overview and one campaign's page ask for, over HTTP, on a lake of 100 million events, against the
 * SQL that a person who knows the data would write for the same numbers, run by bare DuckDB on the same file.
 *
 *     node bench/reports.ts [events] [home] [question]      default: 100000000, in a home that is removed afterwards
 *
 * A home that is named is filled when it is empty, and kept; of the questions those are asked whose names hold the
 * text. Each is asked in turn: by a stage that was
 * just started, then by a bare DuckDB that was just started, the file out of the page cache before both. Both
 * must find the same.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuckDbLake } from '../src/adapters/local/duckdb-lake.ts';
import { generateEvents, PERIODS, type Sender } from './generated-events.ts';
import { generateEndpoints, generateMessages } from './generated-messages.ts';
import type { Asked, Question } from './report-question.ts';
import { questionsOf } from './report-questions.ts';
import { forgetPages, type Side, startBare, startStage } from './report-sides.ts';

const EVENTS = Number(process.argv[2] ?? 100_000_000);
const KEPT = process.argv[3];
const WANTED = process.argv[4] ?? '';
const ROUNDS = 3;
const CAMPAIGNS_AT_ONCE = 5;
const JOURNEYS = 10;
/** For the generator only; the stage has its own. */
const GENERATOR_MEGABYTES = 4000;

const home = KEPT ?? mkdtempSync(join(tmpdir(), 'touchpoint-bench-reports-'));
const lakeFile = join(home, 'lake.duckdb');
const noteFile = join(home, 'asked.json');

/** Makes applications, campaigns and journeys over HTTP, and the events of their messages in the lake. */
async function fill(): Promise<Asked> {
  const stage = await startStage(home);
  const make = async (path: string, body: unknown) =>
    (await stage.ask<{ Id: string }>(path, { method: 'POST', body: JSON.stringify(body) })).body.Id;
  const applications: string[] = [];
  for (const Name of ['large', 'b', 'c', 'd']) applications.push(await make('/v1/apps', { Name }));
  const ownerOf = (index: number) => applications[index % 5 < 3 ? 0 : index % 4] as string;
  const StartTime = new Date(Date.now() + 300 * 86_400_000).toISOString();
  const segments = new Map<string, string>();
  for (const id of applications)
    segments.set(id, await make(`/v1/apps/${id}/segments`, { Name: 'everyone' }));
  const campaigns: Sender[] = [];
  for (let index = 0; index < PERIODS * CAMPAIGNS_AT_ONCE; index++) {
    const applicationId = ownerOf(index % CAMPAIGNS_AT_ONCE);
    const id = await make(`/v1/apps/${applicationId}/campaigns`, {
      Name: `campaign ${index}`,
      SegmentId: segments.get(applicationId),
      Schedule: { StartTime, Frequency: 'ONCE' },
      MessageConfiguration: { EmailMessage: { Title: 'News', HtmlBody: '<p>News</p>' } },
    });
    campaigns.push({ id, applicationId });
  }
  const journeys: Sender[] = [];
  for (let index = 0; index < JOURNEYS; index++) {
    const applicationId = ownerOf(index);
    journeys.push({
      id: await make(`/v1/apps/${applicationId}/journeys`, { Name: `journey ${index}`, State: 'DRAFT' }),
      applicationId,
    });
  }
  await stage.end();
  const lake = await openDuckDbLake({
    file: lakeFile,
    lakeFolder: join(home, 's3/touchpoint-lake'),
    memoryMegabytes: GENERATOR_MEGABYTES,
  });
  const begun = performance.now();
  const now = Date.now();
  const latest = await lake.withConnection(async (connection) => {
    const senders = { applications, campaigns, journeys };
    const ran = await generateEvents(connection, senders, { events: EVENTS, until: now }, (period) =>
      console.error(
        `period ${period + 1} of ${PERIODS}: ${((performance.now() - begun) / 1000).toFixed(0)} s`,
      ),
    );
    await generateMessages(connection, now);
    await generateEndpoints(connection, applications[0] as string);
    return ran;
  });
  await lake.close();
  const campaign = latest.find(({ applicationId }) => applicationId === applications[0]) as Sender;
  return { applicationId: applications[0] as string, campaignId: campaign.id, now };
}

interface Timed {
  readonly cold: number;
  readonly hot: number;
  /** Of the stage: asked again within the freshness that the page takes. */
  readonly again?: number;
  /** Seconds of processor time of the cold one. */
  readonly processor: number;
  /** Megabytes that the cold one read from files. */
  readonly read: number;
}

async function ofStage(question: Question): Promise<Timed & { readonly answer: unknown }> {
  forgetPages(lakeFile);
  const stage = await startStage(home);
  try {
    const { value: cold, ...used } = await usedBy(stage, () => timed(() => stage.ask(question.path)));
    const hot = await timed(() => stage.ask(question.path));
    await stage.ask(question.fresh);
    const again = await timed(() => stage.ask(question.fresh));
    return { ...used, cold: cold.ms, hot: hot.ms, again: again.ms, answer: question.told(cold.value.body) };
  } finally {
    await stage.end();
  }
}

async function ofBare(question: Question): Promise<Timed & { readonly answer: unknown }> {
  forgetPages(lakeFile);
  const bare = await startBare(lakeFile);
  try {
    const { value: cold, ...used } = await usedBy(bare, () => timed(() => bare.ask(question.bare)));
    const hot = await timed(() => bare.ask(question.bare));
    return { ...used, cold: cold.ms, hot: hot.ms, answer: cold.value };
  } finally {
    await bare.end();
  }
}

/** What a process uses for something. */
async function usedBy<T>(
  side: Side,
  work: () => Promise<T>,
): Promise<Pick<Timed, 'processor' | 'read'> & { readonly value: T }> {
  const [processor, bytes] = [side.processorSeconds(), side.readBytes()];
  const value = await work();
  return {
    value,
    processor: side.processorSeconds() - processor,
    read: (side.readBytes() - bytes) / 1e6,
  };
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly value: T }> {
  const begun = performance.now();
  const value = await work();
  return { ms: performance.now() - begun, value };
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

function row(question: Question, stage: readonly Timed[], bare: readonly Timed[]): string {
  const of = (side: readonly Timed[], what: keyof Timed) => median(side.map((one) => one[what] ?? 0));
  const ratio = (what: 'cold' | 'hot' | 'processor') => (of(stage, what) / of(bare, what)).toFixed(2);
  const cells = [
    question.name,
    of(stage, 'cold').toFixed(0),
    of(bare, 'cold').toFixed(0),
    ratio('cold'),
    of(stage, 'processor').toFixed(2),
    of(bare, 'processor').toFixed(2),
    ratio('processor'),
    of(stage, 'read').toFixed(0),
    of(bare, 'read').toFixed(0),
    of(stage, 'hot').toFixed(0),
    of(bare, 'hot').toFixed(0),
    ratio('hot'),
    of(stage, 'again').toFixed(0),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** What DuckDB reads of the file for the same count over more and less of the lake, each in a new process. */
async function showPruning({ applicationId, campaignId, now }: Asked): Promise<void> {
  const day = (ago: number) => new Date(now - ago * 86_400_000).toISOString().slice(0, 10);
  const days = (first: number, last: number) => `arrival_date between '${day(first)}' and '${day(last)}'`;
  const app = `application_id = '${applicationId}'`;
  const conditions: readonly (readonly [string, string])[] = [
    ['all', 'true'],
    ['thirty days', days(30, 1)],
    ['thirty days, the large application', `${days(30, 1)} and ${app}`],
    ['thirty days, the other applications', `${days(30, 1)} and application_id <> '${applicationId}'`],
    ['one day', days(10, 10)],
    ['one day, the large application', `${days(10, 10)} and ${app}`],
    ['thirty days, one campaign', `${days(30, 1)} and ${app} and campaign_id = '${campaignId}'`],
  ];
  console.log('| Read | events | MB | processor, s |\n|---|--:|--:|--:|');
  for (const [name, condition] of conditions) {
    const bare = await startBare(lakeFile);
    const { value, processor, read } = await usedBy(bare, () =>
      bare.ask([
        `select count(*), max(message_id), max(event_id), max(event_type) from events where ${condition}`,
      ]),
    );
    await bare.end();
    const [[[events] = [0]] = []] = value as [[[string]]];
    console.log(
      `| ${name} | ${Number(events).toLocaleString('en')} | ${read.toFixed(0)} | ${processor.toFixed(2)} |`,
    );
  }
  console.log('');
}

async function main(): Promise<void> {
  if (!existsSync(noteFile)) writeFileSync(noteFile, JSON.stringify(await fill()));
  const asked = JSON.parse(readFileSync(noteFile, 'utf8')) as Asked;
  const size = (statSync(lakeFile).size / 1e9).toFixed(1);
  const bare = await startBare(lakeFile);
  const [[events]] = (await bare.ask(['select count(*) from events'])) as [[number]];
  await bare.end();
  console.log(`${Number(events).toLocaleString('en')} events, ${size} GB\n`);
  if (WANTED === '') await showPruning(asked);
  console.log(
    '| Question | cold, ms | bare | ratio | processor, s | bare | ratio | read, MB | bare | hot, ms | bare | ratio | again, ms |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|',
  );
  for (const question of questionsOf(asked).filter(({ name }) => name.includes(WANTED))) {
    const stages: Timed[] = [];
    const bares: Timed[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const stage = await ofStage(question);
      const bare = await ofBare(question);
      const [found, expected] = [JSON.stringify(stage.answer), JSON.stringify(question.numbers(bare.answer))];
      if (found !== expected) throw new Error(`${question.name}: ${found}\nis not\n${expected}`);
      stages.push(stage);
      bares.push(bare);
    }
    console.log(row(question, stages, bares));
  }
}

try {
  await main();
} finally {
  if (!KEPT) rmSync(home, { recursive: true, force: true });
}
