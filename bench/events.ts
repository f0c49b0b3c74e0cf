/**
 * PutEvents over loopback, 100 events a request, acknowledged when they are durable, against a bare
 * HTTP server that only parses the body and appends its events to a file with a sync.
 *
 *     node bench/events.ts [seconds]      default: 5, of each turn
 *
 * Each server is a process of its own, this one sends. They take turns, four each; the ratio is
 * that of the medians. In the end the lake is asked whether every acknowledged event is there.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuckDbLake } from '../src/adapters/local/duckdb-lake.ts';
import { openJournalEventSink } from '../src/adapters/local/journal-event-sink.ts';
import { sha256, signatureOf } from '../src/api/sigv4.ts';

const SECONDS = Number(process.argv[2] ?? 5);
const TURNS = 4;
const CONNECTIONS = 8;
const BODIES = 100;
const ENDPOINTS = 10;
const EVENTS_PER_ENDPOINT = 10;
const EVENTS_PER_REQUEST = ENDPOINTS * EVENTS_PER_ENDPOINT;
const KEY = { id: 'bench', secret: 'secret-of-the-event-bench' };

interface Target {
  readonly name: string;
  readonly headers: (path: string, body: string) => Record<string, string>;
  readonly url: URL;
}

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
const home = mkdtempSync(join(tmpdir(), 'touchpoint-bench-'));
const children: ChildProcess[] = [];
let acknowledged = 0;

/** Starts a server; it prints its address. */
function start(file: string, env: Record<string, string>): Promise<URL> {
  const path = new URL(file, import.meta.url).pathname;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error(`${file} ended`)));
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const address = /http:\/\/127\.0\.0\.1:\d+(?=\s)/.exec(output)?.[0];
      if (address) resolve(new URL(address));
    });
  });
}

const bearer = () => ({ authorization: `Bearer ${KEY.id}.${KEY.secret}` });

