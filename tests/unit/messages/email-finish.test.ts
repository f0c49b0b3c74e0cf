import { describe, expect, it } from '@jest/globals';
import { emailLinks, unsubscribeHeaders } from '../../../src/core/messages/email-finish.ts';
import { readClickToken, readUnsubscribeToken } from '../../../src/core/messages/tracking-token.ts';
import { addressesIn, MESSAGE, type RenderOptions, renderFinished, SIGNER } from './render-finished.ts';

const CLICK = `${SIGNER.publicUrl}/t/c/`;
const UNSUBSCRIBE = `${SIGNER.publicUrl}/u/`;

/** Where the links of a rendered text lead, in the reader's words. */
function destinations(addresses: readonly string[]): string[] {
  return addresses.map((address) => {
    const token = address.slice(address.lastIndexOf('/') + 1);
    if (address.startsWith(CLICK)) return `click ${readClickToken(SIGNER.key, token)?.link}`;
    if (address.startsWith(`${SIGNER.publicUrl}/t/o/`)) return 'pixel';
    if (!address.startsWith(UNSUBSCRIBE)) return address;
    const { address: who, link } = readUnsubscribeToken(SIGNER.key, token) ?? {};
    return `unsubscribe ${who}${link ? ` then ${link}` : ''}`;
  });
}
const linksOf = (html: string, options?: RenderOptions) =>
  destinations(addressesIn(renderFinished({ html }, options).html));

describe('the HTML of a finished e-mail', () => {
  it('leads through signed links and ends with a pixel', () => {
    const html = `<html><body><p>Hi</p><A class="b" HREF='https://shop.example/?a=1&amp;b=2'>Go</A></body></html>`;

    const rendered = renderFinished({ html }).html ?? '';

    expect(destinations(addressesIn(rendered.replace('HREF', 'href')))).toEqual([
      'click https://shop.example/?a=1&b=2',
      'pixel',
    ]);
    expect(rendered).toMatch(/<img src="[^"]*" width="1" height="1" alt="" [^>]*><\/body><\/html>$/);
  });

  it('signs the link that is rendered, whatever Handlebars it is written with', () => {
    const html = [
      '<a href="https://shop.example/{{Attributes.Plan}}?q={{lower "X Y"}}">static start</a>',
      '<a href="{{Link}}">all of it</a>',
      '<a href={{Link}}>unquoted</a>',
      '<a href="{{#if Vip}}https://vip.example/{{else}}https://shop.example/{{/if}}">branches</a>',
    ].join('');
    const context = {
      Attributes: { Plan: 'a&b' },
      Link: 'https://shop.example/?x=1&y=2',
      Vip: 'yes',
    };

    expect(linksOf(html, { context })).toEqual([
      'click https://shop.example/a&b?q=x y',
      'click https://shop.example/?x=1&y=2',
      'click https://shop.example/?x=1&y=2',
      'click https://vip.example/',
      'pixel',
    ]);
  });

  it('leaves alone what cannot be followed through a server', () => {
    const kept = ['#top', 'mailto:a@b.example', 'tel:+123', 'sms:+123', 'data:,x', ''];
    const html = kept.map((href) => `<a href="${href}">x</a>`).join('');

    expect(linksOf(html)).toEqual([...kept, 'pixel']);
  });

  it('leaves alone a rendered link that is no web address', () => {
    const context = { Link: 'javascript:alert(1)', Broken: 'https://' };

    expect(linksOf('<a href="{{Link}}">x</a><a href="{{Broken}}">x</a>', { context })).toEqual([
      'javascript:alert(1)',
      'https://',
      'pixel',
    ]);
  });

  it('leaves alone comments, styles, images and links marked ses:no-track', () => {
    const html =
      '<style>a[href="https://x.example"]{}</style><!--[if mso]><a href="https://m.example">x</a><![endif]-->' +
      '<img src="https://i.example/x.png"><a ses:no-track href="https://n.example">x</a>';

    expect(linksOf(html)).toEqual([
      'https://x.example',
      'https://m.example',
      'https://i.example/x.png',
      'https://n.example',
      'pixel',
    ]);
  });

  it('makes links tagged as unsubscribe link lead to the unsubscribe page, which knows their own address', () => {
    const html =
      '<a ses:tags="unsubscribeLinkTag:click;" href="https://shop.example/bye?a=1&amp;b=2">Unsubscribe</a>' +
      '<a href="{{unsubscribeUrl}}">Unsubscribe</a>{{unsubscribeUrl}}';

    const rendered = renderFinished({ html }).html ?? '';

    expect(destinations(addressesIn(rendered))).toEqual([
      'unsubscribe ana@example.com then https://shop.example/bye?a=1&b=2',
      'unsubscribe ana@example.com',
      'pixel',
    ]);
    expect(destinations([/<\/a>([^<]*)<img/.exec(rendered)?.[1] ?? ''])).toEqual([
      'unsubscribe ana@example.com',
    ]);
  });

  it('puts the pixel before the end of the body, or at the end where there is none', () => {
    const [whole = '', part = ''] = ['<body>x</body ></html>', '<p>x</p>'].map(
      (html) => renderFinished({ html }).html,
    );

    expect(whole.replace(/<img[^>]*>/, 'PIXEL')).toBe('<body>xPIXEL</body ></html>');
    expect(part.replace(/<img[^>]*>/, 'PIXEL')).toBe('<p>x</p>PIXEL');
  });

  it('keeps its links and has no pixel when the channel tracks by itself', () => {
    const html = '<body><a href="https://shop.example">x</a><a href="{{unsubscribeUrl}}">y</a></body>';

    expect(linksOf(html, { tracks: true })).toEqual(['https://shop.example', 'unsubscribe ana@example.com']);
  });

  it('has links of its own for every message', () => {
    const links = emailLinks(SIGNER);
    const block = links.blocks.touchpointLink as (body: string, context: object, argument: unknown) => string;
    const tokens = ['one', 'two'].map((message_id) => {
      links.about({ ...MESSAGE, trace: { ...MESSAGE.trace, message_id } });
      return block('https://shop.example', {}, undefined).slice(CLICK.length);
    });

    const read = tokens.map((token) => readClickToken(SIGNER.key, token)?.trace.message_id);
    expect(read).toEqual(['one', 'two']);
  });
});

