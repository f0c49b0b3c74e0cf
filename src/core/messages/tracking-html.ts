import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2';
import { canStandInBlock, maskMustaches } from './mustaches.ts';

/** Block helpers that `emailLinks` gives the rendering; templates of users cannot name them. */
export const LINK_BLOCK = 'touchpointLink';
export const UNSUBSCRIBE_BLOCK = 'touchpointUnsubscribe';
export const PIXEL_BLOCK = 'touchpointPixel';

/** What a template writes where the address of its recipient's unsubscribe page shall stand. */
const UNSUBSCRIBE_VARIABLE = /\{\{\{?\s*[uU]nsubscribeUrl\s*\}\}\}?/g;
/** Of an `<a>`: Pinpoint's mark of a template's own unsubscribe link (pinpoint-events-kpis.md 1.5). */
const UNSUBSCRIBE_TAG = /(^|;)\s*unsubscribeLinkTag\s*:/;
/** Links that no server of ours could lead on to. */
const UNTRACKED = /^\s*(#|(?!https?:)[a-z][a-z0-9+.-]*:)/i;

/** In words, without the marks that end a sentence. */
const WRITTEN_ADDRESS = /https?:\/\/[^\s<>"()[\]]*[^\s<>"()[\].,;:!?']/gi;

/** A stretch of the text, end exclusive. */
interface Span {
  readonly start: number;
  readonly end: number;
}

interface Edit extends Span {
  readonly text: string;
}

/**
 * An HTML template whose links are signed when it is rendered, with an open pixel at the body's end.
 * Left alone are addresses in which only a part of a block stands, anchors, `mailto:`, `tel:` and the like, links with `ses:no-track`, and links
 * to `{{unsubscribeUrl}}`. A link tagged `ses:tags="unsubscribeLinkTag:click;"` becomes one to the
 * unsubscribe page, which then offers the template's own address.
 */
export function trackedHtml(html: string): string {
  const masked = maskMustaches(html);
  const { links, bodyEnd } = findLinks(masked);
  const edits = links.flatMap(({ href, tags }): Edit[] => {
    const value = html.slice(href.start, href.end);
    if (UNTRACKED.test(masked.slice(href.start, href.end)) || value.trim() === '') return [];
    if (value.search(UNSUBSCRIBE_VARIABLE) >= 0 || !canStandInBlock(html, href)) return [];
    return [{ ...href, text: signedAddress(value, tags) }];
  });
  const end = bodyEnd ?? html.length;
  return withUnsubscribeUrl(applied(html, [...edits, { start: end, end, text: inBlock(PIXEL_BLOCK, '') }]));
}

/** A text template whose `http:` and `https:` addresses are signed when it is rendered. */
export function trackedText(text: string): string {
  const masked = maskMustaches(text);
  const edits = Array.from(masked.matchAll(WRITTEN_ADDRESS)).flatMap(({ 0: found, index: start }): Edit[] => {
    const end = start + found.length;
    const address = text.slice(start, end);
    if (!canStandInBlock(text, { start, end })) return [];
    return [{ start, end, text: inBlock(LINK_BLOCK, address) }];
  });
  return withUnsubscribeUrl(applied(text, edits));
}

/** A link's address in a template, to be signed when it is rendered. @param tags the link's `ses:tags` */
export function signedAddress(address: string, tags: string): string {
  return inBlock(UNSUBSCRIBE_TAG.test(tags) ? UNSUBSCRIBE_BLOCK : LINK_BLOCK, address);
}

/** A template in which `{{unsubscribeUrl}}` is the recipient's unsubscribe page. */
export function withUnsubscribeUrl(template: string): string {
  return template.replace(UNSUBSCRIBE_VARIABLE, inBlock(UNSUBSCRIBE_BLOCK, ''));
}

function inBlock(name: string, body: string): string {
  return `{{#${name}}}${body}{{/${name}}}`;
}

interface FoundLink {
  readonly href: Span;
  /** Its `ses:tags`. */
  readonly tags: string;
}

/** Comments, scripts and styles are passed over. */
function findLinks(html: string): { links: FoundLink[]; bodyEnd?: number } {
  const links: FoundLink[] = [];
  let bodyEnd: number | undefined;
  let tag = '';
  let attributes = new Map<string, Span>();
  let name = '';
  const close = () => {
    const href = attributes.get('href');
    const tags = attributes.get('ses:tags');
    if ((tag === 'a' || tag === 'area') && href && !attributes.has('ses:no-track')) {
      links.push({ href, tags: tags ? html.slice(tags.start, tags.end) : '' });
    }
  };
  const ignore = () => {};
  const callbacks: TokenizerCallbacks = {
    onopentagname(start, end) {
      tag = html.slice(start, end).toLowerCase();
      attributes = new Map();
    },
    onattribname(start, end) {
      name = html.slice(start, end).toLowerCase();
      if (!attributes.has(name)) attributes.set(name, { start: end, end });
    },
    onattribdata(start, end) {
      const known = attributes.get(name);
      if (known && known.start === known.end) attributes.set(name, { start, end });
    },
    onopentagend: close,
    onselfclosingtag: close,
    onclosetag(start, end) {
      if (html.slice(start, end).toLowerCase() === 'body') bodyEnd = html.lastIndexOf('<', start);
    },
    onattribentity: ignore,
    onattribend: ignore,
    oncdata: ignore,
    oncomment: ignore,
    ondeclaration: ignore,
    onend: ignore,
    onprocessinginstruction: ignore,
    ontext: ignore,
    ontextentity: ignore,
  };
  const tokenizer = new Tokenizer({ decodeEntities: false }, callbacks);
  tokenizer.write(html);
  tokenizer.end();
  return { links, ...(bodyEnd !== undefined && { bodyEnd }) };
}

function applied(text: string, edits: readonly Edit[]): string {
  let rest = 0;
  const pieces: string[] = [];
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    pieces.push(text.slice(rest, edit.start), edit.text);
    rest = edit.end;
  }
  return pieces.join('') + text.slice(rest);
}
