import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { settableClock } from '../../../src/adapters/local/settable-clock.ts';
import { type SmtpChannelOptions, smtpChannel } from '../../../src/adapters/local/smtp-channel.ts';
import { readSmtpUrl } from '../../../src/adapters/mail/smtp-url.ts';
import type { OutgoingMessage } from '../../../src/core/messages/outgoing.ts';
import type { AcceptedMessage } from '../../../src/ports/channels.ts';
import { openMailServer, openScriptedServer, type Script } from './mail-server.ts';
import { email } from './messages.ts';

const AT = new Date('2026-03-01T09:30:00Z');
/** How long a server may be silent; enough for all that comes before. */
const SILENCE_MS = 1000;
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function channelTo(url: string, options: Partial<SmtpChannelOptions> = {}) {
  const channel = smtpChannel({ server: readSmtpUrl(url), clock: settableClock(AT), ...options });
  closing.push(() => channel.close());
  return channel;
}

async function realServer() {
  const server = await openMailServer();
  closing.push(() => server.close());
  return server;
}

async function scripted(...scripts: Script[]) {
  const server = await openScriptedServer(...scripts);
  closing.push(() => server.close());
  return server;
}

/** What a real server took of one message. */
async function receive(message: OutgoingMessage) {
  const server = await realServer();
  const answers = await channelTo(server.url).send([message]);
  const [receipt] = server.receipts;
  if (!receipt) throw new Error(`Nothing was taken: ${JSON.stringify(answers)}`);
  return receipt;
}