/** As an SDK signs; the signature is made once for a body and is good for a quarter of an hour. */
function signed(url: URL, path: string, body: string): Record<string, string> {
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${date.slice(0, 8)}/us-east-1/mobiletargeting/aws4_request`;
  const hash = sha256(body);
  const headers = { host: url.host, 'x-amz-date': date, 'x-amz-content-sha256': hash };
  const signedHeaders = Object.keys(headers).sort();
  const signature = signatureOf(
    { method: 'POST', path, query: '', headers: new Headers(headers) },
    { keyId: KEY.id, date, scope, signedHeaders, signature: '' },
    KEY.secret,
    hash,
  );
  const credential = `AWS4-HMAC-SHA256 Credential=${KEY.id}/${scope}`;
  return {
    ...headers,
    authorization: `${credential}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`,
  };
}

function post(url: URL, path: string, headers: Record<string, string>, body: string) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const outgoing = request(
      {
        agent,
        host: url.hostname,
        port: url.port,
        path,
        method: 'POST',
        headers: {
          ...headers,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
        );
      },
    );
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

function bodyOf(number: number): string {
  const at = Date.now();
  const event = (id: string, index: number) => ({
    EventType: index % 7 === 0 ? 'order.placed' : 'page.viewed',
    Timestamp: new Date(at - index * 1000).toISOString(),
    Attributes: { page: `/products/${index * 37}`, campaign: 'autumn', section: 'garden' },
    Metrics: { seconds: index + 0.5, price: 12.95 },
    Session: { Id: `session-${id}`, StartTimestamp: new Date(at - 60_000).toISOString() },
    AppPackageName: 'com.example.shop',
    AppTitle: 'Shop',
    AppVersionCode: '42',
  });
  const item = (endpoint: number) => ({
    Endpoint: {},
    Events: Object.fromEntries(
      Array.from({ length: EVENTS_PER_ENDPOINT }, (_, index) => {
        const id = `event-${number}-${endpoint}-${index}`;
        return [id, event(id, index)];
      }),
    ),
  });
  return JSON.stringify({
    BatchItem: Object.fromEntries(
      Array.from({ length: ENDPOINTS }, (_, index) => [`endpoint-${number}-${index}`, item(index)]),
    ),
  });
}

interface Turn {
  readonly eventsPerSecond: number;
  readonly events: number;
  /** Milliseconds that the slowest hundredth took at least. */
  readonly p99: number;
}

async function turn(target: Target, path: string, bodies: readonly string[]): Promise<Turn> {
  const prepared = bodies.map((body) => ({ body, headers: target.headers(path, body) }));
  const begun = performance.now();
  const took: number[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (performance.now() - begun < SECONDS * 1000) {
        const { headers, body } = prepared[next++ % prepared.length] as (typeof prepared)[number];
        const sent = performance.now();
        const { status, text } = await post(target.url, path, headers, body);
        if (status !== 202 || text.includes('"StatusCode":400'))
          throw new Error(`${status} ${text.slice(0, 300)}`);
        took.push(performance.now() - sent);
      }
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  took.sort((a, b) => a - b);
  const events = took.length * EVENTS_PER_REQUEST;
  return { events, eventsPerSecond: events / seconds, p99: took[Math.floor(took.length * 0.99)] ?? 0 };
}

/** Of the two in the middle, their mean. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}

async function main(): Promise<void> {
  const stage = await start('../src/runtime/serve.ts', {
    PORT: '0',
    TOUCHPOINT_HOME: home,
    TOUCHPOINT_DEMO: 'off',
    TOUCHPOINT_ACCESS_KEY_ID: KEY.id,
    TOUCHPOINT_SECRET_ACCESS_KEY: KEY.secret,
  });
  const bare = await start('./bare-event-server.ts', { FILE: join(home, 'bare.ndjson') });
  const created = await post(stage, '/v1/apps', bearer(), '{"Name":"bench"}');
  const path = `/v1/apps/${JSON.parse(created.text).Id}/events`;
  const bodies = Array.from({ length: BODIES }, (_, index) => bodyOf(index));
  const targets: Target[] = [
    { name: 'bare server', url: bare, headers: () => ({}) },
    { name: 'PutEvents, bearer key', url: stage, headers: bearer },
    { name: 'PutEvents, SigV4', url: stage, headers: (at, body) => signed(stage, at, body) },
  ];
  const turns = new Map<string, Turn[]>(targets.map(({ name }) => [name, []]));
  for (let round = 0; round <= TURNS; round++) {
    // In changing order: the journal is taken into the lake every few turns, at the cost of the one that runs.
    for (const target of round % 2 === 0 ? targets : targets.toReversed()) {
      const result = await turn(target, path, bodies);
      if (round > 0)
        turns.get(target.name)?.push(result); // the first round warms up
      else turns.set(target.name, []);
      if (target.url === stage) acknowledged += result.events;
    }
  }
  const bareRate = median((turns.get('bare server') as Turn[]).map(({ eventsPerSecond }) => eventsPerSecond));
  console.log(
    `${EVENTS_PER_REQUEST} events, ${bodies[0]?.length} bytes a request, ${CONNECTIONS} connections\n`,
  );
  console.log('| Server | Events a second | p99, ms | Ratio to bare |\n|---|--:|--:|--:|');
  for (const [name, results] of turns) {
    const rate = median(results.map(({ eventsPerSecond }) => eventsPerSecond));
    const p99 = median(results.map((result) => result.p99));
    console.log(
      `| ${name} | ${Math.round(rate).toLocaleString('en')} | ${p99.toFixed(1)} | ${(rate / bareRate).toFixed(2)} |`,
    );
  }
}

/** Kills the stage, and counts what is in its lake. */
async function checkLake(): Promise<void> {
  for (const child of children) child.removeAllListeners('exit');
  const ended = children.map((child) => new Promise((resolve) => child.once('exit', resolve)));
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(ended);
  const begun = performance.now();
  const lake = await openDuckDbLake({
    file: join(home, 'lake.duckdb'),
    lakeFolder: join(home, 's3/touchpoint-lake'),
  });
  const sink = await openJournalEventSink(lake, join(home, 'events'));
  const [row] = await lake.engine.query({ text: 'select count(*) as events from events', values: [] });
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(
    `\n${acknowledged.toLocaleString('en')} acknowledged, ${row?.events?.toLocaleString('en')} in the lake after kill -9 and ${seconds} s`,
  );
  await sink.close();
  await lake.close();
}

try {
  await main();
  await checkLake();
} finally {
  for (const child of children) child.kill('SIGKILL');
  agent.destroy();
  rmSync(home, { recursive: true, force: true });
}
