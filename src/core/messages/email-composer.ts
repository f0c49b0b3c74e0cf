import { compileTemplate, type TemplatePart } from '../templates/render.ts';
import type { Composer, Wording } from './compose.ts';
import {
  emailLinks,
  finishedBodies,
  plainBodies,
  saysHowToUnsubscribe,
  unsubscribeHeaders,
} from './email-finish.ts';
import { withUnsubscribeUrl } from './tracking-html.ts';
import type { LinkSigner } from './tracking-key.ts';

export interface EmailHeader {
  readonly Name: string;
  readonly Value: string;
}

/** An e-mail before anyone's values stand in it. */
export interface EmailWords {
  readonly subject: string;
  readonly html?: string;
  readonly text?: string;
  readonly headers?: readonly EmailHeader[];
}

export interface EmailEnvelope {
  readonly from: string;
  readonly replyTo?: readonly string[];
  readonly configurationSet?: string;
}

export interface EmailComposition {
  readonly words: EmailWords;
  readonly envelope: EmailEnvelope;
  readonly wording: Wording;
  /** Of marketing e-mail: signs its links, and gives it the headers to unsubscribe by. Absent: transactional. */
  readonly links?: LinkSigner;
  /** Whether the channel reports opens and clicks itself. */
  readonly tracks: boolean;
}

/** @throws PlatformError `BadRequest` for words that are no template */
export function emailComposer(composition: EmailComposition): Composer {
  const { words, envelope, wording, links: signer, tracks } = composition;
  const links = signer && emailLinks(signer);
  const { html, text } = links ? finishedBodies(words, tracks) : plainBodies(words);
  const parts: Record<string, TemplatePart> = { Subject: { text: words.subject, html: false } };
  if (html !== undefined) parts.HtmlPart = { text: html, html: true };
  if (text !== undefined) parts.TextPart = { text, html: false };
  const own = (words.headers ?? []).map(({ Name, Value }, index) => {
    const part = `Headers[${index}]`;
    parts[part] = { text: links ? withUnsubscribeUrl(Value) : Value, html: false };
    return { name: Name, part };
  });
  const unsubscribe =
    links && !own.some(({ name }) => saysHowToUnsubscribe(name)) ? links.unsubscribeUrl : undefined;
  const compiled = compileTemplate(parts, { ...wording, ...(links && { blocks: links.blocks }) });
  return {
    kind: 'EMAIL',
    compose({ trace, address, context }) {
      links?.about({ trace, address, sentAt: wording.now() });
      const rendered = compiled.render(context);
      const headers = own.map(({ name, part }) => ({ name, value: rendered[part] as string }));
      if (unsubscribe) headers.push(...unsubscribeHeaders(unsubscribe()));
      return {
        kind: 'EMAIL',
        ...envelope,
        subject: rendered.Subject as string,
        html: rendered.HtmlPart,
        text: rendered.TextPart,
        headers,
      };
    },
  };
}
