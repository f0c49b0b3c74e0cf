import { createSecretKey } from 'node:crypto';
import { type EmailBodies, emailLinks, finishedBodies } from '../../../src/core/messages/email-finish.ts';
import type { LinkSigner } from '../../../src/core/messages/tracking-key.ts';
import type { LinkedMessage } from '../../../src/core/messages/tracking-token.ts';
import {
  compileTemplate,
  type RenderContext,
  type TemplatePart,
} from '../../../src/core/templates/render.ts';

export const SIGNER: LinkSigner = {
  key: createSecretKey(Buffer.alloc(32, 7)),
  publicUrl: 'https://mail.example.com',
};

export const MESSAGE: LinkedMessage = {
  trace: {
    application_id: '11111111111111111111111111111111',
    message_id: '22222222222222222222222222222222',
    endpoint_id: 'ana-1',
    user_id: 'ana',
    campaign_id: '33333333333333333333333333333333',
    campaign_activity_id: '44444444444444444444444444444444',
    treatment_id: '0',
  },
  address: 'ana@example.com',
  sentAt: new Date('2026-03-01T09:30:00.123Z'),
};

export interface RenderOptions {
  readonly tracks?: boolean;
  readonly context?: RenderContext;
  readonly message?: LinkedMessage;
  readonly signer?: LinkSigner;
}

/** Finishes the bodies of a template and renders them for one recipient, as the pipeline does. */
export function renderFinished(template: EmailBodies, options: RenderOptions = {}): EmailBodies {
  const { tracks = false, context = {}, message = MESSAGE, signer = SIGNER } = options;
  const links = emailLinks(signer);
  const { html, text } = finishedBodies(template, tracks);
  const parts: Record<string, TemplatePart> = {
    ...(html !== undefined && { html: { text: html, html: true } }),
    ...(text !== undefined && { text: { text, html: false } }),
  };
  const compiled = compileTemplate(parts, {
    now: () => message.sentAt,
    uuid: () => '00000000-0000-0000-0000-000000000000',
    blocks: links.blocks,
  });
  links.about(message);
  return compiled.render(context);
}

/** The values of `href` and `src` in a text, entities as they are. */
export function addressesIn(html = ''): string[] {
  return Array.from(html.matchAll(/(?:href|src)=["']?([^"'\s>]*)/g), (match) => match[1] ?? '');
}