describe('the text of a finished e-mail', () => {
  it('is made from the HTML when there is none, with signed links', () => {
    const html = `<html><head><title>T</title><style>p{}</style></head><body>
      <div style="display:none">preheader</div>
      <h1>Hello {{Name}}</h1><p>Your   plan &amp; price:<br>{{#if Vip}}gold{{else}}plain{{/if}}</p>
      <img src="https://i.example/logo.png" alt="The shop">
      <p><a href="https://shop.example/{{Name}}">Renew now</a> or <a href="mailto:help@shop.example">write</a></p>
      <p><a href="https://shop.example/">https://shop.example/</a></p>
      <ul><li>one</li><li>two</li></ul>
      <a ses:tags="unsubscribeLinkTag:click;" href="https://shop.example/bye">Leave</a></body></html>`;

    const { text = '' } = renderFinished({ html }, { context: { Name: 'A&B', Vip: 'yes' } });

    const readable = text.replace(
      /https:\/\/mail\.example\.com[^\s\]]*/g,
      (link) => destinations([link])[0] ?? '',
    );
    expect(readable).toBe(
      [
        'Hello A&B',
        '',
        'Your plan & price:',
        'gold',
        '',
        'The shop',
        '',
        'Renew now [click https://shop.example/A&B] or write [help@shop.example]',
        '',
        'click https://shop.example/',
        '',
        ' * one',
        ' * two',
        '',
        'Leave [unsubscribe ana@example.com then https://shop.example/bye]',
      ].join('\n'),
    );
  });

  it('keeps the words of the template and signs the addresses in them', () => {
    const text =
      'See https://shop.example/{{lower "A B"}}, (http://b.example/x). Not {{lower "HTTPS://C"}}. {{unsubscribeUrl}}';

    const rendered = renderFinished({ text }).text ?? '';

    const readable = rendered.replace(
      /https:\/\/mail\.example\.com[^\s,)]*/g,
      (link) => destinations([link])[0] ?? '',
    );
    expect(readable).toBe(
      'See click https://shop.example/a b, (click http://b.example/x). Not https://c. unsubscribe ana@example.com',
    );
  });

  it('keeps its addresses when the channel tracks by itself', () => {
    const rendered = renderFinished({ text: 'https://shop.example' }, { tracks: true });

    expect(rendered).toEqual({ text: 'https://shop.example' });
  });
});

describe('unsubscribeHeaders', () => {
  it('offers one click, and a mail address when there is one', () => {
    const links = emailLinks(SIGNER);
    links.about(MESSAGE);

    const headers = unsubscribeHeaders(links.unsubscribeUrl(), 'leave@shop.example');

    expect(headers).toEqual([
      {
        name: 'List-Unsubscribe',
        value: `<${links.unsubscribeUrl()}>, <mailto:leave@shop.example?subject=unsubscribe>`,
      },
      { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
    ]);
    expect(destinations([links.unsubscribeUrl()])).toEqual(['unsubscribe ana@example.com']);
  });
});
