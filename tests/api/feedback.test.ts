import { createSign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CreateAppCommand } from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { snsRoutes } from '../../src/api/feedback.ts';
import { createApp } from '../../src/core/apps/apps.ts';
import { type ProviderFeedback, recordFeedback } from '../../src/core/feedback/feedback.ts';
import { readNotice } from '../../src/core/feedback/read-notice.ts';
import { listSuppressions } from '../../src/core/suppression/suppression.ts';
import { NOTICES, sesEvent, smsEvent } from '../unit/feedback/notices.ts';
import { openStage, type TestStage } from './stage.ts';

const fixture = (name: string) => readFileSync(`tests/fixtures/feedback/${name}`, 'utf8');
const CERTIFICATE_URL = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem';
const TOPIC = 'arn:aws:sns:eu-west-1:000000000000:ses-events';
const NOW = new Date('2027-03-01T10:00:00Z');

let stage: TestStage;
let app: string;
/** Addresses that were fetched, certificates included. */
let fetched: string[];
let served: Record<string, string>;

beforeAll(async () => {
  const fetchText = async (address: string) => {
    fetched.push(address);
    const text = served[address];
    if (text === undefined) throw new Error(`Nothing is at ${address}`);
    return text;
  };
  stage = await openStage({ routes: snsRoutes({ topics: [TOPIC], fetchText }) });
});
afterAll(() => stage.close());
beforeEach(async () => {
  stage.clock.set(new Date()); // so that the SDK's signature fits
  const create = new CreateAppCommand({ CreateApplicationRequest: { Name: 'shop' } });
  app = (await stage.pinpoint().send(create)).ApplicationResponse?.Id ?? '';
  stage.clock.set(NOW);
  fetched = [];
  served = { [CERTIFICATE_URL]: fixture('signer.pem') };
});

async function events(applicationId = app): Promise<unknown[]> {
  const text =
    'select distinct event_type, event_id from events where application_id = ? order by event_type, event_id';
  return stage.ports.queries.query({ text, values: [{ type: 'varchar', value: applicationId }] });
}
const types = async () => (await events()).map((event) => (event as { event_type: string }).event_type);
const suppressed = async (applicationId = app) =>
  (await listSuppressions(stage.ports, applicationId, { limit: 10 })).items;

interface Sns {
  readonly [name: string]: string | undefined;
}

/** A message as SNS would sign it; `changes` are made before, `forge` after. */
function snsMessage(changes: Sns = {}, { key = 'signer-key.pem', forge = {} as Sns } = {}): Sns {
  const message: Sns = {
    Type: 'Notification',
    MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
    TopicArn: TOPIC,
    Subject: 'Amazon SES Email Event Notification',
    Message: JSON.stringify(sesEvent(NOTICES.hardBounce, app)),
    Timestamp: '2027-03-01T09:59:59.000Z',
    SignatureVersion: '2',
    SigningCertURL: CERTIFICATE_URL,
    ...changes,
  };
  const names = ['Message', 'MessageId', 'Subject', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
  const signed = names.filter(
    (name) => message[name] !== undefined && (name !== 'Subject' || message.Type === 'Notification'),
  );
  const signer = createSign(message.SignatureVersion === '1' ? 'RSA-SHA1' : 'RSA-SHA256');
  signer.update(signed.map((name) => `${name}\n${message[name]}\n`).join(''));
  return { ...message, Signature: signer.sign(fixture(key), 'base64'), ...forge };
}
const post = (message: unknown) =>
  fetch(`${stage.endpoint}/feedback/sns`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain; charset=UTF-8' },
    body: JSON.stringify(message),
  });
const reasonOf = async (answer?: Response): Promise<string> => {
  const { error } = JSON.parse((await answer?.text()) ?? '') as { error: { message: string } };
  return error.message;
};
const subscription = (SubscribeURL: string) => ({
  Type: 'SubscriptionConfirmation',
  Subject: undefined,
  Message: 'You have chosen to subscribe',
  Token: 'token',
  SubscribeURL,
});

