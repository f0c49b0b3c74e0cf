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