describe('an e-mail over SMTP', () => {
  it('arrives with its parts, its headers, our message id and the instant of its sending', async () => {
    const { envelope, mail } = await receive(
      email(
        { messageId: '0a1b2c' },
        {
          replyTo: ['Help <help@example.com>', 'other@example.com'],
          headers: [
            { name: 'List-Unsubscribe', value: '<https://t.example.com/u/abc>, <mailto:stop@example.com>' },
            { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
          ],
        },
      ),
    );
    expect(envelope).toEqual({ from: 'shop@example.com', to: ['ada@example.com'] });
    expect(mail).toMatchObject({
      subject: 'Hello',
      html: '<p>Hello</p>',
      text: 'Hello',
      date: AT,
      messageId: '<0a1b2c@example.com>',
      from: { value: [{ name: 'Shop', address: 'shop@example.com' }] },
      to: { value: [{ name: '', address: 'ada@example.com' }] },
      replyTo: { value: [{ address: 'help@example.com' }, { address: 'other@example.com' }] },
    });
    const lines = Object.fromEntries(mail.headerLines.map(({ key, line }) => [key, line]));
    expect(lines['x-touchpoint-message-id']).toMatch(/^X-Touchpoint-Message-Id: 0a1b2c$/i);
    expect(lines['list-unsubscribe-post']).toBe('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    expect(lines['list-unsubscribe']?.replace(/\r?\n\s+/g, ' ')).toBe(
      'List-Unsubscribe: <https://t.example.com/u/abc>, <mailto:stop@example.com>',
    );
  });

  it('keeps a link in List-Unsubscribe whole, however long', async () => {
    const link = `https://t.example.com/u/${'x'.repeat(900)}`;
    const { source, mail } = await receive(
      email({}, { headers: [{ name: 'List-Unsubscribe', value: `<${link}>` }] }),
    );
    expect(source).toContain(`<${link}>`);
    expect(mail.headers.get('list')).toMatchObject({ unsubscribe: { url: link } });
  });

  it('carries every script in names, subject, parts and headers', async () => {
    const subject = 'Grüße, Zoë 💌 — 今日のお知らせ '.repeat(8).trim();
    const html = `<p>${'Ünïcödé 💌 '.repeat(300)}</p>`;
    const { mail, source } = await receive(
      email(
        {},
        {
          from: 'Käse & Söhne "Ltd", 東京 <shop@example.com>',
          subject,
          html,
          text: 'Zoë\n.\n..dots',
          headers: [{ name: 'X-Greeting', value: 'Grüß dich' }],
        },
      ),
    );
    expect(mail.subject).toBe(subject);
    expect(mail.html).toBe(html);
    expect(mail.text?.trim()).toBe('Zoë\n.\n..dots');
    expect(source).toContain('X-Greeting: =?UTF-8?Q?Gr=C3=BC=C3=9F_dich?=');
    expect(mail.from?.value[0]?.address).toBe('shop@example.com');
    expect(mail.from?.value[0]?.name).toContain('東京');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must not be there
    expect(source).toMatch(/^[\x00-\x7f]*$/);
  });

  it('breaks lines that no server has to take', async () => {
    const html = `<p>${'a'.repeat(5000)}</p>`;
    const { source, mail } = await receive(email({}, { html, text: 'b'.repeat(5000) }));
    expect(Math.max(...source.split('\r\n').map(({ length }) => length))).toBeLessThanOrEqual(998);
    expect(mail.html).toBe(html);
    expect(mail.text?.trim()).toBe('b'.repeat(5000));
  });

  it('has one part when it was given one', async () => {
    const plain = await receive(email({}, { html: undefined }));
    expect(plain.mail).toMatchObject({ text: expect.stringContaining('Hello'), html: false });
    const html = await receive(email({}, { text: undefined }));
    expect(html.source).toMatch(/^Content-Type: text\/html/m);
  });

  it('goes as it is when the caller brings the whole of it', async () => {
    const raw = Buffer.from('From: a@example.com\r\nSubject: Raw\r\nX-Own: 1\r\n\r\nbody\r\n');
    const { source, envelope } = await receive(email({ address: 'b@example.com' }, { raw }));
    expect(source).toBe(raw.toString());
    expect(envelope).toEqual({ from: 'shop@example.com', to: ['b@example.com'] });
  });

  it('reaches a domain that is written in its own script', async () => {
    const { source } = await receive(email({ address: 'ada@bücher.example' }));
    expect(source).toMatch(/^To: ada@xn--bcher-kva\.example$/m);
  });

  it.each<[string, OutgoingMessage]>([
    ['a line break in the subject', email({}, { subject: 'Hi\r\nBcc: eve@example.com' })],
    ['a line break in a header', email({}, { headers: [{ name: 'X-A', value: '1\nBcc: eve@example.com' }] })],
    [
      'a line break in a header name',
      email({}, { headers: [{ name: 'X-A\r\nBcc', value: 'eve@example.com' }] }),
    ],
    ['a line break in the sender', email({}, { from: 'Shop\r\nBcc: eve@example.com <shop@example.com>' })],
    ['a line break in a reply address', email({}, { replyTo: ['a@example.com\r\nBcc: eve@example.com'] })],
    ['a second recipient in the address', email({ address: 'ada@example.com>,<eve@example.com' })],
    ['a command in the address', email({ address: 'ada@example.com>\r\nRCPT TO:<eve@example.com' })],
    ['two senders', email({}, { from: 'a@example.com, b@example.com' })],
    ['an address without a domain', email({ address: 'ada' })],
    [
      'a header that the platform writes',
      email({}, { headers: [{ name: 'bcc', value: 'eve@example.com' }] }),
    ],
  ])('is refused for %s, and the server hears nothing', async (_, message) => {
    const server = await realServer();
    const answers = await channelTo(server.url).send([message]);
    expect(answers).toEqual([{ kind: 'refused', code: 554, reason: expect.stringMatching(/./) }]);
    expect(server.connections()).toBe(0);
  });
});

describe('what the server says', () => {
  const answerOf = async (script: Script, options: Partial<SmtpChannelOptions> = {}) => {
    const server = await scripted(script);
    const [answer] = await channelTo(server.url, options).send([email()]);
    return { answer, ended: server.ended.length, connections: server.connections() };
  };

  it.each<[string, Script, object]>([
    [
      '550 at RCPT TO',
      { rcpt: '550 5.1.1 no such user' },
      { kind: 'refused', code: 550, reason: '550 5.1.1 no such user' },
    ],
    [
      '553 at MAIL FROM',
      { mail: '553 sender not allowed' },
      { kind: 'refused', code: 553, reason: '553 sender not allowed' },
    ],
    ['554 after the message', { end: '554 spam' }, { kind: 'refused', code: 554, reason: '554 spam' }],
    [
      '552 at DATA',
      { data: '552 too much mail' },
      { kind: 'refused', code: 552, reason: '552 too much mail' },
    ],
    ['450 at RCPT TO', { rcpt: '450 greylisted' }, { kind: 'throttled', reason: '450 greylisted' }],
    [
      '454 at MAIL FROM',
      { mail: '454 Throttling failure: rate exceeded' },
      { kind: 'throttled', reason: '454 Throttling failure: rate exceeded' },
    ],
    ['452 at RCPT TO', { rcpt: '452 too many' }, { kind: 'throttled', reason: '452 too many' }],
    ['421 after the message', { end: '421 closing' }, { kind: 'throttled', reason: '421 closing' }],
    ['451 after the message', { end: '451 try later' }, { kind: 'unavailable', reason: '451 try later' }],
    [
      '421 as greeting',
      { greeting: '421 too many connections' },
      { kind: 'throttled', reason: '421 too many connections' },
    ],
    ['554 as greeting', { greeting: '554 no service' }, { kind: 'unavailable', reason: '554 no service' }],
    ['503 at MAIL FROM', { mail: '503 bad sequence' }, { kind: 'unavailable', reason: '503 bad sequence' }],
  ])('is told apart: %s', async (_, script, expected) => {
    const { answer } = await answerOf(script);
    expect(answer).toEqual(expected);
  });

  it.each<[string, Script]>([
    ['hangs up instead of greeting', { greeting: 'hang up' }],
    ['hangs up at MAIL FROM', { mail: 'hang up' }],
    ['hangs up at RCPT TO', { rcpt: 'hang up' }],
    ['hangs up at DATA', { data: 'hang up' }],
  ])('is unavailable when it %s: the message was certainly not taken', async (_, script) => {
    const { answer, ended } = await answerOf(script);
    expect(answer).toEqual({ kind: 'unavailable', reason: expect.stringMatching(/./) });
    expect(ended).toBe(0);
  });

  it('is in doubt when it hangs up after the whole message was sent', async () => {
    const { answer, ended } = await answerOf({ end: 'hang up' });
    expect(answer).toEqual({
      kind: 'in-doubt',
      reason: expect.stringContaining('after the message was sent'),
    });
    expect(ended).toBe(1);
  });

  it('is in doubt when it says nothing after the message', async () => {
    const { answer, ended, connections } = await answerOf(
      { end: 'silence' },
      { timeouts: { socket: SILENCE_MS } },
    );
    expect(answer).toEqual({ kind: 'in-doubt', reason: expect.stringContaining('Timeout') });
    expect({ ended, connections }).toEqual({ ended: 1, connections: 1 });
  });

  it('is unavailable when it says nothing before the message', async () => {
    const silent = { timeouts: { greeting: SILENCE_MS, socket: SILENCE_MS } };
    expect((await answerOf({ greeting: 'silence' }, silent)).answer).toMatchObject({ kind: 'unavailable' });
    expect((await answerOf({ rcpt: 'silence' }, silent)).answer).toMatchObject({ kind: 'unavailable' });
  });

  it('is unavailable when it hangs up within a message that is not yet sent whole', async () => {
    const server = await scripted({ hangUpAfterBytes: 1 });
    const large = email({}, { raw: Buffer.alloc(20_000_000, 'line\r\n') });
    const [answer] = await channelTo(server.url).send([large]);
    expect(answer).toEqual({ kind: 'unavailable', reason: expect.stringMatching(/./) });
    expect(server.ended.length).toBe(0);
  });

  it('is unavailable when nobody listens', async () => {
    const server = await openScriptedServer({});
    await server.close();
    const [answer] = await channelTo(server.url).send([email()]);
    expect(answer).toEqual({ kind: 'unavailable', reason: expect.stringContaining('ECONNREFUSED') });
  });
});

describe('an answer', () => {
  /** What a server may do to a message, whether it then has it, and what must be said of it. */
  const fates: readonly { readonly script: Script; readonly kept: boolean; readonly answer: string }[] = [
    ...Array(8).fill({ script: {}, kept: true, answer: 'accepted' }),
    { script: { rcpt: '550 no such user' }, kept: false, answer: 'refused' },
    { script: { rcpt: '450 greylisted' }, kept: false, answer: 'throttled' },
    { script: { mail: '421 too busy' }, kept: false, answer: 'throttled' },
    { script: { mail: 'hang up' }, kept: false, answer: 'unavailable' },
    { script: { rcpt: 'hang up' }, kept: false, answer: 'unavailable' },
    { script: { data: 'hang up' }, kept: false, answer: 'unavailable' },
    { script: { data: '452 no room' }, kept: false, answer: 'throttled' },
    { script: { end: 'hang up' }, kept: true, answer: 'in-doubt' },
    { script: { hangUpAfterBytes: 200 }, kept: false, answer: 'in-doubt' },
  ];

  it('is true of every message, whatever happens to those before it on its connection', async () => {
    const course = fc.array(fc.constantFrom(...fates), { minLength: 10, maxLength: 60 });
    const property = fc.asyncProperty(course, async (course) => {
      const numberOf = (sender: string) => Number(/^m(\d+)@/.exec(sender)?.[1]);
      const server = await openScriptedServer((sender) => course[numberOf(sender)]?.script ?? {});
      const channel = smtpChannel({
        server: readSmtpUrl(`${server.url}?connections=3`),
        clock: settableClock(AT),
      });
      const messages = course.map((_, index) =>
        email({ messageId: `m${index}` }, { from: `m${index}@example.com` }),
      );
      const answers = await channel.send(messages);
      channel.close();
      await server.close();
      expect(answers.map(({ kind }) => kind)).toEqual(course.map(({ answer }) => answer));
      const kept = messages.filter((_, index) => course[index]?.kept).map(({ messageId }) => messageId);
      expect(server.ended.toSorted()).toEqual(kept.toSorted());
    });
    await fc.assert(property, { numRuns: 30 });
  });
});

describe('the connections', () => {
  it('are as many as the URL says, and carry one message after another', async () => {
    const server = await realServer();
    const channel = channelTo(`${server.url}?connections=3`);
    const messages = Array.from({ length: 40 }, (_, index) =>
      email({ messageId: `m${index}`, address: `p${index}@example.com` }),
    );
    const answers = await channel.send(messages);
    expect(answers.map(({ kind }) => kind)).toEqual(messages.map(() => 'accepted'));
    expect(server.receipts.map(({ envelope }) => envelope.to[0]).sort()).toEqual(
      messages.map(({ address }) => address).sort(),
    );
    expect(server.connections()).toBe(3);
    expect(channel.window).toBe(15);
  });

  it('go on after a refusal, which leaves nothing behind for the next message', async () => {
    const server = await realServer();
    const channel = channelTo(`${server.url}?connections=1`);
    const answers = await channel.send([
      email({ messageId: 'a', address: 'refused@example.com' }),
      email({ messageId: 'b', address: 'b@example.com' }),
    ]);
    expect(answers.map(({ kind }) => kind)).toEqual(['refused', 'accepted']);
    expect(server.receipts.map(({ envelope }) => envelope)).toEqual([
      { from: 'shop@example.com', to: ['b@example.com'] },
    ]);
    expect(server.connections()).toBe(1);
  });

  it('stay open over any number of refusals', async () => {
    const server = await realServer();
    const refused = Array.from({ length: 20 }, (_, index) =>
      email({ messageId: `m${index}`, address: `refused${index}@example.com` }),
    );
    const answers = await channelTo(`${server.url}?connections=1`).send(refused);
    expect(answers.map(({ kind }) => kind)).toEqual(refused.map(() => 'refused'));
    expect(server.connections()).toBe(1);
  });

  it('are opened anew when the server hung up while they waited, without a word to the caller', async () => {
    const server = await scripted({});
    const channel = channelTo(`${server.url}?connections=1`);
    expect(await channel.send([email({ messageId: 'a' })])).toMatchObject([{ kind: 'accepted' }]);
    server.hangUp();
    expect(await channel.send([email({ messageId: 'b' })])).toMatchObject([{ kind: 'accepted' }]);
    expect({ ended: server.ended.length, connections: server.connections() }).toEqual({
      ended: 2,
      connections: 2,
    });
  });

  it('never hand a message over again that a connection which had waited lost after its end', async () => {
    const server = await openScriptedServer((sender) => (sender.startsWith('b@') ? { end: 'hang up' } : {}));
    closing.push(() => server.close());
    const channel = channelTo(`${server.url}?connections=1`);
    const first = await channel.send([email({ messageId: 'a' }, { from: 'a@example.com' })]);
    const second = await channel.send([email({ messageId: 'b' }, { from: 'b@example.com' })]);
    expect([...first, ...second].map(({ kind }) => kind)).toEqual(['accepted', 'in-doubt']);
    expect([server.ended, server.connections()]).toEqual([['a', 'b'], 1]);
  });

  it('sign in with the name and the password of the URL', async () => {
    const names: string[] = [];
    const server = await openMailServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth({ username = '', password = '' }, _session, callback) {
        names.push(`${username}:${password}`);
        if (password === 'p@ss') callback(null, { user: username });
        else callback(new Error('Wrong password'));
      },
    });
    closing.push(() => server.close());
    const at = server.url.replace('smtp://', '');
    expect(await channelTo(`smtp://shop:p%40ss@${at}`).send([email()])).toMatchObject([{ kind: 'accepted' }]);
    expect(await channelTo(`smtp://shop:wrong@${at}`).send([email()])).toMatchObject([
      { kind: 'unavailable' },
    ]);
    expect(names).toEqual(['shop:p@ss', 'shop:wrong']);
  });

  it('use TLS where the server offers it, and send nothing to one whose certificate is not good', async () => {
    const encrypted: boolean[] = [];
    const server = await openMailServer({
      disabledCommands: [],
      key: readFileSync('tests/fixtures/tls/localhost.key', 'utf8'),
      cert: readFileSync('tests/fixtures/tls/localhost.crt', 'utf8'),
      onMailFrom(_address, { secure }, callback) {
        encrypted.push(secure);
        callback();
      },
    });
    closing.push(() => server.close());
    expect(await channelTo(server.url).send([email()])).toMatchObject([{ kind: 'unavailable' }]);
    expect(encrypted).toEqual([]);
    const trusting = channelTo(`${server.url}?rejectUnauthorized=false&requireTLS=true`);
    expect(await trusting.send([email()])).toMatchObject([{ kind: 'accepted' }]);
    expect(encrypted).toEqual([true]);
  });

  it('send nothing to a server without TLS when TLS is required', async () => {
    const server = await realServer();
    const [answer] = await channelTo(`${server.url}?requireTLS=true`).send([email()]);
    expect(answer).toMatchObject({ kind: 'unavailable' });
    expect(server.receipts).toEqual([]);
  });
});