describe('POST /feedback/sns', () => {
  it('takes what SNS signed, in both versions of its signature, fetching the certificate once', async () => {
    const answers = [
      await post(
        snsMessage({ Message: JSON.stringify(sesEvent(NOTICES.softBounce, app)), Subject: undefined }),
      ),
      await post(snsMessage({ SignatureVersion: '1' })),
      await post(snsMessage({ Message: JSON.stringify(smsEvent('DELIVERED', {}, app)) })),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await answers[0]?.json()).toEqual({ recorded: 1, ignored: 0 });
    expect(await types()).toEqual(['_SMS.SUCCESS', '_email.hardbounce', '_email.softbounce']);
    expect((await suppressed()).map(({ reason }) => reason)).toEqual(['BOUNCE']);
    expect(fetched.length).toBeLessThanOrEqual(1); // an earlier test may have brought it
  });

  it('refuses forged and changed messages, and those of other topics, without fetching from others', async () => {
    const other = JSON.stringify(sesEvent(NOTICES.complaint, app));
    const forged: Sns[] = [
      snsMessage({}, { key: 'stranger-key.pem' }),
      snsMessage({}, { forge: { Message: other } }),
      snsMessage({}, { forge: { Subject: undefined } }),
      snsMessage({}, { forge: { Timestamp: '2027-03-01T10:00:00.000Z' } }),
      snsMessage({}, { forge: { SignatureVersion: '1' } }),
      snsMessage({}, { forge: { Signature: '' } }),
      snsMessage({ TopicArn: `${TOPIC}-of-somebody` }),
      ...[
        'http://sns.eu-west-1.amazonaws.com/a.pem',
        'https://sns.eu-west-1.amazonaws.com.evil.example/a.pem',
        'https://evil.example/sns.eu-west-1.amazonaws.com/a.pem',
        'https://sns.eu-west-1.amazonaws.com:8443/a.pem',
        'https://user@sns.eu-west-1.amazonaws.com/a.pem',
        'https://snsXeu-west-1.amazonaws.com/a.pem',
        'https://bucket.s3.amazonaws.com/a.pem',
        'https://sns.eu-west-1.amazonaws.com/?Action=Subscribe',
        'nowhere',
      ].map((SigningCertURL) => snsMessage({ SigningCertURL })),
    ];

    const answers = await Promise.all(forged.map(post));

    expect(answers.map(({ status }) => status)).toEqual(forged.map(() => 403));
    expect([await types(), await suppressed()]).toEqual([[], []]);
    expect(fetched.filter((address) => address !== CERTIFICATE_URL)).toEqual([]);
    expect(await reasonOf(answers[1])).toBe(
      'SNS message 22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324 is not accepted: its signature does not fit',
    );
  });

  it('refuses a certificate out of its time, or that is none', async () => {
    const SigningCertURL = CERTIFICATE_URL.replace('-1.pem', '-2.pem');
    served = { ...served, [SigningCertURL]: 'no certificate' };
    const unreadable = await post(snsMessage({ SigningCertURL }));
    stage.clock.set(new Date('2200-01-01T00:00:00Z'));
    const expired = await post(snsMessage());

    expect([unreadable.status, expired.status]).toEqual([403, 403]);
    expect(await types()).toEqual([]);
  });

  it('confirms a subscription on AWS’s hosts only', async () => {
    const good = 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=token';
    const china = 'https://sns.cn-north-1.amazonaws.com.cn/?Action=ConfirmSubscription&Token=token';
    const bad = ['https://evil.example/?Action=ConfirmSubscription', 'http://169.254.169.254/latest', ''];
    served = { ...served, [good]: '<ok/>', [china]: '<ok/>' };

    const confirmed = await Promise.all([good, china].map((url) => post(snsMessage(subscription(url)))));
    const refused = await Promise.all(bad.map((url) => post(snsMessage(subscription(url)))));
    const forged = await post(snsMessage(subscription(good), { key: 'stranger-key.pem' }));

    expect(confirmed.map(({ status }) => status)).toEqual([200, 200]);
    expect([...refused, forged].map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect(fetched.filter((address) => address !== CERTIFICATE_URL).sort()).toEqual([china, good]);
  });

  it('takes no notice of sentences that try a topic, and names what is wrong with other bodies', async () => {
    const answers = [
      await post(
        snsMessage({ Message: 'Successfully validated SNS topic for Amazon SES event publishing.' }),
      ),
      await post(snsMessage({ Message: '{"mail":{}}' })),
      await post({ Type: 'Notification' }),
      await post('text'),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 400, 400, 400]);
    expect(await answers[0]?.json()).toEqual({ recorded: 0, ignored: 1 });
    expect(await reasonOf(answers[1])).toMatch(/^SES event: mail.timestamp is missing; /);
    expect(await reasonOf(answers[2])).toMatch(/^SNS message: MessageId is missing; /);
  });
});

