import {
  type CompileOptions,
  compileTemplate,
  type RenderContext,
} from '../../../src/core/templates/render.ts';

/** A Tuesday evening. */
export const NOW = new Date('2026-11-24T20:06:07.089Z');

export function options(more: Partial<CompileOptions> = {}): CompileOptions {
  let made = 0;
  return { now: () => NOW, uuid: () => `uuid-${++made}`, ...more };
}

/** One text, as plain text, for one recipient. */
export function rendered(text: string, context: RenderContext, more: Partial<CompileOptions> = {}): string {
  return compileTemplate({ Body: { text, html: false } }, options(more)).render(context).Body;
}

/** As a part that is HTML. */
export function renderedHtml(
  text: string,
  context: RenderContext,
  more: Partial<CompileOptions> = {},
): string {
  return compileTemplate({ HtmlPart: { text, html: true } }, options(more)).render(context).HtmlPart;
}