describe('the report of what was accepted', () => {
  it('names the accepted messages and the instant, before the answer', async () => {
    const told: AcceptedMessage[] = [];
    const server = await realServer();
    const channel = channelTo(server.url, { onAccepted: async (accepted) => void told.push(...accepted) });
    const good = email({ messageId: 'a' });
    await channel.send([good, email({ messageId: 'b', address: 'refused@example.com' })]);
    expect(told).toEqual([{ message: good, at: AT }]);
  });

  it('changes no answer when it fails', async () => {
    const failures: unknown[] = [];
    const server = await realServer();
    const channel = channelTo(server.url, {
      onAccepted: () => Promise.reject(new Error('disk full')),
      onReportFailure: (error) => failures.push(error),
    });
    expect(await channel.send([email()])).toMatchObject([{ kind: 'accepted' }]);
    expect(failures).toEqual([new Error('disk full')]);
  });
});

describe('SMTP_URL', () => {
  it('is read with its options', () => {
    expect(
      readSmtpUrl('smtps://u%40x:p%3A@mail.example.com:2465?connections=4&rejectUnauthorized=false&name=me'),
    ).toEqual({
      host: 'mail.example.com',
      port: 2465,
      secure: true,
      user: 'u@x',
      password: 'p:',
      requireTls: false,
      rejectUnauthorized: false,
      connections: 4,
      name: 'me',
    });
    expect(readSmtpUrl('smtp://[::1]:25')).toMatchObject({ host: '::1', port: 25, connections: 10 });
  });

  it.each([
    ['mail.example.com:25', /must be smtp:\/\/host:port/],
    ['http://mail.example.com', /must be smtp:\/\/host:port/],
    ['smtp://h?conections=1', /has the option conections; there are requireTLS, /],
    ['smtp://h?connections=0', /connections must be a whole number from 1 to 100/],
    ['smtp://h?requireTLS=yes', /requireTLS must be true or false, not yes/],
  ])('is refused when it is %s', (url, message) => {
    expect(() => readSmtpUrl(url)).toThrow(message);
  });

  it('does not show its password in an error', () => {
    expect(() => readSmtpUrl('http://user:hunter2@h')).toThrow(
      expect.not.stringContaining('hunter2') as never,
    );
  });
});
