import { z } from 'zod';

/** JSON Schema, 2020-12, as OpenAPI 3.1 has it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export const text: JsonSchema = { type: 'string' };
export const flag: JsonSchema = { type: 'boolean' };
export const real: JsonSchema = { type: 'number' };
/** A count, or bytes. */
export const whole: JsonSchema = { type: 'integer', minimum: 0 };
/** ISO 8601, UTC. */
export const instant: JsonSchema = { type: 'string', format: 'date-time' };
export const day: JsonSchema = { type: 'string', format: 'date' };

export const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
export const oneOf = (values: readonly string[]): JsonSchema => ({ type: 'string', enum: values });
/** An object whose members' names are data: counts by reason, say. */
export const mapOf = (values: JsonSchema): JsonSchema => ({ type: 'object', additionalProperties: values });
/** The schema with a sentence that says what the value is. */
export const said = (schema: JsonSchema, description: string): JsonSchema => ({ ...schema, description });
/** The schema of a value that may also be null. */
export const nullable = (schema: JsonSchema): JsonSchema => ({
  ...schema,
  type: [schema.type, 'null'].flat(),
});

/**
 * An object with these members and no others.
 * @typeParam T the type that is answered: leaving out a member of it, or adding one, does not compile
 * @param optional members that may be absent
 */
export function object<T extends object = Record<string, unknown>>(
  properties: { readonly [Name in keyof T]-?: JsonSchema },
  optional: readonly (keyof T & string)[] = [],
): JsonSchema {
  const required = Object.keys(properties).filter((name) => !(optional as readonly string[]).includes(name));
  return { type: 'object', properties, required };
}

/** The schema of an object with the members of both. */
export function extended(base: JsonSchema, more: JsonSchema): JsonSchema {
  return {
    type: 'object',
    properties: { ...(base.properties as object), ...(more.properties as object) },
    required: [...(base.required as string[]), ...(more.required as string[])],
  };
}

/** Gives a schema a name: `/openapi.json` keeps it once, under its components, and generated types bear it. */
export const named = (title: string, schema: JsonSchema): JsonSchema => ({ title, ...schema });

/** What a zod schema lets in, so that the check and its description are one. */
export function bodyOf(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...described } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return described;
}

/** A page of a list: `{ items, next }`, where `next` is absent on the last page. */
export const pageOf = (items: JsonSchema): JsonSchema =>
  object({ items: list(items), next: said(text, 'of the next page; absent on the last') }, ['next']);
