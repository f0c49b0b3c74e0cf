import Handlebars from 'handlebars';
import { compile, type DomNode, type FormatCallback } from 'html-to-text';
import { aroundMustaches } from './mustaches.ts';

/** @param tags the link's `ses:tags`, `''` when it has none */
export type WrapLink = (address: string, tags: string) => string;

const HIDDEN = ['head', 'title', '[style*="display:none"]', '[style*="display: none"]'];
const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];

/**
 * A text template that says what an HTML template says: made once, so that rendering a message
 * parses no HTML. Links stand behind their words in brackets, images are their `alt`, hidden
 * elements are left out.
 * @param wrapLink what a link's address, which may hold Handlebars, shall stand as
 * @returns `undefined` when no template comes of it: a block begins or ends in what is left out
 */
export function textFromHtml(html: string, wrapLink: WrapLink = asItIs): string | undefined {
  return [wrapLink, asItIs].map((wrap) => convert(html, wrap)).find(isTemplate);
}

const asItIs: WrapLink = (address) => address;

function convert(html: string, wrapLink: WrapLink): string {
  const toText = compile({
    wordwrap: false,
    formatters: { link, imageText },
    selectors: [
      { selector: 'a', format: 'link', options: { wrapLink } },
      { selector: 'img', format: 'imageText' },
      ...HIDDEN.map((selector) => ({ selector, format: 'skip' })),
      ...HEADINGS.map((selector) => ({ selector, options: { uppercase: false } })),
    ],
  });
  return aroundMustaches(html, toText);
}

function isTemplate(text: string): boolean {
  try {
    Handlebars.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Words and address; an address that is its own words stands once. */
const link: FormatCallback = (element, walk, builder, { wrapLink }) => {
  const href = element.attribs?.href?.trim() ?? '';
  const address = href.replace(/^mailto:/i, '');
  const same = textOf(element).trim() === address;
  if (!same) walk(element.children ?? [], builder);
  if (href === '' || href.startsWith('#')) return;
  const wrapped = (wrapLink as WrapLink)(address, element.attribs?.['ses:tags'] ?? '');
  builder.addInline(same ? wrapped : ` [${wrapped}]`);
};

const imageText: FormatCallback = (element, _walk, builder) => {
  const alt = element.attribs?.alt?.trim();
  if (alt) builder.addInline(alt);
};

function textOf({ data, children }: DomNode): string {
  return (data ?? '') + (children ?? []).map(textOf).join('');
}
