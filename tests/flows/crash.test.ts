import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HEADER, shop } from './home.ts';
import { AUTHORIZATION, ended, killAll, type StageProcess, startProcess } from './stage-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchpoint-crash-'));
afterAll(() => {
  killAll();
  rmSync(folder, { recursive: true });
});

async function finished(endpoint: string): Promise<Record<string, unknown>> {
  for (;;) {
    const response = await fetch(`${endpoint}/uploads`, {
      headers: { authorization: AUTHORIZATION },
    });
    const { items } = (await response.json()) as { items: Record<string, unknown>[] };
    if (items.length > 0 && items.every(({ state }) => state !== 'RUNNING'))
      return items[0] as Record<string, unknown>;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What must not depend on crashes: the outcome, and the scores that the run left. */
function outcome(home: string, upload: Record<string, unknown>) {
  const { state, uploadId, rows, scored, rejected, customers, endpoints, clusters, segments } = upload;
  const scores = readFileSync(
    join(home, `s3/touchpoint-lake/runs/${uploadId}/cluster/scores/part-0.csv`),
    'utf8',
  );
  return {
    state,
    rows,
    scored,
    rejected,
    customers,
    endpoints,
    clusters,
    segments: (segments as { name: string; size: number }[])
      .map(({ name, size }) => `${name} ${size}`)
      .sort(),
    scores: scores.trim().split('\n').sort(),
  };
}

const STATES = ['Validate', 'Load', 'Score', 'Cluster', 'Publish', 'PublishChunks', 'Segment', 'Notify'];

describe('a run whose process is killed', () => {
  /** A home in which the stage finds a file when it starts. */
  function prepare(name: string): string {
    const home = join(folder, name);
    mkdirSync(join(home, 's3/touchpoint-uploads/uploads'), { recursive: true });
    writeFileSync(join(home, 's3/touchpoint-uploads/uploads/shop.csv'), [HEADER, ...shop(3000)].join('\n'));
    return home;
  }
  async function stop({ child }: StageProcess): Promise<void> {
    child.kill('SIGTERM');
    await ended(child);
    expect(child.exitCode).toBe(0);
  }

  let expected: ReturnType<typeof outcome>;
  beforeAll(async () => {
    const home = prepare('calm');
    const stage = await startProcess(home);
    expected = outcome(home, await finished(stage.endpoint));
    await stop(stage);
    expect(expected).toMatchObject({ state: 'SUCCEEDED', customers: 3000 });
  });

  it.each(STATES)('right after %s ends like an undisturbed one', async (killedAfter) => {
    const home = prepare(`crashed-${killedAfter}`);
    let killed = '';
    const victim = await startProcess(home, (line) => {
      if (line.includes(` ${killedAfter} `) && !killed) {
        killed = line;
        victim.child.kill('SIGKILL');
      }
    });
    await ended(victim.child);
    const second = await startProcess(home);
    const result = outcome(home, await finished(second.endpoint));
    await stop(second);

    expect(killed).toContain(killedAfter);
    expect(result).toEqual(expected);
  });
});
