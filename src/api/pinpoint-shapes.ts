import { type JsonSchema, list, mapOf } from './json-schema.ts';

/*
 * The schemas of AWS's SDK for JavaScript (@smithy/types, `schema/static-schemas`): arrays that begin with
 * their kind, a namespace, a name and traits, or plain numbers for simple types.
 */

const LIST = 1;
const MAP = 2;
const STRUCTURE = 3;
const OPERATION = 9;

/** Added to the number of a simple type: a list or a map of its values. */
const LIST_OF = 64;
const MAP_TO = 128;

/** Simple types by their number; all timestamps of Pinpoint are texts. */
const SIMPLE: Readonly<Record<number, JsonSchema>> = {
  0: { type: 'string' },
  1: { type: 'number' },
  2: { type: 'boolean' },
  4: { type: 'string', format: 'date-time' },
  5: { type: 'string', format: 'date-time' },
  15: {},
  21: { type: 'string', contentEncoding: 'base64' },
};

/** The bit of a member's traits that makes it the body. */
const PAYLOAD_BIT = 16;

type Traits = number | Readonly<Record<string, unknown>>;
export type Shape = number | readonly unknown[] | (() => Shape);
export type OperationShape = readonly [9, string, string, Traits, () => Shape, () => Shape];

export interface Field {
  /** Its name in JSON. */
  readonly name: string;
  readonly schema: Shape;
  readonly isRequired: boolean;
  readonly isPayload: boolean;
  /** Its name behind the question mark, if it stands there. */
  readonly query?: string;
}

export function isOperation(value: unknown): value is OperationShape {
  return Array.isArray(value) && value[0] === OPERATION;
}

/** Reads shapes, and collects the schemas of structures under the names that the SDK gives them. */
export function shapeReader() {
  const schemas: Record<string, JsonSchema> = {};

  function schemaOf(shape: Shape): JsonSchema {
    if (typeof shape === 'function') return schemaOf(shape());
    if (typeof shape === 'number') return simple(shape);
    if (hasTraits(shape)) return schemaOf(shape[0]);
    const [kind, , name] = shape as [unknown, string, string];
    if (kind === LIST) return list(schemaOf(shape[4] as Shape));
    if (kind === MAP) return mapOf(schemaOf(shape[5] as Shape));
    if (kind !== STRUCTURE) throw new Error(`The SDK’s schema ${name} is of an unknown kind ${String(kind)}`);
    if (schemas[name] === undefined) {
      schemas[name] = {}; // a structure may hold others of its kind
      const fields = fieldsOf(shape);
      schemas[name] = {
        type: 'object',
        properties: Object.fromEntries(fields.map((field) => [field.name, schemaOf(field.schema)])),
        ...(fields.some(({ isRequired }) => isRequired) && {
          required: fields.filter(({ isRequired }) => isRequired).map((field) => field.name),
        }),
      };
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  return { schemas, schemaOf, fieldsOf };
}

/** A member or an item may be its schema and its traits, in this order. */
function hasTraits(shape: Shape): shape is [Shape, Traits] {
  return Array.isArray(shape) && shape.length === 2;
}

/**
 * Marked required by the SDK, and yet left out: by Pinpoint of metrics of one value (pinpoint-events-kpis.md 3), by us
 * what a channel's provider knows us by.
 */
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  ResultRow: ['GroupedBys'],
  BaiduChannelResponse: ['Credential'],
};

/** The members of a structure; those that must be there come first, and their number stands last. */
function fieldsOf(given: Shape): Field[] {
  const shape = typeof given === 'function' ? given() : given;
  if (!Array.isArray(shape) || shape[0] !== STRUCTURE) return [];
  const [, , name, , names, members, required = 0] = shape as [
    3,
    string,
    string,
    Traits,
    string[],
    Shape[],
    number?,
  ];
  return names.map((member, index) => {
    const given = members[index] as Shape;
    const [schema, traits] = hasTraits(given) ? given : [given, 0];
    const named = typeof traits === 'object' ? traits : {};
    return {
      name: typeof named.jsonName === 'string' ? named.jsonName : member,
      schema,
      isRequired: index < required && !LEFT_OUT[name]?.includes(member),
      isPayload: traits === PAYLOAD_BIT,
      ...(typeof named.httpQuery === 'string' && { query: named.httpQuery }),
    };
  });
}

function simple(number: number): JsonSchema {
  if (number >= MAP_TO) return mapOf(simple(number - MAP_TO));
  if (number >= LIST_OF) return list(simple(number - LIST_OF));
  const schema = SIMPLE[number];
  if (schema === undefined) throw new Error(`The SDK’s schemas have an unknown type ${number}`);
  return schema;
}
