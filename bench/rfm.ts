/**
 * From file to segments, against what DuckDB alone needs for the bare per-customer aggregate over the same file.
 *
 *     npm run bench:rfm -- [rows …]      default: 1000000 10000000
 *
 * Every measurement is a process of its own; the two take turns, and the ratio is that of their medians.
 */
import { spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { describeUpload } from '../src/core/uploads/describe-upload.ts';
import { receiveUpload } from '../src/core/uploads/receive-upload.ts';
import { openLocalStage } from '../src/runtime/local.ts';
import { generateTransactions } from './transactions.ts';

const TURNS = 3;
const KILO = 1024;

interface Measured {
  readonly ms: number;
  /** Largest resident memory of the process, megabytes. */
  readonly peak: number;
  /** Seconds of processor time of all threads, of the work alone: on a machine that others use it says more than the clock. */
  readonly cpu: number;
  readonly note?: string;
}

async function bare(file: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const started = start();
  await connection.runAndReadAll(`select count(*), sum(money) from (
    select "CustomerID", max("Date") as last_at, count(*) as events,
      sum("UnitPrice" * "Quantity") filter (where "EventName" = 'PURCHASED') as money
    from read_csv('${file}') group by "CustomerID")`);
  tell(since(started));
}

async function pipeline(file: string): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'touchpoint-bench-home-'));
  try {
    const marks: string[] = [];
    let last: NodeJS.CpuUsage;
    const mark = (name: string) => {
      marks.push(`${name} ${processorSeconds(last).toFixed(2)}`);
      last = process.cpuUsage();
    };
    const stage = await openLocalStage({
      home,
      onProgress({ states }) {
        const state = states.at(-1);
        if (state?.exitedAt && !marks.some((text) => text.startsWith(`${state.name} `))) mark(state.name);
      },
    });
    const folder = join(home, 's3/touchpoint-uploads/uploads');
    mkdirSync(folder, { recursive: true });
    linkSync(file, join(folder, 'transactions.csv'));
    const started = start();
    last = started.cpu;
    const { uploadId } = await receiveUpload(stage.ports, { key: 'uploads/transactions.csv' });
    const received = performance.now();
    mark('Receive');
    await stage.workflows.settled();
    const measured = since(started);
    const upload = await describeUpload(stage.ports, uploadId);
    if (upload.state !== 'SUCCEEDED') throw new Error(JSON.stringify(upload.error));
    const states = upload.states.map(({ name, durationMs }) => `${name} ${durationMs}`);
    const receive = Math.round(received - started.at);
    tell(measured, `ms: Receive ${receive}, ${states.join(', ')}; processor s: ${marks.join(', ')}`);
    await stage.close();
  } finally {
    rmSync(home, { recursive: true });
  }
}

interface Start {
  readonly at: number;
  readonly cpu: NodeJS.CpuUsage;
}

function start(): Start {
  return { at: performance.now(), cpu: process.cpuUsage() };
}

function since({ at, cpu }: Start): Measured {
  return {
    ms: performance.now() - at,
    cpu: processorSeconds(cpu),
    peak: process.resourceUsage().maxRSS / KILO,
  };
}

function processorSeconds(from: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1e6;
}

function tell(measured: Measured, note?: string): void {
  console.log(JSON.stringify({ ...measured, note }));
}

function measure(mode: string, file: string): Measured {
  const args = ['--disable-warning=ExperimentalWarning', fileURLToPath(import.meta.url), mode, file];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout.trim().split('\n').at(-1) as string) as Measured;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}

async function compare(sizes: readonly number[]): Promise<void> {
  console.log(
    '| rows | file MB | bare s | file to segments s | ratio | bare processor s | file to segments | ratio | peak MB |\n|---|---|---|---|---|---|---|---|---|',
  );
  for (const rows of sizes) {
    const file = join(tmpdir(), `touchpoint-bench-${rows}.csv`);
    await generateTransactions(file, rows);
    const runs = Array.from({ length: TURNS }, () => ({
      bare: measure('bare', file),
      whole: measure('pipeline', file),
    }));
    const compared = (secondsOf: (measured: Measured) => number) => {
      const plain = median(runs.map((run) => secondsOf(run.bare)));
      const whole = median(runs.map((run) => secondsOf(run.whole)));
      return [plain, whole, whole / plain].map((number) => number.toFixed(2));
    };
    const cells = [
      rows.toLocaleString('en'),
      Math.round(statSync(file).size / 1e6),
      ...compared(({ ms }) => ms / 1000),
      ...compared(({ cpu }) => cpu),
      Math.round(Math.max(...runs.map((run) => run.whole.peak))),
    ];
    console.log(`| ${cells.join(' | ')} |`);
    console.error(runs.map((run) => run.whole.note).join('\n'));
  }
}

const [mode, file] = process.argv.slice(2);
if (mode === 'bare') await bare(file as string);
else if (mode === 'pipeline') await pipeline(file as string);
else {
  const sizes = process.argv.slice(2).map(Number);
  await compare(sizes.length > 0 ? sizes : [1_000_000, 10_000_000]);
}