describe('feedback', () => {
  it('leads to the same events and suppressions however often and in whatever order it comes', async () => {
    const notices = (applicationId: string): ProviderFeedback[] => [
      ...Object.values(NOTICES).map((notice) => ({
        provider: 'ses' as const,
        event: sesEvent(notice, applicationId),
      })),
      { provider: 'sms', event: smsEvent('DELIVERED', {}, applicationId) },
      { provider: 'sms', event: smsEvent('OPTED_OUT', {}, applicationId) },
    ];
    let runs = 0;
    const outcome = async (order: readonly number[]) => {
      const applicationId = `app-${++runs}`;
      const all = notices(applicationId);
      for (const index of order) await recordFeedback(stage.ports, [all[index] as ProviderFeedback]);
      const kinds = (await events(applicationId)).map(
        (event) => (event as { event_type: string }).event_type,
      );
      return { kinds, suppressed: await suppressed(applicationId) };
    };
    const indexes = notices('').map((_, index) => index);
    const once = await outcome(indexes);
    const shuffled = fc
      .tuple(fc.shuffledSubarray(indexes), fc.shuffledSubarray(indexes, { minLength: indexes.length }))
      .map(([some, every]) => [...some, ...every]);

    await fc.assert(
      fc.asyncProperty(shuffled, async (order) => expect(await outcome(order)).toEqual(once)),
      { numRuns: 10 },
    );

    expect(once.suppressed.map(({ channelType, reason }) => `${channelType} ${reason}`)).toEqual([
      'EMAIL BOUNCE',
      'SMS OPT_OUT',
    ]);
    expect(once.kinds).toHaveLength(indexes.length);
  });

  it('of messages that are not ours is counted and left alone', async () => {
    const event = sesEvent(NOTICES.hardBounce, app);
    const foreign = { ...event, mail: { ...event.mail, tags: {} } };

    const report = await recordFeedback(stage.ports, [
      { provider: 'ses', event: foreign },
      { provider: 'ses', event },
    ]);

    expect(report).toEqual({ recorded: 1, ignored: 1 });
    expect(await types()).toEqual(['_email.hardbounce']);
  });
});

describe('a text message that a person sends', () => {
  const inbound = async (messageBody: string, originationNumber = '+12065550142') =>
    recordFeedback(stage.ports, [
      readNotice({
        originationNumber,
        destinationNumber: '+12065550100',
        messageKeyword: 'KEYWORD_1',
        messageBody,
        inboundMessageId: 'cae173d2-66b9-564c-8309-21f858e9fb84',
        previousPublishedMessageId: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      }),
    ]);
  beforeEach(async () => {
    const endpoint = { ChannelType: 'SMS', Address: '+12065550142', OptOut: 'NONE' };
    await stage.fetch(`/v1/apps/${app}/endpoints/ana`, { method: 'PUT', body: JSON.stringify(endpoint) });
  });

  it.each(['STOP', ' stop\n', 'Unsubscribe.', 'ARRET'])('stops messages to its number: %j', async (word) => {
    const other = await createApp(stage.ports, { Name: 'without that number' });

    expect(await inbound(word)).toEqual({ recorded: 1, ignored: 0 });
    expect(await inbound(word)).toEqual({ recorded: 1, ignored: 0 });

    expect(await suppressed()).toEqual([
      { channelType: 'SMS', address: '+12065550142', reason: 'OPT_OUT', suppressedAt: NOW.toISOString() },
    ]);
    expect(await suppressed(other.Id)).toEqual([]);
  });

  it.each(['Do not stop', 'YES', ''])('is left alone when it says anything else: %j', async (words) => {
    expect(await inbound(words)).toEqual({ recorded: 0, ignored: 1 });
    expect(await suppressed()).toEqual([]);
  });

  it('is refused without a number', async () => {
    await expect(inbound('STOP', 'unknown')).rejects.toMatchObject({ code: 'BadRequest' });
  });
});
