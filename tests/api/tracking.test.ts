import { CreateAppCommand, UpdateEndpointCommand } from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { linkSigner } from '../../src/core/messages/tracking-key.ts';
import {
  type LinkedMessage,
  linkSuffix,
  originOf,
  trackingToken,
  unsubscribeToken,
} from '../../src/core/messages/tracking-token.ts';
import { findSuppression } from '../../src/core/suppression/suppression.ts';
import { openStage, type TestStage } from './stage.ts';

let stage: TestStage;
let message: LinkedMessage;
const LINK = 'https://shop.example/?a=1&b=ä';

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  const pinpoint = stage.pinpoint();
  const created = await pinpoint.send(new CreateAppCommand({ CreateApplicationRequest: { Name: 'shop' } }));
  const application_id = created.ApplicationResponse?.Id ?? '';
  const EndpointRequest = { ChannelType: 'EMAIL', Address: 'ana@example.com' } as const;
  await pinpoint.send(
    new UpdateEndpointCommand({ ApplicationId: application_id, EndpointId: 'ana-1', EndpointRequest }),
  );
  message = {
    trace: {
      application_id,
      message_id: 'message-1',
      endpoint_id: 'ana-1',
      campaign_id: 'campaign-1',
      campaign_activity_id: 'run-1',
      treatment_id: '0',
    },
    address: 'Ana@example.com',
    sentAt: new Date(stage.clock.now().getTime() - 60_000),
  };
});

/** Without a key, as a mail program asks; redirects are not followed. */
const ask = (path: string, init: RequestInit = {}) =>
  fetch(stage.endpoint + path, { redirect: 'manual', ...init });
const key = async () => (await linkSigner(stage.ports)).key;
const pixelPath = async () => `/t/o/${trackingToken(await key(), message)}`;
const suffix = async (link: string) => linkSuffix(await key(), originOf(message.trace), link);
const clickPath = async (link = LINK) => `/t/c/${trackingToken(await key(), message)}${await suffix(link)}`;
const unsubscribePath = async () => `/u/${unsubscribeToken(await key(), message)}`;
const suppression = () =>
  findSuppression(stage.ports, message.trace.application_id, 'EMAIL', 'ana@example.com');

async function events() {
  const text = `select distinct event_type, event_id, endpoint_id, message_id, campaign_id, attributes, facets
    from events where application_id = ? order by event_type, event_id`;
  const values = [{ type: 'varchar' as const, value: message.trace.application_id }];
  const rows = await stage.ports.queries.query({ text, values });
  return rows.map(({ event_id, ...row }) => JSON.parse(JSON.stringify(row)));
}
const types = async () => (await events()).map(({ event_type }) => event_type);

describe('GET /t/o/{token}', () => {
  it('answers a pixel that nobody keeps, and records that the mail was opened', async () => {
    const answer = await ask(await pixelPath(), {
      headers: { 'user-agent': 'Mail/1', 'x-forwarded-for': '192.0.2.1, 10.0.0.1' },
    });

    const bytes = Buffer.from(await answer.arrayBuffer());
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/gif']);
    expect(answer.headers.get('cache-control')).toBe('no-store, private');
    expect(bytes.subarray(0, 10)).toEqual(Buffer.from('GIF89a\x01\x00\x01\x00', 'latin1'));
    const [event, ...more] = await events();
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      event_type: '_email.open',
      endpoint_id: 'ana-1',
      message_id: 'message-1',
      campaign_id: 'campaign-1',
      attributes: {
        feedback: 'opened',
        campaign_id: 'campaign-1',
        campaign_activity_id: 'run-1',
        treatment_id: '0',
      },
      facets: {
        email_channel: {
          mail_event: {
            mail: { message_send_timestamp: message.sentAt.getTime(), destination: ['ana@example.com'] },
            open: { ip_address: '192.0.2.1', user_agent: 'Mail/1' },
          },
        },
      },
    });
  });
});

