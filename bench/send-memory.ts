/**
 * What memory a run takes while it is sent, by its size: 100,000, 300,000 and 1,000,000 e-mails, each in a
 * process of its own whose JavaScript heap and whose DuckDB are bounded.
 *
 *     node bench/send-memory.ts [messages …]      default: 100000 300000 1000000
 *
 * A process that needed more than its heap would end with an error, and so would the bench.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chunkBatch, sendChunk } from '../src/core/messages/deliver-steps.ts';
import type { Channel } from '../src/ports/channels.ts';
import type { Ports } from '../src/ports/ports.ts';
import { openLocalStage } from '../src/runtime/local.ts';
import { prepareBatch } from '../tests/flows/prepared-batch.ts';

const HEAP_MB = 256;
const DUCKDB_MB = 512;
const SAMPLE_MS = 100;
const SIZES = [100_000, 300_000, 1_000_000];

interface Peaks {
  /** Megabytes of the process, with all that it maps. */
  resident: number;
  /** Megabytes of heap and buffers, with what is free in them. */
  javascript: number;
  duckDb: number;
}

const megabytes = (bytes: number) => Math.round(bytes / 1024 ** 2);
const template = (file: string) =>
  readFileSync(fileURLToPath(new URL(`../templates/Renew_10_percent_off/${file}`, import.meta.url)), 'utf8');

const nullChannel: Channel = {
  window: 500,
  idempotent: false,
  tracks: false,
  send: async (messages) => messages.map(() => ({ kind: 'accepted' }) as const),
};

async function measure(messages: number): Promise<Peaks & { readonly seconds: number }> {
  const home = mkdtempSync(join(tmpdir(), 'touchpoint-bench-memory-'));
  const stage = await openLocalStage({ home, memoryMegabytes: DUCKDB_MB });
  const ports: Ports = { ...stage.ports, channels: { ...stage.ports.channels, EMAIL: nullChannel } };
  try {
    const { batch: _, ...prepared } = await prepareBatch(ports, {
      messages,
      batch: {
        variants: {
          '0': {
            MessageConfiguration: {
              EmailMessage: {
                Title: '{{User.UserAttributes.FirstName}} Renew Now and get 10% Off!',
                HtmlBody: template('body.html'),
                Body: template('body.txt'),
              },
            },
          },
        },
      },
    });
    const { chunks } = await chunkBatch(ports, prepared);
    const begin = performance.now();
    const sampling = sample(ports);
    for (const chunk of chunks) {
      for (let finished = false; !finished; ) ({ finished } = await sendChunk(ports, { ...prepared, chunk }));
    }
    const peaks = await sampling.stop();
    return { ...peaks, seconds: (performance.now() - begin) / 1000 };
  } finally {
    await stage.close();
    rmSync(home, { recursive: true });
  }
}

/** Looks every tenth of a second until it is stopped. */
function sample(ports: Ports): { stop(): Promise<Peaks> } {
  const peaks: Peaks = { resident: 0, javascript: 0, duckDb: 0 };
  const look = async () => {
    const { rss, heapTotal, external } = process.memoryUsage();
    const [row] = await ports.queries.query<{ bytes: number }>({
      text: 'select cast(sum(memory_usage_bytes) as double) as bytes from duckdb_memory()',
      values: [],
    });
    peaks.resident = Math.max(peaks.resident, megabytes(rss));
    peaks.javascript = Math.max(peaks.javascript, megabytes(heapTotal + external));
    peaks.duckDb = Math.max(peaks.duckDb, megabytes(row?.bytes ?? 0));
  };
  let looking = look();
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, SAMPLE_MS);
  return {
    async stop() {
      clearInterval(timer);
      await looking;
      return peaks;
    },
  };
}

function inProcess(messages: number): Peaks & { readonly seconds: number } {
  const file = fileURLToPath(import.meta.url);
  const args = [`--max-old-space-size=${HEAP_MB}`, file, '--one', String(messages)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The run of ${messages} ended with ${status}: ${stderr.slice(-2000)}`);
  return JSON.parse(stdout);
}

if (process.argv[2] === '--one') {
  console.log(JSON.stringify(await measure(Number(process.argv[3]))));
} else {
  const sizes = process.argv.slice(2).map(Number);
  console.log(`JavaScript's heap may have ${HEAP_MB} MB, DuckDB ${DUCKDB_MB} MB.\n`);
  console.log('| messages | JavaScript MB | DuckDB MB | process MB | seconds |');
  console.log('|--:|--:|--:|--:|--:|');
  for (const messages of sizes.length > 0 ? sizes : SIZES) {
    const { javascript, duckDb, resident, seconds } = inProcess(messages);
    const count = messages.toLocaleString('en');
    console.log(`| ${count} | ${javascript} | ${duckDb} | ${resident} | ${seconds.toFixed(0)} |`);
  }
}
