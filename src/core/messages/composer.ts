import type { Ports } from '../../ports/ports.ts';
import { usableChannel } from '../channels/channel-settings.ts';
import { PlatformError } from '../errors.ts';
import { requireTemplate, type StoredTemplate } from '../templates/templates.ts';
import type { MessageBatch, MessageVariant } from './batch.ts';
import type { Composer, Wording } from './compose.ts';
import { contentKindOf, pushServiceOf, TEMPLATES, type WordedKind } from './content-kinds.ts';
import { customComposer, isCustomDelivery } from './custom-composer.ts';
import { type EmailHeader, type EmailWords, emailComposer } from './email-composer.ts';
import {
  pushComposer,
  type SmsSettings,
  smsComposer,
  type VoiceSettings,
  voiceComposer,
} from './text-composers.ts';
import { linkSigner, previewSigner } from './tracking-key.ts';

export type { Composer, Recipient } from './compose.ts';

type Members = Readonly<Record<string, unknown>>;

/** What a message is made with, whoever it is for. */
export function wordingOf({ clock, ids }: Pick<Ports, 'clock' | 'ids'>, defaults?: string): Wording {
  return { now: () => clock.now(), uuid: () => ids.requestId(), ...(defaults && { defaults }) };
}

/** What is compiled of a variant. */
export interface Compilation {
  readonly channelType: string;
  readonly variantId: string;
  /** To be looked at, not sent: its links are those of the template, and nothing in it counts. */
  readonly isPreview?: boolean;
}

/**
 * Compiles what a variant sends to endpoints of a channel type: its template, else its inline
 * message, else its `DefaultMessage` (1.3).
 * @throws PlatformError `BadRequest` when there is nothing to send, no address to send from, or the
 *   channel is not set up; `NotFound` for a missing template
 */
export async function compileVariant(
  ports: Ports,
  batch: MessageBatch,
  variant: MessageVariant,
  { channelType, variantId, isPreview = false }: Compilation,
): Promise<Composer> {
  if (isCustomDelivery(variant, channelType)) return customComposer(batch, variant, variantId);
  const kind = contentKindOf(channelType);
  if (kind === undefined || kind === 'CUSTOM') {
    throw new PlatformError('BadRequest', `Nothing can be sent to endpoints of type ${channelType}`);
  }
  const settings = await enabledChannel(ports, batch.applicationId, channelType);
  const template = await templateOf(ports, variant, kind);
  const composer = await composerOf(ports, { variant, template, settings, channelType, kind, isPreview });
  const recommenderId = template?.RecommenderId;
  return recommenderId === undefined ? composer : { ...composer, recommenderId };
}

interface Composition {
  readonly variant: MessageVariant;
  readonly template?: StoredTemplate;
  readonly settings: Members;
  readonly channelType: string;
  readonly kind: WordedKind;
  readonly isPreview: boolean;
}

async function composerOf(
  ports: Ports,
  { variant, template, settings, channelType, kind, isPreview }: Composition,
): Promise<Composer> {
  const wording = wordingOf(ports, template?.DefaultSubstitutions);
  switch (kind) {
    case 'EMAIL':
      return emailVariant(ports, { variant, template, settings, wording, isPreview });
    case 'PUSH':
      return pushComposer(pushMessageOf(variant, template, channelType), wording);
    case 'SMS': {
      const inline = inlineOf(variant, 'SMSMessage');
      const own = { ...inline, ...variant.MessageConfig };
      return smsComposer(bodyOf(template, inline, kind), smsSettings(own, settings), wording);
    }
    case 'VOICE': {
      const inline = inlineOf(variant, 'VoiceMessage');
      const own = { ...inline, ...template?.content, ...variant.MessageConfig };
      return voiceComposer(bodyOf(template, inline, kind), voiceSettings(own), wording);
    }
  }
}

interface EmailVariant {
  readonly variant: MessageVariant;
  readonly template?: StoredTemplate;
  readonly settings: Members;
  readonly wording: Wording;
  readonly isPreview: boolean;
}

async function emailVariant(
  ports: Ports,
  { variant, template, settings, wording, isPreview }: EmailVariant,
): Promise<Composer> {
  const { words, from } = emailOf(variant, template);
  const sender = text(variant.MessageConfig?.FromAddress) ?? from ?? text(settings.FromAddress);
  return emailComposer({
    words,
    envelope: {
      from: required(sender, 'There is no address to send e-mail from'),
      configurationSet: text(settings.ConfigurationSet),
    },
    wording,
    links: isPreview ? previewSigner(ports) : await linkSigner(ports),
    tracks: isPreview || ports.channels.EMAIL.tracks,
  });
}

