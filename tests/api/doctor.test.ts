import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { runCommandLine } from '../../src/cli/run-command-line.ts';
import { createApp } from '../../src/core/apps/apps.ts';
import { updateChannel } from '../../src/core/channels/channel-settings.ts';
import type { Examination } from '../../src/core/doctor/examine.ts';
import type { Jobs } from '../../src/core/jobs/job.ts';
import { storeJob } from '../../src/core/jobs/job-documents.ts';
import { createKey } from '../../src/core/keys/keys.ts';
import { clockTick } from '../../src/core/schedule/clock-tick.ts';
import { MIGRATIONS } from '../../src/core/schema/migrations.ts';
import type { StageChecks } from '../../src/ports/stage-checks.ts';
import { openStage, type TestStage } from './stage.ts';

const DAY_MS = 86_400_000;
/** What providers would say; a test says it in their place. */
let said: Partial<StageChecks>;
let stage: TestStage;
let applicationId: string;

beforeAll(async () => {
  stage = await openStage();
  const own = stage.ports.checks;
  Object.assign(stage.ports, {
    checks: {
      tables: own.tables,
      emailAccount: () => (said.emailAccount ?? own.emailAccount)(),
      isVerified: (address: string) => (said.isVerified ?? own.isVerified)(address),
      deadLetters: () => (said.deadLetters ?? own.deadLetters)(),
      ringingAlarms: () => (said.ringingAlarms ?? own.ringingAlarms)(),
      columnsOf: (table: string) => (said.columnsOf ?? own.columnsOf)(table),
    } satisfies StageChecks,
  });
  applicationId = (await createApp(stage.ports, { Name: 'shop' })).Id;
});
afterAll(() => stage.close());
beforeEach(async () => {
  said = {};
  await clockTick(stage.ports);
});
afterEach(() => stage.settled());

async function examined(): Promise<Examination> {
  const response = await stage.fetch('/doctor');
  expect(response.status).toBe(200);
  return (await response.json()) as Examination;
}

/** What was found of one side, but its advice. */
async function found(check: string): Promise<[string, string][]> {
  const { findings } = await examined();
  return findings.filter((finding) => finding.check === check).map(({ level, seen }) => [level, seen]);
}

