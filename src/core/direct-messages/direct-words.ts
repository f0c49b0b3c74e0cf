import type { Ports } from '../../ports/ports.ts';
import type { ChannelSettings } from '../channels/channel-settings.ts';
import { PlatformError } from '../errors.ts';
import type { Composer } from '../messages/compose.ts';
import { smsSettings, voiceSettings, wordingOf } from '../messages/composer.ts';
import {
  contentKindOf,
  type WordedKind as Kind,
  pushServiceOf,
  TEMPLATES,
} from '../messages/content-kinds.ts';
import { type EmailHeader, type EmailWords, emailComposer } from '../messages/email-composer.ts';
import { pushComposer, smsComposer, voiceComposer } from '../messages/text-composers.ts';
import { requireTemplate, type StoredTemplate } from '../templates/templates.ts';
import type { DirectMessage, RecipientConfiguration } from './direct-request.ts';
import type { Substitutions } from './substitutions.ts';

type Members = Readonly<Record<string, unknown>>;
type Configuration = NonNullable<DirectMessage['MessageConfiguration']>;
/** What one recipient's message says instead. */
export type Overrides = Pick<RecipientConfiguration, 'BodyOverride' | 'TitleOverride' | 'RawContent'>;

/** The templates that a request names, read once. */
export type DirectTemplates = Readonly<Partial<Record<Kind, StoredTemplate>>>;

/** @throws PlatformError `NotFound` naming the template that is missing */
export async function readTemplates(
  ports: Ports,
  { TemplateConfiguration }: DirectMessage,
): Promise<DirectTemplates> {
  const templates: Partial<Record<Kind, StoredTemplate>> = {};
  for (const [kind, [member, type]] of Object.entries(TEMPLATES)) {
    const reference = TemplateConfiguration?.[member];
    if (!reference) continue;
    templates[kind as Kind] = await requireTemplate(ports, type, reference.Name, reference.Version);
  }
  return templates;
}

/** The member of MessageConfiguration that speaks to a kind; push services have their own. */
const MESSAGES = {
  EMAIL: 'EmailMessage',
  SMS: 'SMSMessage',
  VOICE: 'VoiceMessage',
  PUSH: 'DefaultMessage',
} as const satisfies Record<Kind, keyof Configuration>;

/** What a request says to one channel type. */
export interface DirectWords {
  readonly kind: Kind;
  readonly template?: StoredTemplate;
  /** The channel's own message. */
  readonly own: Members;
  /** The body of `DefaultMessage`, for when nothing else says anything. */
  readonly fallback?: string;
  /** Of the channel's message; else of the default ones. */
  readonly substitutions: readonly (Substitutions | undefined)[];
  /** The push template's, or message's, part for the service. */
  readonly push: Members;
}

/** @returns `undefined` for a channel type that direct messages cannot go to */
export function directWords(
  channelType: string,
  { MessageConfiguration: said = {} }: DirectMessage,
  templates: DirectTemplates,
): DirectWords | undefined {
  const kind = contentKindOf(channelType);
  if (kind === undefined || kind === 'CUSTOM') return undefined;
  const { DefaultMessage, DefaultPushNotificationMessage } = said;
  const { message: member, part } = pushServiceOf(channelType) ?? { message: MESSAGES[kind], part: '' };
  const { Substitutions: ofMessage, ...own } = (said[member] ?? {}) as Members;
  const { Substitutions: ofPush, ...defaultPush } = DefaultPushNotificationMessage ?? {};
  const template = templates[kind];
  const fromTemplate = { ...(template?.content.Default as Members), ...(template?.content[part] as Members) };
  return {
    kind,
    template,
    own,
    fallback: DefaultMessage?.Body,
    substitutions: [DefaultMessage?.Substitutions, ofPush, ofMessage as Substitutions | undefined],
    push: { ...defaultPush, ...own, ...fromTemplate },
  };
}

/** Whether there is anything to send, which `SendUsersMessages` asks before it writes to an endpoint. */
export function saysSomething(words: DirectWords, overrides: Overrides): boolean {
  return contentOf(words, overrides) !== undefined;
}

/**
 * Compiles the words for recipients with the same overrides. The order: raw content, overrides, the
 * channel's template, its message, the default message (pinpoint-api.md 3.4; that a template comes
 * before an inline message is ours, as in campaigns).
 * @throws PlatformError `BadRequest` for words that are no template, or when there is nothing to send
 */
