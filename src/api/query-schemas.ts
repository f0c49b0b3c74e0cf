import type { QueryParameter, ReturnedColumn } from '../core/statement.ts';
import { FORMATS } from './result-format.ts';
import type { RouteAnswer, RouteParameter } from './route.ts';

/** JSON Schema, 2020-12, as OpenAPI 3.1 has it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** How the values of each type are written in JSON; types that are not here are texts. */
const SIMPLE: Readonly<Record<string, JsonSchema>> = {
  tinyint: { type: 'integer' },
  smallint: { type: 'integer' },
  integer: { type: 'integer' },
  bigint: { type: 'integer', format: 'int64' },
  real: { type: 'number' },
  double: { type: 'number' },
  boolean: { type: 'boolean' },
  timestamp: { type: 'string', format: 'date-time' },
  date: { type: 'string', format: 'date' },
};

/** The schema of one value of Athena's type. Maps and lists of a stage on AWS are texts, so both are allowed. */
export function valueSchema(type: string): JsonSchema {
  const base = type.replace(/\(.*/, '');
  if (base === 'array') return { type: ['array', 'string'] };
  if (base === 'map' || base === 'row') return { type: ['object', 'string'] };
  return SIMPLE[base] ?? { type: 'string' };
}

/** One row of a query's answer; any value may be null. */
export function rowSchema(columns: readonly ReturnedColumn[]): JsonSchema {
  const properties = columns.map(({ name, type, note }) => {
    const value = valueSchema(type);
    return [name, { ...value, type: [value.type, 'null'].flat(), ...(note && { description: note }) }];
  });
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    required: columns.map(({ name }) => name),
  };
}

/** A parameter with its rule. */
export function parameterSchema({ type, oneOf, from, to, default: standard }: QueryParameter): JsonSchema {
  const isNumber = type === 'bigint' || type === 'double';
  return {
    ...valueSchema(type),
    ...(oneOf && { enum: oneOf }),
    ...(isNumber && from !== undefined && { minimum: from }),
    ...(isNumber && to !== undefined && { maximum: to }),
    ...(standard !== undefined && standard !== null && { default: standard }),
  };
}

const text: JsonSchema = { type: 'string' };
const instant: JsonSchema = { type: 'string', format: 'date-time' };
const whole: JsonSchema = { type: 'integer', minimum: 0 };

function object(
  properties: Readonly<Record<string, JsonSchema>>,
  optional: readonly string[] = [],
): JsonSchema {
  return {
    type: 'object',
    properties,
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
  };
}

const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
const columns = list(object({ name: text, type: { ...text, description: "Athena's name of the type" } }));

export const ERROR = object({
  error: object({ code: text, message: text, details: { type: 'object' } }, ['details']),
  requestId: text,
});

export const PAGE = object(
  {
    name: { ...text, description: 'of the named query' },
    execution: { ...text, description: 'whose result this is a page of' },
    columns,
    rows: list({ type: 'object' }),
    next: { ...text, description: 'of the next page; absent on the last' },
  },
  ['name', 'next'],
);

export const EXECUTION = object(
  {
    id: text,
    name: text,
    state: { ...text, enum: ['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'] },
    submittedAt: instant,
    completedAt: instant,
    seconds: { type: 'number', description: 'that it has run' },
    rows: whole,
    scannedBytes: whole,
    costUsd: { type: 'number', description: 'by the list price' },
    error: object({ code: text, message: text }),
    results: { ...text, description: 'path of the result' },
  },
  ['name', 'completedAt', 'rows', 'scannedBytes', 'costUsd', 'error', 'results'],
);

export const TABLES = object({
  items: list(object({ name: text, kind: { ...text, enum: ['table', 'view'] }, columns })),
});

export const QUERIES = object({
  items: list(
    object({
      name: text,
      grain: text,
      parameters: list(
        object(
          {
            name: text,
            type: text,
            description: text,
            required: { type: 'boolean' },
            oneOf: list({}),
            from: {},
            to: {},
            default: {},
          },
          ['oneOf', 'from', 'to', 'default'],
        ),
      ),
      returns: text,
      columns: list(object({ name: text, type: text, note: text }, ['note'])),
      reads: text,
      scope: text,
    }),
  ),
});

/** What every answer of rows can be asked for with. */
export const ANSWER_OPTIONS: readonly RouteParameter[] = [
  { name: 'format', description: 'instead of the header Accept', schema: { ...text, enum: FORMATS } },
  {
    name: 'limit',
    description: 'rows of a page; 1000 in JSON when not given, all rows in the other formats',
    schema: { type: 'integer', minimum: 1, maximum: 10_000 },
  },
  { name: 'next', description: 'that of the page before', schema: text },
  {
    name: 'maxAge',
    description: 'seconds; an earlier answer to the same question is good enough when it is no older',
    schema: { type: 'integer', minimum: 0, maximum: 86_400, default: 0 },
  },
];

/** What is answered where rows are asked for. */
export const RESULT_ANSWERS: Readonly<Record<number, RouteAnswer>> = {
  200: { description: 'A page', schema: PAGE },
  202: { description: 'Not ready yet; `Location` says where to ask', schema: EXECUTION },
  304: { description: 'The caller has this answer (`If-None-Match`)' },
};
