import { z } from 'zod';
import { PlatformError } from '../errors.ts';
import { parse, withoutNulls } from '../parse.ts';
import { checkTags, type Tags } from '../tags/tags.ts';
import type { TemplatePart } from './render.ts';
import type { TemplateType } from './template-types.ts';

/** Sources: pinpoint-campaigns-journeys.md 3.1, pinpoint-api.md 1.6, 3.4, 3.7. Lengths in characters. */
const MAX_DESCRIPTION = 500;
const MAX_HEADERS = 15;
const MAX_HEADER_NAME = 126;
const MAX_HEADER_VALUE = 870;
const MAX_CONTENTS = 5;
const MAX_CUSTOM_CONFIG = 10;
/** Ours; the reference gives none. */
const MAX_DEFAULTS = 50_000;

const text = z.string().nullish();
const action = z.enum(['OPEN_APP', 'DEEP_LINK', 'URL']).nullish();

const common = {
  tags: z.record(z.string(), z.string()).nullish(),
  TemplateDescription: z.string().max(MAX_DESCRIPTION).nullish(),
};
const defaults = { DefaultSubstitutions: z.string().max(MAX_DEFAULTS).nullish() };
const recommender = { RecommenderId: text };

const header = z.object({
  // What mail calls a field name: printable ASCII but the colon.
  Name: z
    .string()
    .max(MAX_HEADER_NAME)
    .regex(/^[!-9;-~]+$/, 'must be the name of a header'),
  Value: z
    .string()
    .max(MAX_HEADER_VALUE)
    .regex(/^[^\r\n]*$/, 'must be one line'),
});

const defaultPush = z.object({ Action: action, Body: text, Sound: text, Title: text, Url: text });
const apns = defaultPush.extend({ MediaUrl: text, RawContent: text });
const android = defaultPush.extend({
  ImageIconUrl: text,
  ImageUrl: text,
  SmallImageIconUrl: text,
  RawContent: text,
});

const colour = z
  .string()
  .regex(/^#[0-9a-fA-F]{6}$/, 'must be #rrggbb')
  .nullish();
const alignment = z.enum(['LEFT', 'CENTER', 'RIGHT']);
const buttonAction = z.enum(['LINK', 'DEEP_LINK', 'CLOSE']);
const overriding = z.object({ ButtonAction: buttonAction, Link: text }).nullish();
const button = z
  .object({
    DefaultConfig: z
      .object({
        BackgroundColor: colour,
        BorderRadius: z.int32().min(0).nullish(),
        ButtonAction: buttonAction,
        Link: text,
        Text: z.string(),
        TextColor: colour,
      })
      .nullish(),
    Android: overriding,
    IOS: overriding,
    Web: overriding,
  })
  .nullish();
export const inAppContent = z.object({
  BackgroundColor: colour,
  BodyConfig: z.object({ Alignment: alignment, Body: z.string(), TextColor: colour }).nullish(),
  HeaderConfig: z.object({ Alignment: alignment, Header: z.string(), TextColor: colour }).nullish(),
  ImageUrl: text,
  PrimaryBtn: button,
  SecondaryBtn: button,
});

const LAYOUTS = [
  'BOTTOM_BANNER',
  'TOP_BANNER',
  'OVERLAYS',
  'MOBILE_FEED',
  'MIDDLE_BANNER',
  'CAROUSEL',
] as const;

const SCHEMAS = {
  EMAIL: z.object({
    ...common,
    ...defaults,
    ...recommender,
    Headers: z.array(header).max(MAX_HEADERS).nullish(),
    HtmlPart: text,
    Subject: text,
    TextPart: text,
  }),
  SMS: z.object({ ...common, ...defaults, ...recommender, Body: text }),
  PUSH: z.object({
    ...common,
    ...defaults,
    ...recommender,
    ADM: android.nullish(),
    APNS: apns.nullish(),
    Baidu: android.nullish(),
    Default: defaultPush.nullish(),
    GCM: android.nullish(),
  }),
  VOICE: z.object({ ...common, ...defaults, Body: text, LanguageCode: text, VoiceId: text }),
  INAPP: z.object({
    ...common,
    Content: z.array(inAppContent).max(MAX_CONTENTS).nullish(),
    CustomConfig: z
      .record(z.string(), z.string())
      .refine((config) => Object.keys(config).length <= MAX_CUSTOM_CONFIG, {
        message: `must have at most ${MAX_CUSTOM_CONFIG} pairs`,
      })
      .nullish(),
    Layout: z.enum(LAYOUTS).nullish(),
  }),
} as const satisfies Record<TemplateType, z.ZodType>;

const REQUEST_NAMES: Readonly<Record<TemplateType, string>> = {
  EMAIL: 'EmailTemplateRequest',
  SMS: 'SMSTemplateRequest',
  PUSH: 'PushNotificationTemplateRequest',
  VOICE: 'VoiceTemplateRequest',
  INAPP: 'InAppTemplateRequest',
};

/** What a request says, with nulls left out. */
export interface TemplateRequest {
  readonly tags?: Tags;
  readonly TemplateDescription?: string;
  readonly DefaultSubstitutions?: string;
  readonly RecommenderId?: string;
  /** The members of the type itself. */
  readonly content: Readonly<Record<string, unknown>>;
}

/**
 * Checks shapes and sizes; texts are not yet compiled.
 * @throws PlatformError `BadRequest` naming member and value
 */
export function readTemplateRequest(type: TemplateType, input: unknown): TemplateRequest {
  const request = withoutNulls(parse<object>(SCHEMAS[type], input, REQUEST_NAMES[type]));
  const { tags, TemplateDescription, DefaultSubstitutions, RecommenderId, ...content } =
    request as TemplateRequest;
  checkTags(tags ?? {});
  checkSizes(type, content);
  return { tags, TemplateDescription, DefaultSubstitutions, RecommenderId, content };
}

/** Characters: of the whole template, or of each part of a push template. */
const MAX_SIZE: Readonly<Record<TemplateType, number>> = {
  EMAIL: 600_000,
  SMS: 1_600,
  PUSH: 4_000,
  VOICE: 10_000,
  INAPP: 200_000,
};
const MAX_ADM = 6_000;

function checkSizes(type: TemplateType, content: Readonly<Record<string, unknown>>): void {
  const wholes = type === 'PUSH' ? Object.entries(content) : [[`The ${type} template`, content] as const];
  for (const [name, whole] of wholes) {
    const size = charactersIn(whole);
    const most = name === 'ADM' ? MAX_ADM : MAX_SIZE[type];
    if (size > most) {
      throw new PlatformError('BadRequest', `${name} has ${size} characters; at most ${most} are allowed`);
    }
  }
}

/** Of all texts, at any depth. */
function charactersIn(value: unknown): number {
  if (typeof value === 'string') return [...value].length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, member) => sum + charactersIn(member), 0);
}

/** Members that are words of the platform, or names of voices and languages. */
const NOT_TEXT = ['Action', 'LanguageCode', 'VoiceId'];

/** The texts of a template that hold variables, by where they stand; those of in-app templates hold none. */
export function templateTexts(
  type: TemplateType,
  content: Readonly<Record<string, unknown>>,
): Record<string, TemplatePart> {
  return type === 'INAPP' ? {} : Object.fromEntries(textsIn(content, ''));
}

function textsIn(value: unknown, path: string): [string, TemplatePart][] {
  if (typeof value === 'string') return [[path, { text: value, html: path === 'HtmlPart' }]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .filter(([name]) => !NOT_TEXT.includes(name))
    .flatMap(([name, member]) => textsIn(member, path === '' ? name : `${path}.${name}`));
}
