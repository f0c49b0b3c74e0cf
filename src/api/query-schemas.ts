import type { QueryParameter, ReturnedColumn } from '../core/statement.ts';
import {
  flag,
  instant,
  type JsonSchema,
  list,
  named,
  object,
  oneOf,
  real,
  said,
  text,
  whole,
} from './json-schema.ts';
import { FORMATS } from './result-format.ts';
import type { RouteAnswer, RouteParameter } from './route.ts';

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
export function parameterSchema(parameter: QueryParameter): JsonSchema {
  const { type, oneOf, from, to, day, default: standard } = parameter;
  const isNumber = type === 'bigint' || type === 'double';
  return {
    ...valueSchema(type),
    ...(oneOf && { enum: oneOf }),
    ...(day && { format: 'date' }),
    ...(isNumber && from !== undefined && { minimum: from }),
    ...(isNumber && to !== undefined && { maximum: to }),
    ...(standard !== undefined && standard !== null && { default: standard }),
  };
}

const columns = list(named('Column', object({ name: text, type: said(text, "Athena's name of the type") })));

export const ERROR = named(
  'Error',
  object({
    error: object({ code: text, message: text, details: { type: 'object' } }, ['details']),
    requestId: text,
  }),
);

/** What operations of Pinpoint's answer when they refuse; a refused key is told without an id, as its gateway does. */
export const PINPOINT_ERROR = object({ Message: text, RequestID: text }, ['RequestID']);

export const PAGE = named(
  'QueryPage',
  object(
    {
      name: said(text, 'of the named query'),
      execution: said(text, 'whose result this is a page of'),
      columns,
      rows: list({ type: 'object' }),
      next: said(text, 'of the next page; absent on the last'),
    },
    ['name', 'next'],
  ),
);

export const EXECUTION = named(
  'Execution',
  object(
    {
      id: text,
      name: text,
      state: oneOf(['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED']),
      submittedAt: instant,
      completedAt: instant,
      seconds: said(real, 'that it has run'),
      progress: said(real, 'while it runs: how much of what it reads is read, 0 to 1'),
      rows: whole,
      scannedBytes: whole,
      costUsd: said(real, 'by the list price'),
      error: object({ code: text, message: text }),
      results: said(text, 'path of the result'),
    },
    ['name', 'completedAt', 'progress', 'rows', 'scannedBytes', 'costUsd', 'error', 'results'],
  ),
);

export const TABLES = named(
  'Catalog',
  object({
    items: list(named('CatalogTable', object({ name: text, kind: oneOf(['table', 'view']), columns }))),
  }),
);

const PARAMETER = named(
  'NamedQueryParameter',
  object(
    {
      name: text,
      type: said(text, "Athena's name of the type"),
      description: text,
      required: flag,
      oneOf: said(list({ type: ['string', 'number', 'boolean'] }), 'the values that it takes'),
      from: said({ type: ['number', 'string'] }, 'the least value'),
      to: said({ type: ['number', 'string'] }, 'the greatest value'),
      day: said({ const: true }, 'a text that must be a day, 2026-11-24'),
      default: said({ type: ['string', 'number', 'boolean', 'null'] }, 'its value when it is not given'),
    },
    ['oneOf', 'from', 'to', 'day', 'default'],
  ),
);

export const QUERIES = named(
  'NamedQueries',
  object({
    items: list(
      named(
        'NamedQuery',
        object(
          {
            name: text,
            area: said(text, 'what it is about: the folder of its file'),
            grain: said(text, 'what one row is'),
            parameters: list(PARAMETER),
            returns: text,
            columns: list(
              named(
                'NamedQueryColumn',
                object({ name: text, type: text, note: said(text, 'its unit, or what it is') }, ['note']),
              ),
            ),
            reads: said(text, 'tables and views'),
            scope: said(oneOf(['report', 'report-admin']), 'what a key needs to ask it'),
          },
          ['area'],
        ),
      ),
    ),
  }),
);

export const MAX_AGE: RouteParameter = {
  name: 'maxAge',
  description: 'seconds; an earlier answer to the same question is good enough when it is no older',
  schema: { type: 'integer', minimum: 0, maximum: 86_400, default: 0 },
};
/** Where the rest of the answer is of now. */
export const COUNTS_MAX_AGE: RouteParameter = {
  ...MAX_AGE,
  description: 'seconds; counts of messages may be earlier ones that are no older',
};
export const NOT_MODIFIED: RouteAnswer = { description: 'The caller has this answer (`If-None-Match`)' };

/** What every answer of rows can be asked for with. */
export const ANSWER_OPTIONS: readonly RouteParameter[] = [
  { name: 'format', description: 'instead of the header Accept', schema: { ...text, enum: FORMATS } },
  {
    name: 'limit',
    description: 'rows of a page; 1000 in JSON when not given, all rows in the other formats',
    schema: { type: 'integer', minimum: 1, maximum: 10_000 },
  },
  { name: 'next', description: 'that of the page before', schema: text },
  MAX_AGE,
];

/** What is answered where rows are asked for. */
export const RESULT_ANSWERS: Readonly<Record<number, RouteAnswer>> = {
  200: { description: 'A page', schema: PAGE },
  202: { description: 'Not ready yet; `Location` says where to ask', schema: EXECUTION },
  304: NOT_MODIFIED,
};
