import { ORIGIN_KEYS } from '../events/event-record.ts';
import type { MessageTrace } from '../events/feedback-events.ts';
import type { RenderContext } from '../templates/render.ts';
import { textFromHtml } from './email-text.ts';
import {
  LINK_BLOCK,
  PIXEL_BLOCK,
  signedAddress,
  trackedHtml,
  trackedText,
  UNSUBSCRIBE_BLOCK,
  withUnsubscribeUrl,
} from './tracking-html.ts';
import type { LinkSigner } from './tracking-key.ts';
import {
  type LinkedMessage,
  linkSuffix,
  messageFields,
  originOf,
  trackingToken,
  unsubscribeToken,
} from './tracking-token.ts';

/** The bodies of an e-mail template, Handlebars in them. */
export interface EmailBodies {
  readonly html?: string;
  readonly text?: string;
}

/**
 * Completes the bodies of an e-mail template, once, before they are compiled: signed links and an
 * open pixel, `{{unsubscribeUrl}}`, and a text body made from the HTML when there is none. They
 * are then compiled with the `blocks` of `emailLinks`.
 * @param tracks whether the channel reports opens and clicks itself; links then stay as they are
 */
export function finishedBodies({ html, text }: EmailBodies, tracks: boolean): EmailBodies {
  const words =
    text ?? (html === undefined ? undefined : textFromHtml(html, tracks ? undefined : signedAddress));
  return {
    ...(html !== undefined && { html: tracks ? withUnsubscribeUrl(html) : trackedHtml(html) }),
    ...(words !== undefined && {
      text: tracks || text === undefined ? withUnsubscribeUrl(words) : trackedText(words),
    }),
  };
}

/** Bodies of an e-mail that one person asked for: as they are, with a text body made from the HTML when there is none. */
export function plainBodies({ html, text }: EmailBodies): EmailBodies {
  const words = text ?? (html === undefined ? undefined : textFromHtml(html));
  return { ...(html !== undefined && { html }), ...(words !== undefined && { text: words }) };
}

/** Signs the links of one message after the other, each while it is rendered. */
export interface EmailLinks {
  /** Block helpers for `CompileOptions.blocks`. */
  readonly blocks: Readonly<
    Record<string, (body: string, context: RenderContext, argument: unknown) => string>
  >;
  /** Says whose e-mail is rendered from now on: to be called before each `render`, which is synchronous. */
  about(message: LinkedMessage): void;
  /** Of the message told last, for `unsubscribeHeaders`. */
  unsubscribeUrl(): string;
}

const ORIGIN_IDS = ['application_id', ...ORIGIN_KEYS] as const;
/** How many signed links are kept: a template's own are few, personalised ones come once each. */
const LINKS_KEPT = 1000;
/** What a request could be led on to. */
const WEB_ADDRESS = /^https?:\/\//i;

/**
 * One for everything compiled from one variant; not to be shared by renderings that wait between
 * `about` and `render`.
 */
export function emailLinks({ key, publicUrl }: LinkSigner): EmailLinks {
  const clickUrl = `${publicUrl}/t/c/`;
  const originOfTrace = originMemory();
  const signed = new Map<string, string>();
  let message: LinkedMessage | undefined;
  let origin = '';
  let fields = '';
  let tracking: string | undefined;
  let unsubscribe: string | undefined;
  const trackingOf = () => {
    tracking ??= trackingToken(key, current(), fields);
    return tracking;
  };
  const unsubscribeUrl = () => {
    unsubscribe ??= `${publicUrl}/u/${unsubscribeToken(key, current(), fields)}`;
    return unsubscribe;
  };
  /** `undefined` for what is no web address. */
  const suffixOf = (body: string): string | undefined => {
    const link = withoutEntities(body).trim();
    if (!WEB_ADDRESS.test(link)) return undefined;
    const name = `${origin} ${link}`;
    const known = signed.get(name);
    if (known !== undefined || !URL.canParse(link)) return known;
    const suffix = linkSuffix(key, origin, link);
    // A personalised one is asked for again by the text part at most.
    if (signed.size >= LINKS_KEPT) signed.clear();
    signed.set(name, suffix);
    return suffix;
  };
  const current = (): LinkedMessage => {
    if (!message) throw new Error('Links of no message: about() was not called');
    return message;
  };
  return {
    about(next) {
      message = next;
      origin = originOfTrace(next.trace);
      fields = messageFields(next, origin);
      tracking = undefined;
      unsubscribe = undefined;
    },
    unsubscribeUrl,
    blocks: {
      [LINK_BLOCK](body) {
        if (body.startsWith(`${publicUrl}/u/`)) return body;
        const suffix = suffixOf(body);
        return suffix === undefined ? body : clickUrl + trackingOf() + suffix;
      },
      [UNSUBSCRIBE_BLOCK]: (body) => unsubscribeUrl() + (suffixOf(body) ?? ''),
      [PIXEL_BLOCK]: () =>
        `<img src="${publicUrl}/t/o/${trackingOf()}" width="1" height="1" alt="" style="display:block;border:0">`,
    },
  };
}

/** `originOf`, which is the same for message after message of one variant. */
function originMemory(): (trace: MessageTrace) => string {
  let last: MessageTrace | undefined;
  let origin = '';
  return (trace) => {
    if (!last || ORIGIN_IDS.some((name) => last?.[name] !== trace[name])) origin = originOf(trace);
    last = trace;
    return origin;
  };
}

/** Whether a template's own header says how to unsubscribe: a mail has one such header, and this is it. */
export function saysHowToUnsubscribe(headerName: string): boolean {
  return /^list-unsubscribe(-post)?$/i.test(headerName);
}

/**
 * List-Unsubscribe (RFC 2369) with one click (RFC 8058), which every marketing e-mail carries.
 * @param mailto an address that takes unsubscribe requests too
 */
export function unsubscribeHeaders(
  url: string,
  mailto?: string,
): readonly { readonly name: string; readonly value: string }[] {
  const ways = [`<${url}>`, ...(mailto ? [`<mailto:${mailto}?subject=unsubscribe>`] : [])];
  return [
    { name: 'List-Unsubscribe', value: ways.join(', ') },
    { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
  ];
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** An attribute's value as a browser reads it, for the entities that occur in addresses. */
function withoutEntities(value: string): string {
  if (!value.includes('&')) return value;
  return value.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));/gi,
    (entity, decimal, hex, name) => {
      if (name) return NAMED[name.toLowerCase()] ?? entity;
      const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : entity;
    },
  );
}
