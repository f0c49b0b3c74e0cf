import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { asEmail, mimeMessage, UnsendableEmail } from '../../../src/adapters/mail/mime-message.ts';
import type { EmailContent } from '../../../src/core/messages/outgoing.ts';
import { email } from './messages.ts';

const AT = new Date('2026-03-01T09:30:00Z');

/** Names of the headers that an e-mail can have here. */
const HEADERS = new Set([
  'content-transfer-encoding',
  'content-type',
  'date',
  'from',
  'message-id',
  'mime-version',
  'subject',
  'to',
  'x-note',
  'x-touchpoint-message-id',
]);

/** Texts that a person's data may bring, those that mean harm among them. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 50 }),
  fc
    .array(
      fc.constantFrom(
        '\r',
        '\n',
        '\r\n',
        ' ',
        '\t',
        ':',
        ',',
        ';',
        '<',
        '>',
        '"',
        '(',
        '=?UTF-8?Q?',
        '?=',
        'Bcc: eve@example.com',
        'eve@example.com',
        '.',
        '\u0000',
        '\u2028',
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
);

describe('mimeMessage', () => {
  it('lets no text add a header or a recipient: it is refused, or stays where it belongs', async () => {
    let sent = 0;
    const property = fc.asyncProperty(text, text, text, text, async (subject, name, value, body) => {
      const content: Partial<EmailContent> = {
        subject,
        from: `${name} <shop@example.com>`,
        headers: [{ name: 'X-Note', value }],
        text: body,
        html: `<p>${body}</p>`,
      };
      const mime = await mimeMessage(asEmail(email({}, content)), AT).catch((error) => {
        if (error instanceof UnsendableEmail) return undefined;
        throw error;
      });
      if (!mime) return;
      sent++;
      expect([mime.from, mime.to]).toEqual(['shop@example.com', 'ada@example.com']);
      const mail = await simpleParser(mime.bytes);
      const names = mail.headerLines.map(({ key }) => key);
      expect(names.filter((header) => !HEADERS.has(header))).toEqual([]);
      expect(new Set(names).size).toBe(names.length);
      expect(mail.from?.value.map(({ address }) => address)).toEqual(['shop@example.com']);
      const { to } = mail;
      expect(Array.isArray(to) ? to : to?.value.map(({ address }) => address)).toEqual(['ada@example.com']);
      expect([mail.cc, mail.bcc]).toEqual([undefined, undefined]);
    });
    await fc.assert(property, { numRuns: 300 });
    expect(sent).toBeGreaterThan(20);
  });

  it.each([
    ['Shop <shop@example.com>', 'Shop'],
    ['shop@example.com', ''],
    ['<shop@example.com>', ''],
    ['"Käse, Söhne" <shop@example.com>', 'Käse, Söhne'],
    ['"The \\"Shop\\"" <shop@example.com>', 'The "Shop"'],
    ['Käse, Söhne & Co. <shop@example.com>', 'Käse, Söhne & Co.'],
    ['eve@example.com" <shop@example.com>', 'eve@example.com"'],
  ])('reads the sender %s', async (from, name) => {
    const { bytes, from: address } = await mimeMessage(asEmail(email({}, { from })), AT);
    expect(address).toBe('shop@example.com');
    expect((await simpleParser(bytes)).from?.value).toEqual([{ address: 'shop@example.com', name }]);
  });

  it.each(['Ann <a@example.com>, Bob <b@example.com>', 'Ann <a@example.com', '<>', ''])(
    'refuses the sender %j',
    async (from) => {
      await expect(mimeMessage(asEmail(email({}, { from })), AT)).rejects.toBeInstanceOf(UnsendableEmail);
    },
  );

  it('gives the same bytes for the same message and instant', async () => {
    const message = asEmail(email({ messageId: 'm7' }, { headers: [{ name: 'X-A', value: 'ü' }] }));
    const [one, two] = await Promise.all([mimeMessage(message, AT), mimeMessage(message, AT)]);
    expect(one.bytes.equals(two.bytes)).toBe(true);
  });

  it('reads no file and fetches no address that a template names', async () => {
    const html = '<img src="file:///etc/passwd"><img src="cid:x"><a href="http://127.0.0.1:1/">x</a>';
    const { bytes } = await mimeMessage(asEmail(email({}, { html, text: '/etc/passwd' })), AT);
    expect((await simpleParser(bytes)).html).toBe(html);
  });
});
