import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { openDuckDbLake } from '../../src/adapters/local/duckdb-lake.ts';
import { openJournalEventSink } from '../../src/adapters/local/journal-event-sink.ts';
import { openLocalStage } from '../../src/runtime/local.ts';

const home = mkdtempSync(join(tmpdir(), 'touchpoint-journal-'));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(home, { recursive: true });
});

/** Lets a process append until it has acknowledged so many events, and kills it. @returns the acknowledged ids */
function appendUntilKilled(prefix: string, count: number): Promise<string[]> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'append-events.ts'), home, prefix],
    { env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  children.push(child);
  let output = '';
  return new Promise((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.split('\n').length > count) child.kill('SIGKILL');
    });
    child.once('close', () => resolve(output.slice(0, output.lastIndexOf('\n')).split('\n')));
  });
}

/** `npm start`'s own process on a home; gives its address. */
function startStage(stageHome: string): Promise<{ child: ChildProcess; endpoint: string }> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, '../../src/runtime/serve.ts')],
    {
      env: {
        ...process.env,
        PORT: '0',
        TOUCHPOINT_HOME: stageHome,
        TOUCHPOINT_DEMO: 'off',
        TOUCHPOINT_ACCESS_KEY_ID: KEY.id,
        TOUCHPOINT_SECRET_ACCESS_KEY: KEY.secret,
        NODE_OPTIONS: '',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  children.push(child);
  let output = '';
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the stage ended early: ${code}`)));
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const endpoint = /SDK endpoint\s+(\S+)/.exec(output)?.[1];
      if (endpoint) resolve({ child, endpoint });
    });
  });
}

const KEY = { id: 'journal', secret: 'test-secret-of-the-journal-test' };

describe('events of a process that is killed', () => {
  it('are in the stage that starts again on the home, once PutEvents answered', async () => {
    const stageHome = join(home, 'stage');
    const { child, endpoint } = await startStage(stageHome);
    const post = async (path: string, body: object) => {
      const headers = { authorization: `Bearer ${KEY.id}.${KEY.secret}` };
      const response = await fetch(endpoint + path, { method: 'POST', headers, body: JSON.stringify(body) });
      return { status: response.status, body: (await response.json()) as Record<string, string> };
    };
    const { body: app } = await post('/v1/apps', { Name: 'shop' });
    const answered: string[] = [];
    const putForEver = async (caller: number) => {
      for (let call = 0; ; call++) {
        const type = `type-${caller}-${call}`;
        const event = { EventType: type, Timestamp: '2026-06-01T09:00:00Z' };
        const request = { BatchItem: { e: { Endpoint: {}, Events: { a: event } } } };
        if ((await post(`/v1/apps/${app.Id}/events`, request)).status === 202) answered.push(type);
        if (answered.length === 200) child.kill('SIGKILL');
      }
    };
    await Promise.allSettled([1, 2, 3, 4].map(putForEver)); // each ends when the stage is gone

    const stage = await openLocalStage({ home: stageHome });
    const rows = await stage.ports.queries.query({ text: 'select event_type from events', values: [] });
    await stage.close();

    const stored = new Set(rows.map(({ event_type }) => event_type));
    expect(answered.length).toBeGreaterThanOrEqual(200);
    expect(answered.filter((type) => !stored.has(type))).toEqual([]);
  });

  it('are all in the lake once they were acknowledged, each once, however often it happens', async () => {
    const acknowledged: string[] = [];
    for (const [turn, count] of [1, 37, 260, 900, 1700].entries()) {
      acknowledged.push(...(await appendUntilKilled(`turn${turn}`, count)));
    }

    const lake = await openDuckDbLake({ file: join(home, 'lake.duckdb'), lakeFolder: join(home, 'lake') });
    const sink = await openJournalEventSink(lake, join(home, 'events'));
    const rows = await lake.engine.query<{ event_id: string; times: number }>({
      text: 'select event_id, count(*) as times from events group by event_id',
      values: [],
    });
    await sink.close();
    await lake.close();

    const stored = new Map(rows.map(({ event_id, times }) => [event_id, times]));
    expect(acknowledged.length).toBeGreaterThan(1 + 37 + 260 + 900 + 1700);
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    expect([...stored].filter(([, times]) => times !== 1)).toEqual([]);
  });
});
