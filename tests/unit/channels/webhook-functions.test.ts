import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { isForbidden, isLoopback } from '../../../src/adapters/local/webhook-addresses.ts';
import { type WebhookOptions, webhookFunctions } from '../../../src/adapters/local/webhook-functions.ts';
import { type HttpAnswer, type HttpRequest, openHttpServer } from './http-server.ts';

const tls = {
  cert: readFileSync('tests/fixtures/tls/localhost.crt', 'utf8'),
  key: readFileSync('tests/fixtures/tls/localhost.key', 'utf8'),
};
const NOW = Date.parse('2026-03-01T09:30:00Z');
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function server(answer: HttpAnswer = { body: '{}' }, secure = false) {
  const opened = await openHttpServer(() => answer, secure ? tls : undefined);
  closing.push(opened.close);
  return opened;
}

const functions = (options: Partial<WebhookOptions> = {}) =>
  webhookFunctions({ secret: async () => 's3cret', loopback: true, now: () => NOW, ...options });

describe('a webhook', () => {
  it('is posted to with a signature of the body and the instant', async () => {
    const { url, requests } = await server();
    await functions().call(`${url}/hook?x=1`, { a: 'ü' }, 20_000);
    const [request] = requests;
    const expected = createHmac('sha256', 's3cret')
      .update(`${NOW / 1000}.{"a":"ü"}`)
      .digest('hex');
    expect(request).toMatchObject({ method: 'POST', path: '/hook?x=1', body: '{"a":"ü"}' });
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-touchpoint-signature': `t=1772357400,v1=${expected}`,
    });
  });

  it('is called over TLS by a certificate that is trusted, and by no other', async () => {
    const { url, requests } = await server({ body: '{"ok":true}' }, true);
    expect(await functions({ ca: tls.cert }).call(url, {}, 20_000)).toEqual({
      status: 200,
      body: { ok: true },
    });
    await expect(functions().call(url, {}, 20_000)).rejects.toMatchObject({
      code: 'Internal',
      details: { reached: false },
      message: expect.stringContaining('self-signed certificate'),
    });
    expect(requests).toHaveLength(1);
  });

  it('must answer HEAD with the account that the stage expects, where it expects one', async () => {
    const owners: Record<string, HttpAnswer> = {
      '/ours': { headers: { 'x-amz-pinpoint-accountid': '123456789012' } },
      '/others': { headers: { 'x-amz-pinpoint-accountid': '210987654321' } },
      '/nobodys': { status: 404 },
    };
    const { url, requests, close } = await openHttpServer(({ path }) => owners[path] ?? 'hang up');
    closing.push(close);
    const asking = functions({ owner: '123456789012' });
    const said = async (path: string) =>
      asking.check(url + path).then(
        () => 'yes',
        (error) => `${error.code} ${error.message}`,
      );
    const { host } = new URL(url);

    expect([await said('/ours'), await said('/others'), await said('/nobodys'), await said('/gone')]).toEqual(
      [
        'yes',
        `BadRequest ${host} must answer HEAD with X-Amz-Pinpoint-AccountId: 123456789012; it answered with "210987654321"`,
        `BadRequest ${host} must answer HEAD with X-Amz-Pinpoint-AccountId: 123456789012; it answered without it`,
        `BadRequest ${host} does not answer HEAD: socket hang up`,
      ],
    );
    expect(requests.map(({ method }) => method)).toEqual(['HEAD', 'HEAD', 'HEAD', 'HEAD']);
  });

  it('is not followed where it redirects to', async () => {
    const { url, requests } = await server({ status: 302, headers: { location: 'http://169.254.169.254/' } });
    expect(await functions().call(url, {}, 20_000)).toEqual({ status: 302, body: '' });
    expect(requests).toHaveLength(1);
  });

  it('may not answer more than Lambda takes', async () => {
    const { url } = await server({ body: 'x'.repeat(7 * 1024 * 1024) });
    await expect(functions().call(url, {}, 20_000)).rejects.toMatchObject({ details: { reached: true } });
  });

  it('counts as reached when it hangs up', async () => {
    const { url } = await server('hang up');
    await expect(functions().call(url, {}, 20_000)).rejects.toMatchObject({ details: { reached: true } });
  });

  it('counts as not reached when its name is unknown', async () => {
    await expect(functions().call('https://nowhere.invalid/', {}, 20_000)).rejects.toMatchObject({
      code: 'Internal',
      details: { reached: false },
    });
  });
});

