import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCommandLine } from '../../src/cli/run-command-line.ts';
import { type SeedResult, seedDemo } from '../../src/runtime/seed.ts';
import { stageClient } from '../../src/runtime/stage-client.ts';
import { type RunningStage, startStage } from './running-stage.ts';

let stage: RunningStage;
let seeded: SeedResult;
const lines: string[] = [];
beforeAll(async () => {
  stage = await startStage();
  seeded = await seedDemo({ endpoint: stage.endpoint, ...stage.key, log: (line) => lines.push(line) });
});
afterAll(() => stage.close());

interface Sizes {
  readonly items: readonly { readonly id: string; readonly name: string; readonly size: number }[];
}
async function segments() {
  const client = stageClient({ endpoint: stage.endpoint, ...stage.key });
  return client.call<Sizes>('/segments', { query: { app: seeded.applicationId } });
}

/** Runs `touchpoint …words` on the stage. */
async function touchpoint(...words: string[]) {
  const out: string[] = [];
  const complaints: string[] = [];
  const env = { TOUCHPOINT_ENDPOINT: stage.endpoint, TOUCHPOINT_HOME: stage.home };
  const terminal = {
    interactive: false,
    line: (text = '') => out.push(text),
    status: () => undefined,
    paint: (_: unknown, text: string) => text,
  };
  const status = await runCommandLine(words, env, terminal, (line) => complaints.push(line));
  return { status, text: out.join('\n'), complaints };
}

describe('the demo company', () => {
  it("has the guide's segments with the guide's sizes, and the RFM segments of its transactions", async () => {
    const sizes = Object.fromEntries((await segments()).items.map(({ name, size }) => [name, size]));
    expect(sizes).toMatchObject({
      asset_endpoints: 1_000,
      'Renewal Eligible': 400,
      'UPL Upsell Eligible': 150,
      'High Value Customers': 500,
    });
    // Customers in each: 223, 222, 139 (demo-transactions.test.ts). A customer whom the shop reaches by
    // mail and by text message counts twice, since segments count endpoints.
    expect(seeded.run.segments?.map(({ name }) => name)).toEqual([
      '_RFM_Champions',
      '_RFM_Dormant',
      '_RFM_Volatile',
    ]);
    for (const { name, size } of seeded.run.segments ?? []) expect(sizes[name]).toBe(size);
  });

  it('has scored every row but the five that cannot be used', () => {
    expect(seeded.run).toMatchObject({
      name: 'demo-transactions.csv',
      state: 'SUCCEEDED',
      rows: 11_903,
      scored: 11_898,
      rejected: 5,
      customers: 1_000,
    });
  });

  it('says what it did, a line each', () => {
    expect(lines).toEqual([
      'created the application Touchpoint demo',
      'imported 1000 endpoints as the segment asset_endpoints',
      'created the segment Renewal Eligible',
      'created the segment UPL Upsell Eligible',
      'created the segment High Value Customers',
      'set the event stream',
      'enabled the e-mail channel, from Touchpoint Demo <hello@example.com>',
      'enabled the SMS channel',
      'created the template UPL_Upsell',
      'created the template Renew_10_percent_off',
      'created the template Renew_30_percent_off',
      'created the template Renew_reminder_percent_off',
      'created the campaign UPL Upsell Eligible; it is sent at once',
      'published the journey Renewal Journey; its first participants enter in five minutes',
      'uploaded demo-transactions.csv',
    ]);
  });

  it('stays as it is when it is seeded again', async () => {
    const before = await segments();
    const again: string[] = [];
    const second = await seedDemo({
      endpoint: stage.endpoint,
      ...stage.key,
      log: (line) => again.push(line),
    });
    expect(second.uploadId).toBe(seeded.uploadId);
    // the machine notes that its last state is over a moment after that state has told the end
    const told = ({ states, ...run }: SeedResult['run']) => ({
      ...run,
      states: states.map(({ name }) => name),
    });
    expect(told(second.run)).toEqual(told(seeded.run));
    expect(await segments()).toEqual(before);
    expect(again).toEqual(['uploaded demo-transactions.csv']);
  });

  it('makes the stage complain of nothing', () => {
    expect(stage.log).toEqual([]);
  });
});

describe('touchpoint, on the demo company', () => {
  it('lists segments by application', async () => {
    const { status, text } = await touchpoint('segments');
    expect(status).toBe(0);
    expect(text).toContain(`Touchpoint demo ${seeded.applicationId}`);
    expect(text).toMatch(/Renewal Eligible +400 +DIMENSIONAL/);
    expect(text).toMatch(/asset_endpoints +1,000 +IMPORT/);
  });

  it('lists runs, and shows one with each state, its input, output and where that lies', async () => {
    const list = await touchpoint('runs');
    expect(list.text).toMatch(/demo-transactions\.csv +SUCCEEDED +11,903 +11,898 +5 /);
    const { status, text } = await touchpoint('runs', seeded.uploadId);
    expect(status).toBe(0);
    for (const name of [
      'Validate',
      'Load',
      'Score',
      'Cluster',
      'Publish',
      'PublishChunks',
      'Segment',
      'Notify',
    ]) {
      expect(text).toMatch(new RegExp(`✓ ${name} +\\d`));
    }
    expect(text).toContain('11,903 rows = 11,898 scored + 5 rejected; 1,000 customers');
    expect(text).toMatch(/input +\{/);
    expect(text).toContain(`kept at runs/${seeded.uploadId}/rejects.csv`);
  });

  it('uploads a file with mistakes in it, and tells what came of it', async () => {
    const { status, text, complaints } = await touchpoint(
      'upload',
      'seeds/purchases.csv',
      '--app',
      seeded.applicationId,
      '--scores',
      'quintile',
      '--table',
      'B',
    );
    expect(complaints).toEqual([]);
    expect(status).toBe(0);
    expect(text).toContain('11 rows = 8 scored + 3 rejected; 6 customers');
    expect(text).toContain('kept in runs/');
  });

  it('runs a named query with its parameters', async () => {
    const { status, text, complaints } = await touchpoint(
      'query',
      'rfm_segments',
      '--param',
      `application_id=${seeded.applicationId}`,
      '--param',
      `upload_id=${seeded.uploadId}`,
    );
    expect(complaints).toEqual([]);
    expect(status).toBe(0);
    expect(text).toMatch(/^Champions +223 /m);
    expect(text).toMatch(/^Dormant +222 /m);
  });
});