function bodyOf(template: StoredTemplate | undefined, inline: Members | undefined, kind: WordedKind): string {
  return required(text((template?.content ?? inline)?.Body), `The message has no text for ${kind}`);
}

async function enabledChannel(ports: Ports, applicationId: string, channelType: string): Promise<Members> {
  const settings = await usableChannel(ports, applicationId, channelType);
  if (!('unusable' in settings)) return { ...settings };
  throw new PlatformError('BadRequest', settings.unusable, { status: 'UNSUPPORTED_CHANNEL' });
}

async function templateOf(
  ports: Ports,
  { TemplateConfiguration }: MessageVariant,
  kind: WordedKind,
): Promise<StoredTemplate | undefined> {
  const [member, type] = TEMPLATES[kind];
  const reference = TemplateConfiguration?.[member];
  return reference && requireTemplate(ports, type, reference.Name, reference.Version);
}

/** The message of that name, else the default one; it has a `Body`, and a `Title` at most. */
function inlineOf({ MessageConfiguration }: MessageVariant, name: string): Members | undefined {
  return MessageConfiguration?.[name] ?? MessageConfiguration?.DefaultMessage;
}

function emailOf(
  variant: MessageVariant,
  template: StoredTemplate | undefined,
): { words: EmailWords; from?: string } {
  const inline = inlineOf(variant, 'EmailMessage');
  const [source, names] = template
    ? ([template.content, { subject: 'Subject', html: 'HtmlPart', text: 'TextPart' }] as const)
    : ([inline, { subject: 'Title', html: 'HtmlBody', text: 'Body' }] as const);
  const words = {
    subject: text(source?.[names.subject]) ?? '',
    html: text(source?.[names.html]),
    text: text(source?.[names.text]),
    headers: (source?.Headers ?? []) as readonly EmailHeader[],
  };
  if (words.html === undefined && words.text === undefined) {
    throw new PlatformError('BadRequest', 'The message has no text for EMAIL');
  }
  return { words, from: text(inline?.FromAddress) };
}

function pushMessageOf(
  variant: MessageVariant,
  template: StoredTemplate | undefined,
  channelType: string,
): Members {
  const { part, message: member } = pushServiceOf(channelType) ?? { part: '', message: '' };
  const inline = variant.MessageConfiguration;
  const message: Members = template
    ? { ...(template.content.Default as Members), ...given(template.content[part] as Members) }
    : { ...(inline?.[member] ?? inline?.DefaultMessage) };
  if (Object.keys(message).length === 0) {
    throw new PlatformError('BadRequest', `The message has no text for ${channelType}`);
  }
  const seconds = Number(variant.MessageConfig?.TimeToLive ?? Number.NaN);
  return { ...message, ...(Number.isFinite(seconds) && { TimeToLive: seconds }) };
}

/**
 * A number to send from beats a sender's name (2.7), and what the message says beats the channel's
 * settings. Ours: messages that say nothing else are promotional.
 */
export function smsSettings(own: Members, settings: Members): SmsSettings {
  const ownNumber = text(own.OriginationNumber);
  const ownSender = text(own.SenderId);
  const originationNumber = ownNumber ?? (ownSender === undefined ? text(settings.ShortCode) : undefined);
  return defined({
    messageType: own.MessageType === 'TRANSACTIONAL' ? ('TRANSACTIONAL' as const) : ('PROMOTIONAL' as const),
    originationNumber,
    senderId: originationNumber === undefined ? (ownSender ?? text(settings.SenderId)) : undefined,
    keyword: text(own.Keyword),
    entityId: text(own.EntityId),
    templateId: text(own.TemplateId),
  });
}

export function voiceSettings(members: Members): VoiceSettings {
  return defined({
    languageCode: text(members.LanguageCode),
    voiceId: text(members.VoiceId),
    originationNumber: text(members.OriginationNumber),
  });
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function required(value: string | undefined, complaint: string): string {
  if (value === undefined) throw new PlatformError('BadRequest', complaint);
  return value;
}

function given(members: Members | undefined): Members {
  return Object.fromEntries(Object.entries(members ?? {}).filter(([, value]) => value !== null));
}

function defined<T extends object>(members: T): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
}