describe('GET /t/c/{token}', () => {
  it('leads to the signed link, and records that it was followed', async () => {
    const answer = await ask(await clickPath());

    expect([answer.status, answer.headers.get('location')]).toEqual([
      302,
      'https://shop.example/?a=1&b=%C3%A4',
    ]);
    expect(await events()).toMatchObject([
      {
        event_type: '_email.click',
        attributes: { feedback: LINK },
        facets: { email_channel: { mail_event: { click: { link: LINK } } } },
      },
    ]);
  });

  it('records nothing for who only looks: a scanner at the head, a browser ahead of time', async () => {
    const path = await clickPath();
    const answers = [
      await ask(path, { method: 'HEAD' }),
      await ask(path, { headers: { 'sec-purpose': 'prefetch' } }),
      await ask(await pixelPath(), { method: 'HEAD' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([302, 302, 200]);
    expect(await events()).toEqual([]);
  });
});

describe('/u/{token}', () => {
  it('asks on GET, without changing anything', async () => {
    const answer = await ask(await unsubscribePath());

    const html = await answer.text();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(html).toContain('<form method="post">');
    expect(html).toContain('<strong>A…@example.com</strong>');
    expect([await suppression(), await events()]).toEqual([undefined, []]);
  });

  it('unsubscribes on one click, once however often it comes', async () => {
    const post = async () =>
      ask(await unsubscribePath(), {
        method: 'POST',
        body: 'List-Unsubscribe=One-Click',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
    const first = await post();
    const suppressedAt = stage.clock.now().toISOString();
    stage.clock.advance(60_000);
    const second = await post();

    expect([first.status, second.status]).toEqual([200, 200]);
    expect(await second.text()).toContain('You are unsubscribed');
    expect(await suppression()).toEqual({
      channelType: 'EMAIL',
      address: 'ana@example.com',
      reason: 'UNSUBSCRIBE',
      suppressedAt,
    });
    expect(await events()).toMatchObject([
      {
        event_type: '_email.unsubscribe',
        message_id: 'message-1',
        attributes: { feedback: 'unsubscribe' },
        facets: {
          email_channel: { mail_event: { click: { link_tags: { unsubscribeLinkTag: ['click'] } } } },
        },
      },
    ]);
  });

  it('unsubscribes by the page’s button, and says so from then on', async () => {
    const path = await unsubscribePath();
    await ask(path, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) });

    const answer = await ask(path);

    expect(await answer.text()).toContain('You are unsubscribed');
    expect((await suppression())?.reason).toBe('UNSUBSCRIBE');
  });

  it('offers the template’s own page', async () => {
    const path = (await unsubscribePath()) + (await suffix('https://shop.example/prefs?a=1&b="2"'));

    const html = await (await ask(path)).text();

    expect(html).toContain('<a href="https://shop.example/prefs?a=1&amp;b=&quot;2&quot;">');
  });

  it('unsubscribes the address that was written to, also when its endpoint is gone', async () => {
    await stage.fetch(`/v1/apps/${message.trace.application_id}/endpoints/ana-1`, { method: 'DELETE' });

    await ask(await unsubscribePath(), { method: 'POST' });

    expect((await suppression())?.address).toBe('ana@example.com');
  });
});

describe('a forged or changed link', () => {
  it('is not found, leads nowhere and leaves no trace', async () => {
    const [pixel, click, unsubscribe] = [await pixelPath(), await clickPath(), await unsubscribePath()];
    const evil = Buffer.from('https://evil.example').toString('base64url');
    const paths = [
      `${pixel}A`,
      pixel.replace('/t/o/', '/t/c/'),
      `${pixel.replace('/t/o/', '/t/c/')}.u${evil}.${click.split('.').at(-1)}`,
      click.replace(/\.u[^.]*(\.[^.]*)$/, `.u${evil}$1`),
      '/t/c/https:%2F%2Fevil.example',
      `${unsubscribe}A`,
      pixel.replace('/t/o/', '/u/'),
    ];

    const gets = await Promise.all(paths.map((path) => ask(path)));
    const posts = await Promise.all(paths.slice(-2).map((path) => ask(path, { method: 'POST' })));

    expect([...gets, ...posts].map(({ status }) => status)).toEqual([...paths, 1, 2].map(() => 404));
    expect([...gets, ...posts].map(({ headers }) => headers.get('location'))).toEqual(
      [...paths, 1, 2].map(() => null),
    );
    expect([await types(), await suppression()]).toEqual([[], undefined]);
    expect(stage.faults).toEqual([]);
  });
});
