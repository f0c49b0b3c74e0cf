import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import Handlebars from 'handlebars';
import { textFromHtml } from '../../../src/core/messages/email-text.ts';
import { signedAddress, trackedHtml, trackedText } from '../../../src/core/messages/tracking-html.ts';

/** What templates are made of, whole and torn. */
const pieces = [
  '<a href="',
  "<A HREF='",
  '<a href=',
  '<area ses:tags="unsubscribeLinkTag:click;" href="',
  'https://shop.example/',
  'mailto:a@b.example',
  '">',
  "'>",
  '</a>',
  '{{Attributes.Plan}}',
  '{{{raw}}}',
  '{{join "a" \'b\'}}',
  '{{#if x}}',
  '{{else}}',
  '{{^x}}',
  '{{/x}}',
  '{{/if}}',
  '{{!-- "}} --}}',
  '{{',
  '}}',
  '<!--',
  '-->',
  '<style>',
  '</style>',
  '<body>',
  '</body>',
  '&amp;',
  ' ',
  'ä',
  '"',
  '<',
  '>',
];
const torn = fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((parts) => parts.join(''));

function isHandlebars(template: string): boolean {
  try {
    Handlebars.parse(template);
    return true;
  } catch {
    return false;
  }
}

/** The template without the blocks that were put around parts of it. */
const withoutBlocks = (template: string) => template.replace(/\{\{[#/]touchpoint\w+\}\}/g, '');

describe('a tracked template', () => {
  it('is the template with blocks around addresses, and nothing else, however torn it is', () => {
    fc.assert(
      fc.property(torn, (template) => {
        expect(withoutBlocks(trackedHtml(template))).toBe(template);
        expect(withoutBlocks(trackedText(template))).toBe(template);
      }),
      { numRuns: 1000 },
    );
  });

  it('is Handlebars when the template was, wherever its blocks begin and end', () => {
    fc.assert(
      fc.property(torn.filter(isHandlebars), (template) => {
        expect(isHandlebars(trackedHtml(template))).toBe(true);
        expect(isHandlebars(trackedText(template))).toBe(true);
        expect(isHandlebars(textFromHtml(template, signedAddress) ?? '')).toBe(true);
      }),
      { numRuns: 700 },
    );
  });

  it('has every block closed before the next is opened', () => {
    fc.assert(
      fc.property(torn, (template) => {
        const names = Array.from(
          trackedHtml(template).matchAll(/\{\{([#/])(touchpoint\w+)\}\}/g),
          ([, sign, name]) => `${sign}${name}`,
        );
        const opened = names.filter((_, index) => index % 2 === 0);

        expect(names.filter((_, index) => index % 2 === 1)).toEqual(
          opened.map((name) => name.replace('#', '/')),
        );
        expect(opened.every((name) => name.startsWith('#'))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the text of a template', () => {
  it('keeps a link whose block goes on after it, unsigned', () => {
    const template =
      '<a href="{{#if Vip}}https://vip.example">gold</a>{{else}}https://b.example">plain</a>{{/if}}';

    expect(textFromHtml(template, signedAddress)).toBe(
      'gold [{{#if Vip}}https://vip.example]{{else}}https://b.example">plain{{/if}}',
    );
    expect(trackedHtml(template)).toContain('<a href="{{#if Vip}}https://vip.example">');
  });

  it('is none when a block begins in what is left out', () => {
    expect(textFromHtml('<title>{{#if a}}</title><p>x{{/if}}</p>')).toBeUndefined();
  });

  it('keeps every expression of the template that is not hidden, in order', () => {
    const expressions = fc.constantFrom(
      '{{A}}',
      '{{{b "c  d"}}}',
      '{{lower "<p>"}}',
      "{{t '&'}}",
      '{{! no }}',
    );
    const around = fc.constantFrom('<p>', '</p>', '<td>', ' ', 'word', '<br>', '<b>');
    fc.assert(
      fc.property(fc.array(fc.tuple(around, expressions), { maxLength: 10 }), (parts) => {
        const text = textFromHtml(parts.flat().join(''));

        const kept = text?.match(/\{\{\{?[^}]*\}\}\}?/g) ?? [];
        expect(kept).toEqual(parts.map(([, expression]) => expression));
      }),
    );
  });
});