export function compileWords(
  ports: Ports,
  words: DirectWords,
  settings: ChannelSettings,
  overrides: Overrides,
): Composer {
  const wording = wordingOf(ports, words.template?.DefaultSubstitutions);
  const { own, template, kind } = words;
  switch (kind) {
    case 'EMAIL':
      return emailOf(ports, words, settings, present(emailContent(words, overrides), kind));
    case 'SMS': {
      const { Body } = present(textContent(words, overrides), kind);
      return smsComposer(Body, smsSettings(own, { ...settings }), wording);
    }
    case 'VOICE': {
      const { Body } = present(textContent(words, overrides), kind);
      return voiceComposer(Body, voiceSettings({ ...own, ...template?.content }), wording);
    }
    case 'PUSH':
      return pushComposer(present(pushContent(words, overrides), kind), wording);
  }
}

function contentOf(words: DirectWords, overrides: Overrides): object | undefined {
  if (words.kind === 'EMAIL') return emailContent(words, overrides);
  return words.kind === 'PUSH' ? pushContent(words, overrides) : textContent(words, overrides);
}

function present<T>(content: T | undefined, kind: Kind): T {
  if (content === undefined) throw nothingFor(kind);
  return content;
}

function textContent({ template, own, fallback }: DirectWords, { BodyOverride }: Overrides) {
  const Body = said(BodyOverride) ?? said(template?.content.Body) ?? said(own.Body) ?? said(fallback);
  return Body === undefined ? undefined : { Body };
}

function pushContent({ push, fallback }: DirectWords, overrides: Overrides): Members | undefined {
  const { BodyOverride, TitleOverride, RawContent } = overrides;
  const Body = said(BodyOverride) ?? said(push.Body) ?? said(fallback);
  const Title = said(TitleOverride) ?? said(push.Title);
  const raw = said(RawContent) ?? said(push.RawContent);
  const isSilent = push.SilentPush === true && push.Data !== undefined;
  if (Body === undefined && Title === undefined && raw === undefined && !isSilent) return undefined;
  return { ...push, Body, Title, RawContent: raw };
}

/** An e-mail's own `Body` is its text; ours, the reference is silent. */
function emailContent(
  { template, own, fallback }: DirectWords,
  overrides: Overrides,
): EmailWords | undefined {
  const { BodyOverride, TitleOverride } = overrides;
  const simple = (own.SimpleEmail ?? {}) as Readonly<Record<string, { Data?: string } | undefined>>;
  const base = template
    ? { Subject: template.content.Subject, Html: template.content.HtmlPart, Text: template.content.TextPart }
    : { Subject: simple.Subject?.Data, Html: simple.HtmlPart?.Data, Text: simple.TextPart?.Data };
  const inline =
    said(BodyOverride) ??
    (said(base.Html) || said(base.Text) ? undefined : (said(own.Body) ?? said(fallback)));
  const html = inline === undefined ? said(base.Html) : asHtml(inline);
  const text = inline === undefined ? said(base.Text) : asText(inline);
  if (html === undefined && text === undefined && !said((own.RawEmail as Members | undefined)?.Data))
    return undefined;
  return {
    subject: said(TitleOverride) ?? said(base.Subject) ?? '',
    html,
    text,
    headers: ((template ? template.content.Headers : simple.Headers) ?? []) as readonly EmailHeader[],
  };
}

const looksLikeHtml = (body: string) => /<[a-z!][^>]*>/i.test(body);
const asHtml = (body: string) => (looksLikeHtml(body) ? body : undefined);
const asText = (body: string) => (looksLikeHtml(body) ? undefined : body);

function emailOf(ports: Ports, words: DirectWords, settings: ChannelSettings, content: EmailWords): Composer {
  const { own, template } = words;
  const from = said(own.FromAddress) ?? said(settings.FromAddress);
  if (from === undefined) throw new PlatformError('BadRequest', 'There is no address to send e-mail from');
  const envelope = {
    from,
    replyTo: own.ReplyToAddresses as readonly string[] | undefined,
    configurationSet: said(settings.ConfigurationSet),
  };
  const raw = said((own.RawEmail as Members | undefined)?.Data);
  if (raw !== undefined) {
    const bytes = Buffer.from(raw, 'base64');
    const email = { kind: 'EMAIL', ...envelope, subject: '', headers: [], raw: bytes } as const;
    return { kind: 'EMAIL', compose: () => email };
  }
  return emailComposer({
    words: content,
    envelope,
    wording: wordingOf(ports, template?.DefaultSubstitutions),
    tracks: ports.channels.EMAIL.tracks,
  });
}

export function nothingFor(what: string): PlatformError {
  return new PlatformError('BadRequest', `The message has no text for ${what}`);
}

function said(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
