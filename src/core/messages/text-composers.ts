import { compileTemplate, type TemplatePart } from '../templates/render.ts';
import type { Composer, Wording } from './compose.ts';
import type { SmsContent, VoiceContent } from './outgoing.ts';

export type SmsSettings = Omit<SmsContent, 'kind' | 'body'>;
export type VoiceSettings = Omit<VoiceContent, 'kind' | 'body'>;

/** @throws PlatformError `BadRequest` for a body that is no template */
export function smsComposer(body: string, settings: SmsSettings, wording: Wording): Composer {
  const compiled = compileTemplate({ Body: { text: body, html: false } }, wording);
  return {
    kind: 'SMS',
    compose: ({ context, bodyOverride }) => ({
      kind: 'SMS',
      ...settings,
      body: bodyOverride ?? compiled.render(context).Body,
    }),
  };
}

/** @throws PlatformError `BadRequest` for a body that is no template */
export function voiceComposer(body: string, settings: VoiceSettings, wording: Wording): Composer {
  const compiled = compileTemplate({ Body: { text: body, html: false } }, wording);
  return {
    kind: 'VOICE',
    compose: ({ context }) => ({ kind: 'VOICE', ...settings, body: compiled.render(context).Body }),
  };
}

/** Members of a push message that say what to do and not what to say. */
const FIXED_MEMBERS = ['Action', 'Priority', 'APNSPushType', 'PreferredAuthenticationMethod'];

/**
 * @param message of one push service, in the shape of `MessageConfiguration`; its texts are templates
 * @throws PlatformError `BadRequest` for a text that is no template
 */
export function pushComposer(message: Readonly<Record<string, unknown>>, wording: Wording): Composer {
  const { Substitutions, ...members } = message;
  const texts = Object.entries(members).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && !FIXED_MEMBERS.includes(entry[0]),
  );
  const parts = Object.fromEntries(
    texts.map(([name, text]): [string, TemplatePart] => [name, { text, html: false }]),
  );
  const compiled = compileTemplate(parts, wording);
  return {
    kind: 'PUSH',
    compose: ({ context, titleOverride, bodyOverride }) => ({
      kind: 'PUSH',
      message: {
        ...members,
        ...compiled.render(context),
        ...(titleOverride !== undefined && { Title: titleOverride }),
        ...(bodyOverride !== undefined && { Body: bodyOverride }),
      },
    }),
  };
}
