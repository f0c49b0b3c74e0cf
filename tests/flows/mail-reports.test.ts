import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createCampaign } from '../../src/core/campaigns/campaigns.ts';
import { clockTick } from '../../src/core/schedule/clock-tick.ts';
import { openStage, type TestStage } from '../api/stage.ts';

/* Mails that come back to the sender of a campaign over SMTP, as Postfix, Exchange and mailbox providers write them. */

let stage: TestStage;
let app: string;
/** Header of the mail that Ana got. */
let header: string;
beforeAll(async () => {
  stage = await openStage();
  stage.clock.set(new Date('2027-03-01T09:00:00Z'));
});
afterAll(() => stage.close());
beforeEach(async () => {
  const call = async <T>(path: string, method: string, body: unknown) =>
    (await (await stage.fetch(path, { method, body: JSON.stringify(body) })).json()) as T;
  app = (await call<{ Id: string }>('/v1/apps', 'POST', { Name: 'shop' })).Id;
  await call(`/v1/apps/${app}/channels/email`, 'PUT', {
    FromAddress: 'News <news@shop.example>',
    Identity: 'arn:aws:ses:us-east-1:000000000000:identity/shop.example',
  });
  const endpoint = { ChannelType: 'EMAIL', Address: 'ana@example.com', OptOut: 'NONE' };
  await call(`/v1/apps/${app}/endpoints/ana`, 'PUT', endpoint);
  const SegmentId = (await call<{ Id: string }>(`/v1/apps/${app}/segments`, 'POST', { Name: 'all' })).Id;
  await createCampaign(stage.ports, app, {
    SegmentId,
    Schedule: { StartTime: 'IMMEDIATE' },
    MessageConfiguration: { EmailMessage: { Title: 'Spring news', HtmlBody: '<p>News</p>' } },
  });
  await clockTick(stage.ports);
  await stage.settled();
  const { items } = (await (await stage.fetch(`/local/mailbox?app=${app}`)).json()) as {
    items: { messageId: string }[];
  };
  const source = await (await stage.fetch(`/local/mailbox/${items[0]?.messageId}/source`)).text();
  header = source.slice(0, source.indexOf('\r\n\r\n'));
});

const report = async (mail: string) => {
  const response = await stage.fetch('/feedback/mail', {
    method: 'POST',
    headers: { 'content-type': 'message/rfc822' },
    body: mail,
  });
  return { status: response.status, body: await response.json() };
};
const taken = (recorded: number) => ({ status: 200, body: { recorded, ignored: 1 - recorded } });

/** A bounce as Postfix writes it. */
const bounce = (status: string, { action = 'failed', about = header } = {}) =>
  [
    'Return-Path: <>',
    'Date: Mon,  1 Mar 2027 08:59:58 +0000 (UTC)',
    'From: MAILER-DAEMON@mx.example.com (Mail Delivery System)',
    'Subject: Undelivered Mail Returned to Sender',
    'To: news@shop.example',
    'Content-Type: multipart/report; report-type=delivery-status;',
    '\tboundary="3A7E.1677/mx.example.com"',
    '',
    'This is a MIME-encapsulated message.',
    '',
    '--3A7E.1677/mx.example.com',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'I am sorry to have to inform you that your message could not be delivered.',
    '',
    '--3A7E.1677/mx.example.com',
    'Content-Description: Delivery report',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.com',
    'Arrival-Date: Mon,  1 Mar 2027 08:59:57 +0000 (UTC)',
    '',
    'Final-Recipient: rfc822; ana@example.com',
    `Action: ${action}`,
    `Status: ${status}`,
    'Diagnostic-Code: smtp; 550 5.1.1 <ana@example.com>: Recipient address',
    '    rejected: User unknown',
    '',
    '--3A7E.1677/mx.example.com',
    'Content-Type: text/rfc822-headers',
    '',
    about,
    '',
    '--3A7E.1677/mx.example.com--',
    '',
  ].join('\r\n');

