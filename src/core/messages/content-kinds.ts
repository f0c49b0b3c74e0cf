import type { TemplateType } from '../templates/templates.ts';
import type { MessageContent } from './outgoing.ts';

type Kind = MessageContent['kind'];
/** Kinds that have words and templates of their own. */
export type WordedKind = Exclude<Kind, 'CUSTOM'>;

/** Member of `TemplateConfiguration` and type of template, by the kind of what is sent. */
export const TEMPLATES = {
  EMAIL: ['EmailTemplate', 'EMAIL'],
  SMS: ['SMSTemplate', 'SMS'],
  VOICE: ['VoiceTemplate', 'VOICE'],
  PUSH: ['PushTemplate', 'PUSH'],
} as const satisfies Record<WordedKind, readonly [string, TemplateType]>;

/** By how its channel types begin: the part of a push template and the message that speak to a service. */
const PUSH_SERVICES = [
  { prefix: 'GCM', part: 'GCM', message: 'GCMMessage' },
  { prefix: 'APNS', part: 'APNS', message: 'APNSMessage' },
  { prefix: 'ADM', part: 'ADM', message: 'ADMMessage' },
  { prefix: 'BAIDU', part: 'Baidu', message: 'BaiduMessage' },
] as const;

/** @returns `undefined` for a channel type that is not push */
export function pushServiceOf(channelType: string): (typeof PUSH_SERVICES)[number] | undefined {
  return PUSH_SERVICES.find(({ prefix }) => channelType.startsWith(prefix));
}

/** @returns `undefined` for a channel type that no message goes through (`IN_APP`, or none that we know) */
export function contentKindOf(channelType: string): Kind | undefined {
  if (['EMAIL', 'SMS', 'VOICE', 'CUSTOM'].includes(channelType)) return channelType as Kind;
  return pushServiceOf(channelType) ? 'PUSH' : undefined;
}
