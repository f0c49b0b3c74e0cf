import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { openDuckDbLake } from '../../src/adapters/local/duckdb-lake.ts';
import { openJournalEventSink } from '../../src/adapters/local/journal-event-sink.ts';

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

describe('events of a process that is killed', () => {
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
