export const TEMPLATE_TYPES = ['EMAIL', 'SMS', 'PUSH', 'VOICE', 'INAPP'] as const;
export type TemplateType = (typeof TEMPLATE_TYPES)[number];

/** One version of a template; `content` has the request's own members (Subject, HtmlPart, Body, Default, …). */
export interface StoredTemplate {
  readonly TemplateName: string;
  readonly TemplateType: TemplateType;
  readonly Version: string;
  readonly DefaultSubstitutions?: string;
  readonly RecommenderId?: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** Members of which a template needs one to say anything, by type; of a push template any part that has one. */
const WORDS: Readonly<Record<TemplateType, readonly string[]>> = {
  EMAIL: ['HtmlPart', 'TextPart'],
  SMS: ['Body'],
  VOICE: ['Body'],
  PUSH: ['Body', 'Title', 'RawContent'],
  INAPP: ['Content'],
};

/** @returns the members of which a template has none, so that whatever it is sent to gets nothing; `undefined` when it has one */
export function missingWords({
  TemplateType: type,
  content,
}: Pick<StoredTemplate, 'TemplateType' | 'content'>): string | undefined {
  const parts = type === 'PUSH' ? Object.values(content) : [content];
  const says = parts.some((part) =>
    WORDS[type].some((member) => {
      const words = (part as Readonly<Record<string, unknown>> | null)?.[member];
      return words !== undefined && words !== null && words !== '';
    }),
  );
  return says ? undefined : WORDS[type].join(', ');
}
