import type { Ports } from '../../ports/ports.ts';
import { PlatformError } from '../errors.ts';

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

/**
 * @param version the active one when absent
 * @throws PlatformError `NotFound` naming the template and version
 */
export async function requireTemplate(
  _ports: Ports,
  type: TemplateType,
  name: string,
  version?: string,
): Promise<StoredTemplate> {
  throw new PlatformError('NotFound', `Template ${name} of type ${type} ${version ?? ''} not found`);
}
