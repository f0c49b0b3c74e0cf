import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ParsedMail, simpleParser } from 'mailparser';
import { type SettableClock, settableClock } from '../../src/adapters/local/settable-clock.ts';
import { buildApp } from '../../src/api/app.ts';
import { routes } from '../../src/api/mounted.ts';
import { createApp } from '../../src/core/apps/apps.ts';
import { createCampaign } from '../../src/core/campaigns/campaigns.ts';
import { updateChannel } from '../../src/core/channels/channel-settings.ts';
import { updateEndpointsBatch } from '../../src/core/endpoints/update-endpoints.ts';
import { clockTick } from '../../src/core/schedule/clock-tick.ts';
import { createSegment } from '../../src/core/segments/segments.ts';
import type { BoundValue } from '../../src/core/statement.ts';
import { type LocalStage, openLocalStage } from '../../src/runtime/local.ts';

const PEOPLE = ['ana@example.com', 'ben@example.com', 'bounce@simulator.amazonses.com'];
const HTML = `<html><body><h1>Hello {{User.UserAttributes.FirstName}}</h1>
  <a href="https://shop.example/renew?plan={{Attributes.Plan}}&amp;from=mail">Renew</a></body></html>`;

let home: string;
let clock: SettableClock;
let stage: LocalStage;
let ask: (address: string, init?: RequestInit) => Promise<Response>;
let app: string;
let segment: string;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'touchpoint-feedback-'));
  clock = settableClock(new Date('2027-03-01T09:00:00Z'));
  stage = await openLocalStage({ home, clock });
  const { ports } = stage;
  const http = buildApp(ports, {
    operations: [],
    routes,
    log: ({ error }) => {
      throw error;
    },
  });
  ask = async (address, init) => http.fetch(new Request(address, init));
  app = (await createApp(ports, { Name: 'shop' })).Id;
  await updateChannel(ports, app, 'email', {
    FromAddress: 'news@shop.example',
    Identity: 'arn:aws:ses:us-east-1:000000000000:identity/shop.example',
  });
  const Item = PEOPLE.map((Address, index) => ({
    Id: `person-${index}`,
    ChannelType: 'EMAIL',
    Address,
    OptOut: 'NONE',
    Attributes: { Plan: ['Gold & more'] },
    User: { UserId: `user-${index}`, UserAttributes: { FirstName: ['Ana'] } },
  }));
  await updateEndpointsBatch(ports, app, { Item }, 'request');
  segment = (await createSegment(ports, app, { Name: 'everyone' })).Id;
});
afterAll(async () => {
  await stage.close();
  rmSync(home, { recursive: true });
});

/** Runs a campaign to its end. @returns its id */
async function runCampaign(): Promise<string> {
  const { Id } = await createCampaign(stage.ports, app, {
    SegmentId: segment,
    Schedule: { StartTime: 'IMMEDIATE' },
    MessageConfiguration: { EmailMessage: { Title: 'News', HtmlBody: HTML } },
  });
  clock.advance(60_000);
  await clockTick(stage.ports);
  await stage.settled();
  return Id;
}

async function query(text: string, ...values: string[]) {
  const bound = values.map((value): BoundValue => ({ type: 'varchar', value }));
  return stage.ports.queries.query({ text, values: bound });
}

async function mailTo(to: string): Promise<ParsedMail> {
  const [item] = stage.mailbox.list({ applicationId: app, to }, 1).items;
  return simpleParser((await stage.mailbox.source(item?.messageId ?? '')) ?? '');
}

/** List headers come parsed: `list-unsubscribe` as `unsubscribe`. */
function unsubscribeUrl(mail: ParsedMail): string {
  const list = mail.headers.get('list') as unknown as { unsubscribe: { url: string } };
  return list.unsubscribe.url;
}

describe('a marketing e-mail', () => {
  it('is answered by its reader, and the next run knows', async () => {
    const first = await runCampaign();
    const ana = await mailTo('ana@example.com');
    const ben = await mailTo('ben@example.com');
    const [click = ''] = /http[^"]*\/t\/c\/[^"]*/.exec(ana.html || '') ?? [];
    const [pixel = ''] = /http[^"]*\/t\/o\/[^"]*/.exec(ana.html || '') ?? [];

    const opened = await ask(pixel);
    const followed = await ask(click);
    const left = await ask(unsubscribeUrl(ben), { method: 'POST', body: 'List-Unsubscribe=One-Click' });
    const second = await runCampaign();

    expect([opened.status, followed.status, left.status]).toEqual([200, 302, 200]);
    expect(followed.headers.get('location')).toBe(
      'https://shop.example/renew?plan=Gold%20&%20more&from=mail',
    );
    const told = await query(
      `select event_type, count(distinct event_id) as times, arbitrary(campaign_id) as campaign
        from events where application_id = ? and campaign_id = ? and event_type like '\\_email.%' escape '\\'
        group by event_type order by event_type`,
      app,
      first,
    );
    expect(told.map(({ event_type, times }) => `${event_type} ${times}`)).toEqual([
      '_email.click 1',
      '_email.delivered 2',
      '_email.hardbounce 1',
      '_email.open 1',
      '_email.send 3',
      '_email.unsubscribe 1',
    ]);
    const decided = await query(
      'select address, reason from messages where application_id = ? and campaign_id = ? order by address',
      app,
      second,
    );
    expect(decided).toEqual([
      { address: 'ana@example.com', reason: null },
      { address: 'ben@example.com', reason: 'SUPPRESSED' },
      { address: 'bounce@simulator.amazonses.com', reason: 'SUPPRESSED' },
    ]);
  });

  it('carries one-click unsubscribe and a plain-text part made from its HTML', async () => {
    await runCampaign();

    const mail = await mailTo('ana@example.com');

    const oneClick = mail.headerLines.filter(({ key }) => key === 'list-unsubscribe-post');
    expect(oneClick.map(({ line }) => line)).toEqual(['List-Unsubscribe-Post: List-Unsubscribe=One-Click']);
    expect(unsubscribeUrl(mail)).toMatch(/^http:\/\/127\.0\.0\.1:3000\/u\/[\w.-]+$/);
    expect(mail.text?.trim()).toMatch(/^Hello Ana\s+Renew \[http:\/\/127\.0\.0\.1:3000\/t\/c\/[\w.-]+\]$/);
    expect((await ask(unsubscribeUrl(mail))).status).toBe(200);
  });
});
