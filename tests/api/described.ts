import { z } from 'zod';

/** What tests read of an OpenAPI document. */
export interface ApiDocument {
  readonly paths: Record<string, Record<string, DescribedOperation>>;
  readonly components: { readonly schemas: Record<string, object> };
}

export interface DescribedOperation {
  readonly operationId: string;
  readonly summary?: string;
  readonly security: unknown[];
  readonly parameters: {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly description?: string;
    readonly schema: Record<string, unknown>;
  }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: object }> };
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: object }> }>;
}

/** The schema of an answer in JSON. */
export function answerSchema(
  document: ApiDocument,
  path: string,
  method: string,
  status: string,
): object | undefined {
  return document.paths[path]?.[method]?.responses[status]?.content?.['application/json']?.schema;
}

/**
 * Whether a body has the shape that the document gives, told as its faults. A member that the document does not
 * name is a fault too, unless `isOpen`.
 */
export function faults(document: ApiDocument, schema: object, body: unknown, isOpen = false): string[] {
  const whole = { ...schema, $defs: document.components.schemas };
  const local = JSON.parse(JSON.stringify(whole).replaceAll('#/components/schemas/', '#/$defs/'));
  const result = z.fromJSONSchema(isOpen ? local : closed(local)).safeParse(body);
  return result.success
    ? []
    : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

/** The schema, at any depth without members that it does not name; what `allOf` puts together stays open. */
function closed(value: unknown): never {
  if (Array.isArray(value)) return value.map(closed) as never;
  if (typeof value !== 'object' || value === null) return value as never;
  const members = Object.entries(value).map(([name, member]) => [
    name,
    name === 'allOf' ? member : closed(member),
  ]);
  const schema = Object.fromEntries(members);
  const isObject = schema.type === 'object' && typeof schema.properties === 'object';
  return (isObject ? { additionalProperties: false, ...schema } : schema) as never;
}