describe('addresses that are not called', () => {
  const refusal = (message: string) =>
    expect.objectContaining({ code: 'BadRequest', message: expect.stringContaining(message) });

  it.each([
    'https://169.254.169.254/latest/meta-data/',
    'https://[fd00:ec2::254]/',
    'https://[::ffff:169.254.169.254]/',
    'https://[fe80::1]/',
    'https://0.0.0.0/',
    'https://2852039166/', // 169.254.169.254 in one number
    'https://0xa9fea9fe/',
    'https://[64:ff9b::a9fe:a9fe]/',
  ])('on no stage: %s', async (target) => {
    await expect(functions().call(target, {}, 20_000)).rejects.toEqual(
      refusal('an address that no stage calls'),
    );
    await expect(functions({ loopback: false }).call(target, {}, 20_000)).rejects.toEqual(
      refusal('an address that no stage calls'),
    );
  });

  it.each([
    'https://127.0.0.1/',
    'https://localhost/',
    'https://[::1]/',
    'https://127.1/',
    'https://[::ffff:127.0.0.1]/',
  ])('on a stage that is no laptop: %s', async (target) => {
    await expect(functions({ loopback: false }).call(target, {}, 20_000)).rejects.toEqual(
      refusal('is this machine itself'),
    );
  });

  it('by http, unless it is this machine itself on a laptop', async () => {
    const { url } = await server();
    const byName = url.replace('127.0.0.1', 'localhost');
    await expect(functions({ loopback: false }).call(url, {}, 20_000)).rejects.toEqual(
      refusal('must be an https:// address'),
    );
    await expect(functions().call('http://192.0.2.1/', {}, 20_000)).rejects.toEqual(
      refusal('only this machine itself'),
    );
    expect(await functions().call(byName, {}, 20_000)).toMatchObject({ status: 200 });
  });

  it('with a password in them', async () => {
    await expect(functions().call('https://a:b@example.com/', {}, 20_000)).rejects.toEqual(
      refusal('must not carry a password'),
    );
  });

  it('are told apart from all others', () => {
    expect(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'].map(isLoopback)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['10.0.0.1', '8.8.8.8', '::2', 'localhost'].map(isLoopback)).toEqual([false, false, false, false]);
    expect(['169.254.1.1', 'fd00:ec2::1', '224.0.0.1', 'ff02::1', 'no address'].map(isForbidden)).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
    expect(['10.0.0.1', '8.8.8.8', '2600::1', 'fd12::1'].map(isForbidden)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('docs/webhooks.md', () => {
  it('shows a check that takes our calls and no others', async () => {
    const code = /```js\n([\s\S]*?)```/.exec(readFileSync('docs/webhooks.md', 'utf8'))?.[1] ?? '';
    const { fromTouchpoint } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
    const { url, requests } = await server();
    await functions().call(url, { a: 'ü' }, 20_000);
    const { headers, body } = requests[0] as HttpRequest;
    const header = headers['x-touchpoint-signature'];
    expect(fromTouchpoint(header, body, 's3cret', NOW)).toBe(true);
    expect(fromTouchpoint(header, `${body} `, 's3cret', NOW)).toBe(false);
    expect(fromTouchpoint(header, body, 'other', NOW)).toBe(false);
    expect(fromTouchpoint(header, body, 's3cret', NOW + 400_000)).toBe(false);
    expect(fromTouchpoint(undefined, body, 's3cret', NOW)).toBe(false);
  });
});