/** A complaint in the abuse reporting format; the whole mail comes back in base64. */
const complaint = (type: string) =>
  [
    'From: <abuse@example.com>',
    'Date: Mon, 1 Mar 2027 12:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=feedback-report; boundary=part',
    '',
    '--part',
    'Content-Type: text/plain',
    '',
    'This is an email abuse report.',
    '--part',
    'Content-Type: message/feedback-report',
    '',
    `Feedback-Type: ${type}`,
    'User-Agent: SomeGenerator/1.0',
    'Version: 1',
    '',
    '--part',
    'Content-Type: message/rfc822',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(`${header}\r\n\r\n<p>News</p>`).toString('base64'),
    '--part--',
  ].join('\n');

async function told(): Promise<string[]> {
  const rows = await stage.ports.queries.query<{ event_type: string; times: number }>({
    text: `select event_type, count(*) as times from (select distinct event_id, event_type from events
        where application_id = ? and event_type like '\\_email.%' escape '\\') as event
      group by event_type order by event_type`,
    values: [{ type: 'varchar', value: app }],
  });
  return rows.map(({ event_type, times }) => `${event_type} ${times}`);
}
async function suppressed(): Promise<string[]> {
  const answer = await stage.fetch(`/suppressions?app=${app}`);
  const { items } = (await answer.json()) as { items: { address: string; reason: string }[] };
  return items.map(({ address, reason }) => `${address} ${reason}`);
}
const SENT = ['_email.delivered 1', '_email.send 1'];

describe('a mail that comes back', () => {
  it('is a hard bounce where the address is no good: recorded once, and suppressed', async () => {
    expect(await report(bounce('5.1.1'))).toEqual(taken(1));
    expect(await report(bounce('5.1.1'))).toEqual(taken(1));

    expect(await told()).toEqual(['_email.delivered 1', '_email.hardbounce 1', '_email.send 1']);
    expect(await suppressed()).toEqual(['ana@example.com BOUNCE']);
    const [row] = await stage.ports.queries.query<{ facet: string }>({
      text: `select cast(facets as json) as facet from events where application_id = ? and event_type = '_email.hardbounce' limit 1`,
      values: [{ type: 'varchar', value: app }],
    });
    expect(row?.facet).toContain('550 5.1.1 <ana@example.com>: Recipient address rejected: User unknown');
  });

  it.each(['4.4.1', '5.2.2', '5.7.1', '5.3.4'])(
    'is a soft bounce where another mail may arrive: %s',
    async (status) => {
      expect(await report(bounce(status))).toEqual(taken(1));

      expect(await told()).toEqual([...SENT, '_email.softbounce 1']);
      expect(await suppressed()).toEqual([]);
    },
  );

  it('is a complaint in the abuse reporting format, and suppresses', async () => {
    expect(await report(complaint('abuse'))).toEqual(taken(1));

    expect(await told()).toEqual(['_email.complaint 1', ...SENT]);
    expect(await suppressed()).toEqual(['ana@example.com COMPLAINT']);
  });

  it('tells nothing of a delay, nor of a mail that is not ours or says so without our signature', async () => {
    const forged = header.replace(/(\/u\/[\w.-]{20})./, '$1_');
    expect(await report(bounce('4.4.7', { action: 'delayed' }))).toEqual(taken(0));
    expect(await report(bounce('5.1.1', { about: forged }))).toEqual(taken(0));
    expect(await report(bounce('5.1.1', { about: 'Subject: another' }))).toEqual(taken(0));

    expect(await told()).toEqual(SENT);
    expect(await suppressed()).toEqual([]);
  });

  it.each(['', 'Subject: Out of office\n\nI am away.', '{"eventType":"Bounce"}'])(
    'is refused when it is no report: %j',
    async (mail) => {
      expect(await report(mail)).toMatchObject({
        status: 400,
        body: {
          error: { code: 'BadRequest', message: expect.stringContaining('no mail of type multipart/report') },
        },
      });
    },
  );
});
