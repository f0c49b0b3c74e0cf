import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateEmailIdentityCommand,
  GetAccountCommand,
  GetEmailIdentityCommand,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { awsChecks } from '../../src/adapters/aws/aws-checks.ts';
import { systemClock } from '../../src/adapters/local/system-clock.ts';
import type { StageChecks } from '../../src/ports/stage-checks.ts';
import { stageChecksContract } from '../contracts/stage-checks.contract.ts';
import { type Emulator, startEmulator } from './moto.ts';

let emulator: Emulator;
let cloudWatch: CloudWatchClient;
/** Answers for SES where moto has none (the last test says where), as AWS's reference has them, by path. */
let sesServer: Server;
const answers: Record<string, object> = {};
let checks: StageChecks;
beforeAll(async () => {
  emulator = await startEmulator([]);
  cloudWatch = new CloudWatchClient(emulator.options);
  sesServer = createServer((request, response) => {
    const answer = answers[request.url ?? ''];
    if (!answer) response.writeHead(404, { 'x-amzn-errortype': 'NotFoundException' });
    response.end(JSON.stringify(answer ?? { message: `Email identity ${request.url} does not exist.` }));
  });
  await new Promise<void>((resolve) => sesServer.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(sesServer.address() as AddressInfo).port}`;
  const ses = new SESv2Client({ ...emulator.options, endpoint });
  checks = awsChecks({
    ...{ ses, cloudWatch, clock: systemClock(), alarmPrefix: 'touchpoint-ci-' },
    // Tables are Athena's to tell of, which moto has no data of (tests/contracts/lake-schema.test.ts).
    tables: ['endpoints', 'events', 'messages'],
    columnsOf: async (table) => (table === 'nowhere' ? [] : ['event_id', 'send_status']),
  });
}, 120_000);
afterAll(async () => {
  sesServer.close();
  await emulator.stop();
});

const alarm = (AlarmName: string, metric: object) =>
  cloudWatch.send(
    new PutMetricAlarmCommand({
      AlarmName,
      ...{ Period: 300, EvaluationPeriods: 1, Threshold: 0, Statistic: 'Maximum' },
      ComparisonOperator: 'GreaterThanThreshold',
      ...{ Namespace: 'AWS/SQS', MetricName: 'ApproximateNumberOfMessagesVisible', ...metric },
    }),
  );
const ring = (AlarmName: string) =>
  cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: 'over 0' }));

stageChecksContract('CloudWatch on moto, and SES', async () => {
  answers['/v2/email/account'] = { SendQuota: { Max24HourSend: 200, SentLast24Hours: 0 } };
  return { checks, close: async () => undefined };
});

describe('what CloudWatch and SES say of a stage', () => {
  it('is which of its own alarms ring, and not those of another stage', async () => {
    for (const name of ['touchpoint-ci-ClockErrorsAlarm-1', 'touchpoint-ci-ApiErrorsAlarm-1'])
      await alarm(name, { Namespace: 'AWS/Lambda', MetricName: 'Errors' });
    await alarm('touchpoint-prod-ApiErrorsAlarm-1', { Namespace: 'AWS/Lambda', MetricName: 'Errors' });
    expect(await checks.ringingAlarms()).toEqual([]);

    await ring('touchpoint-ci-ClockErrorsAlarm-1');
    await ring('touchpoint-prod-ApiErrorsAlarm-1');

    const [ringing, ...others] = await checks.ringingAlarms();
    expect(others).toEqual([]);
    expect(ringing).toMatchObject({ name: 'touchpoint-ci-ClockErrorsAlarm-1', reason: 'over 0' });
    expect(new Date(ringing?.since ?? '').getTime()).toBeGreaterThan(0);
  });

  it('is how much waits in the queues that its alarms watch: nothing, where nothing was told', async () => {
    await alarm('touchpoint-ci-FeedbackDeadLettersAlarm-1', {
      Dimensions: [{ Name: 'QueueName', Value: 'touchpoint-ci-FeedbackDeadLetters-1' }],
    });
    expect(await checks.deadLetters()).toEqual([{ name: 'touchpoint-ci-FeedbackDeadLetters-1', waiting: 0 }]);
  });

  it('is what the account may send', async () => {
    const account = { ProductionAccessEnabled: true, SendingEnabled: false };
    answers['/v2/email/account'] = { ...account, SendQuota: { Max24HourSend: 200, SentLast24Hours: 7 } };
    expect(await checks.emailAccount()).toEqual({
      ...{ isSandbox: false, maySend: false },
      ...{ sentInDay: 7, dailyQuota: 200 },
    });
    answers['/v2/email/account'] = { ProductionAccessEnabled: false, SendingEnabled: true };
    expect(await checks.emailAccount()).toEqual({
      ...{ isSandbox: true, maySend: true },
      ...{ sentInDay: 0, dailyQuota: -1 },
    });
  });

  it('is whether an address is verified, by itself, or by its domain or one above', async () => {
    const identity = (name: string, VerifiedForSendingStatus: boolean) => {
      answers[`/v2/email/identities/${name}`] = { VerifiedForSendingStatus };
    };
    identity('example.com', true);
    identity('me%40example.org', true);
    identity('pending.example.net', false);
    const asked = ['shop@mail.example.com', 'Shop@EXAMPLE.com', 'me@example.org'];
    const strangers = ['you@example.org', 'a@notexample.com', 'a@pending.example.net'];
    const verified = await Promise.all([...asked, ...strangers].map((address) => checks.isVerified(address)));
    expect(verified).toEqual([true, true, true, false, false, false]);
  });

  it('is left to SES itself as long as moto does not tell', async () => {
    const moto = new SESv2Client({ ...emulator.options, maxAttempts: 1 });
    await expect(moto.send(new GetAccountCommand({}))).rejects.toThrow();
    await moto.send(new CreateEmailIdentityCommand({ EmailIdentity: 'example.com' }));
    const told = await moto.send(new GetEmailIdentityCommand({ EmailIdentity: 'example.com' }));
    expect(told.VerifiedForSendingStatus).not.toBe(true);
  });
});
