import { describe, expect, it } from '@jest/globals';
import { type EmailWords, emailComposer } from '../../../src/core/messages/email-composer.ts';
import type { EmailContent } from '../../../src/core/messages/outgoing.ts';
import { MESSAGE, SIGNER } from './render-finished.ts';

const wording = { now: () => MESSAGE.sentAt, uuid: () => '00000000-0000-0000-0000-000000000000' };

/** An e-mail to `MESSAGE`'s recipient. */
function compose(words: EmailWords, { marketing = true } = {}): EmailContent {
  const composer = emailComposer({
    words,
    envelope: { from: 'news@shop.example' },
    wording,
    tracks: false,
    ...(marketing && { links: SIGNER }),
  });
  const { trace, address } = MESSAGE;
  const context = { Attributes: { Plan: 'Gold' } };
  return composer.compose({ trace, channelType: 'EMAIL', address, context }) as EmailContent;
}

describe('a marketing e-mail', () => {
  const html = '<p>{{Attributes.Plan}}: <a href="https://shop.example">renew</a></p>';

  it('has headers to unsubscribe by, signed links and a text of its HTML', () => {
    const made = compose({ subject: 'News of {{Attributes.Plan}}', html });

    expect(made.headers.map(({ name }) => name)).toEqual(['List-Unsubscribe', 'List-Unsubscribe-Post']);
    expect(made.html).toMatch(
      /^<p>Gold: <a href="https:\/\/mail\.example\.com\/t\/c\/[^"]+">renew<\/a><\/p><img /,
    );
    expect(made.text).toMatch(/^Gold: renew \[https:\/\/mail\.example\.com\/t\/c\/[^\]]+\]$/);
    expect(made.subject).toBe('News of Gold');
  });

  it('keeps to the header that its template has, in which the unsubscribe page may stand', () => {
    const headers = [
      { Name: 'list-unsubscribe', Value: '<mailto:leave@shop.example>, <{{unsubscribeUrl}}>' },
    ];

    const made = compose({ subject: 'News', html, headers });

    expect(made.headers).toHaveLength(1);
    expect(made.headers[0]?.name).toBe('list-unsubscribe');
    expect(made.headers[0]?.value).toMatch(
      /^<mailto:leave@shop\.example>, <https:\/\/mail\.example\.com\/u\/[^>]+>$/,
    );
  });
});

describe('an e-mail that one person asked for', () => {
  it('keeps its links, has no such headers, and a text of its HTML', () => {
    const html = '<p>Your code: <a href="https://shop.example/7">confirm</a></p>';

    const made = compose({ subject: 'Your order', html }, { marketing: false });

    expect([made.headers, made.html, made.text]).toEqual([
      [],
      html,
      'Your code: confirm [https://shop.example/7]',
    ]);
  });
});