describe('the doctor', () => {
  it('looks at every side of a stage that is well, but for events that nobody sent', async () => {
    const { level, findings } = await examined();
    expect(level).toBe('warning');
    expect(findings.map((finding) => [finding.check, finding.level])).toEqual([
      ['events', 'warning'],
      ['clock', 'ok'],
      ['schema', 'ok'],
      ['tables', 'ok'],
      ['email', 'ok'],
      ['runs', 'ok'],
      ['dead letters', 'ok'],
      ['alarms', 'ok'],
      ['keys', 'ok'],
    ]);
    for (const { level: one, advice } of findings) expect(advice === undefined).toBe(one === 'ok');
  });

  it('answers admins alone', async () => {
    const key = await stage.newKey('report-admin');
    const response = await stage.fetch('/doctor', {
      headers: { authorization: `Bearer ${key.keyId}.${key.secret}` },
    });
    expect(response.status).toBe(403);
  });

  it('says when the clock is late', async () => {
    stage.clock.advance(6 * 60_000);
    expect(await found('clock')).toEqual([['problem', expect.stringMatching(/^the last tick was at /)]]);
    await clockTick(stage.ports);
    expect(await found('clock')).toEqual([['ok', `the last tick was at ${stage.clock.now().toISOString()}`]]);
  });

  it('says when the last event arrived', async () => {
    const Events = { e1: { EventType: 'opened', Timestamp: stage.clock.now().toISOString() } };
    const sent = await stage.fetch(`/v1/apps/${applicationId}/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ BatchItem: { one: { Endpoint: {}, Events } } }),
    });
    expect(sent.status).toBe(202);
    const arrived = stage.clock.now().toISOString();
    expect(await found('events')).toEqual([
      ['ok', `${applicationId}: the last of 1 in 7 days arrived at ${arrived}`],
    ]);
  });

  it('says when the schema or a table is not what the code needs', async () => {
    const key = { partition: 'stage', sort: 'schema' };
    const before = await stage.ports.documents.get(key);
    await stage.ports.documents.delete(key);
    said.columnsOf = async (table) => (table === 'endpoints' ? [] : ['event_id']);
    expect(await found('schema')).toEqual([
      ['problem', `version 0; the code is of version ${MIGRATIONS.length}`],
    ]);
    expect(await found('tables')).toEqual([
      ['problem', 'endpoints is not there'],
      ['problem', 'events lacks send_status'],
    ]);
    await stage.ports.documents.put(key, before?.value);
  });

  it('says what SES lets the account do, and whom it does not know', async () => {
    await updateChannel(stage.ports, applicationId, 'email', {
      FromAddress: 'Shop <shop@example.com>',
      Identity: 'arn:aws:ses:eu-west-1:000000000000:identity/example.com',
      Enabled: true,
    });
    const account = { isSandbox: true, maySend: false, sentInDay: 170, dailyQuota: 200 };
    said.emailAccount = async () => account;
    said.isVerified = async (address) => address !== 'shop@example.com';
    expect(await found('email')).toEqual([
      ['problem', 'SES has stopped the account from sending'],
      ['problem', `shop@example.com, from which application ${applicationId} sends, is not verified`],
      ['warning', 'SES is in its sandbox'],
      ['warning', '170 of 200 e-mails were sent in 24 hours'],
    ]);
    said.emailAccount = async () => ({ ...account, isSandbox: false, maySend: true, sentInDay: 200 });
    said.isVerified = async () => true;
    expect(await found('email')).toEqual([
      ['problem', '200 of 200 e-mails were sent in 24 hours'],
      ['ok', 'shop@example.com is verified'],
    ]);
    said.emailAccount = async () => ({ ...account, isSandbox: false, maySend: true, dailyQuota: -1 });
    expect(await found('email')).toEqual([
      ['ok', 'no daily quota'],
      ['ok', 'shop@example.com is verified'],
    ]);
  });

  it('says what is under way for too long', async () => {
    await storeJob(stage.ports, 'import', {
      job: {
        ApplicationId: applicationId,
        Id: 'j1',
        Type: 'IMPORT',
        JobStatus: 'PROCESSING',
        CreationDate: stage.clock.now().toISOString(),
        Definition: { S3Url: 's3://crm/people.csv' },
      },
      run: { merged: 0, added: 0 },
    } as unknown as Jobs['import']);
    expect(await found('runs')).toEqual([['ok', 'none is under way for over 60 minutes']]);
    const since = stage.clock.now().toISOString();
    stage.clock.advance(61 * 60_000);
    expect(await found('runs')).toEqual([['problem', `import people.csv is under way since ${since}`]]);
  });

  it('says which queues hold what was given up, and which alarms ring', async () => {
    said.deadLetters = async () => [
      { name: 'feedback', waiting: 3 },
      { name: 'uploads', waiting: 0 },
    ];
    said.ringingAlarms = async () => [
      { name: 'ClockStoppedAlarm', reason: 'no datapoints', since: '2026-11-28T06:00:00.000Z' },
    ];
    expect(await found('dead letters')).toEqual([['problem', '3 in feedback were given up']]);
    expect(await found('alarms')).toEqual([
      ['problem', 'ClockStoppedAlarm rings since 2026-11-28T06:00:00.000Z: no datapoints'],
    ]);
  });

  it('says what it could not look at, and looks at the rest', async () => {
    said.ringingAlarms = async () => {
      throw new Error('not authorized to perform cloudwatch:DescribeAlarms');
    };
    expect(await found('alarms')).toEqual([
      ['warning', 'could not be looked at: not authorized to perform cloudwatch:DescribeAlarms'],
    ]);
    expect(await found('dead letters')).toEqual([['ok', 'nothing was given up']]);
  });

  it('says which keys are old', async () => {
    const { keyId } = await createKey(stage.ports, { name: 'first', scopes: ['ingest'] });
    stage.clock.advance(366 * DAY_MS);
    await clockTick(stage.ports);
    expect(await found('keys')).toContainEqual(['warning', `${keyId} (first) is 366 days old`]);
  });
});

describe('touchpoint doctor', () => {
  async function run(...words: string[]) {
    const lines: string[] = [];
    const complaints: string[] = [];
    const terminal = {
      interactive: false,
      line: (text = '') => void lines.push(text),
      status: () => undefined,
      paint: (_: string, text: string) => text,
    };
    const env = {
      TOUCHPOINT_ENDPOINT: stage.endpoint,
      TOUCHPOINT_ACCESS_KEY_ID: stage.key.keyId,
      TOUCHPOINT_SECRET_ACCESS_KEY: stage.key.secret,
    };
    const status = await runCommandLine(['doctor', ...words], env, terminal, (line) => complaints.push(line));
    return { status, lines, complaints };
  }

  it('ends with 0 where nothing is worse than a warning, and shows each finding with its advice', async () => {
    const { status, lines, complaints } = await run();
    expect([status, complaints]).toEqual([0, []]);
    expect(lines).toContain('ok       alarms        none rings');
    expect(lines.join('\n')).toMatch(
      /warning {2}keys .* days old\n {23}issue a new one, .* \(docs\/operate\.md#rotate-keys\)/,
    );
  });

  it('ends with 1 where something does not work, in JSON too', async () => {
    said.deadLetters = async () => [{ name: 'feedback', waiting: 3 }];
    expect(await run()).toMatchObject({ status: 1, complaints: ['touchpoint doctor: 1 problem'] });
    const { status, lines } = await run('--json');
    expect(status).toBe(1);
    expect(JSON.parse(lines.join('\n'))).toMatchObject({ level: 'problem' });
  });
});
