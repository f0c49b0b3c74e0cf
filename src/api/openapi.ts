import type { QueryHeader, QueryParameter } from '../core/statement.ts';
import type { Ports } from '../ports/ports.ts';
import { isRequired, queryScope } from './named-queries.ts';
import {
  ANSWER_OPTIONS,
  ERROR,
  EXECUTION,
  type JsonSchema,
  PAGE,
  parameterSchema,
  QUERIES,
  RESULT_ANSWERS,
  rowSchema,
  TABLES,
} from './query-schemas.ts';
import { CONTENT_TYPES } from './result-format.ts';
import type { Route, RouteAnswer, RouteParameter } from './route.ts';

/** Shapes with a name of their own, so that generated types have one. */
const SCHEMAS = {
  Error: ERROR,
  Execution: EXECUTION,
  QueryPage: PAGE,
  Catalog: TABLES,
  NamedQueries: QUERIES,
};
const NAMES = new Map<unknown, string>(Object.entries(SCHEMAS).map(([name, schema]) => [schema, name]));

/** The schema, or the reference to it where it has a name. */
function ref(schema: JsonSchema): JsonSchema {
  const name = NAMES.get(schema);
  return name === undefined ? schema : { $ref: `#/components/schemas/${name}` };
}

const JSON_TYPE = 'application/json';
const NAMED = '/queries/{name}';

/** `GET /openapi.json`: the routes, and each named query with its parameters and columns. */
export function openApiRoute(routes: readonly Route[]): Route {
  const route: Route = {
    method: 'GET',
    path: '/openapi.json',
    scope: 'open',
    doc: { summary: 'This document' },
    handle: async (ports) => document(ports, [...routes, route]),
  };
  return route;
}

function document(ports: Ports, routes: readonly Route[]) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes.filter(({ path }) => path !== NAMED)) {
    const path = route.path.replaceAll('+}', '}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  for (const query of ports.namedQueries) paths[`/queries/${query.name}`] = { get: namedQuery(query) };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Touchpoint',
      version: '1',
      description: 'What a stage answers beside /v1, which is Pinpoint’s.',
    },
    servers: [{ url: ports.stage.publicUrl }],
    paths,
    components: {
      schemas: SCHEMAS,
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'keyId.secret of an access key' },
      },
    },
  };
}

function operation({ method, path, scope, doc }: Route) {
  const labels = [...path.matchAll(/\{(\w+)\+?\}/g)].map(([, name]) => name as string);
  return {
    operationId: operationId(method, path),
    summary: doc?.summary,
    tags: [path.split('/')[1]],
    ...access(scope),
    parameters: [
      ...labels.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
      ...(doc?.query ?? []).map(queryParameter),
    ],
    ...(doc?.body && { requestBody: { required: true, content: { [JSON_TYPE]: { schema: doc.body } } } }),
    responses: {
      ...(doc?.answers ? answersOf(doc.answers) : { '2XX': { description: 'Done' } }),
      default: failure,
    },
  };
}

/** An open route needs no key. */
function access(scope: Route['scope']) {
  return scope === 'open' ? { security: [] } : { security: [{ key: [] }], 'x-scope': scope };
}

const failure = { description: 'Refused, or failed', content: { [JSON_TYPE]: { schema: ref(ERROR) } } };

/** `getQueriesExecutionsById`, from the method and the path. */
function operationId(method: string, path: string): string {
  const words = path
    .replaceAll(/\{(\w+)\+?\}/g, 'by-$1')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '');
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function queryParameter({ name, description, schema, required = false }: RouteParameter) {
  return { name, in: 'query', required, description, schema };
}

function answersOf(answers: Readonly<Record<number, RouteAnswer>>) {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, schema }]) => [
      status,
      { description, ...(schema && { content: { [JSON_TYPE]: { schema: ref(schema) } } }) },
    ]),
  );
}

function namedQuery(query: QueryHeader) {
  const row = rowSchema(query.columns);
  return {
    operationId: `query_${query.name}`,
    summary: query.grain,
    tags: ['queries'],
    ...access(queryScope(query)),
    parameters: [...query.parameters.map(ownParameter), ...ANSWER_OPTIONS].map(queryParameter),
    responses: {
      ...answersOf(RESULT_ANSWERS),
      200: {
        description: query.returns,
        content: {
          [JSON_TYPE]: {
            schema: {
              allOf: [ref(PAGE), { type: 'object', properties: { rows: { type: 'array', items: row } } }],
            },
          },
          [bare(CONTENT_TYPES.ndjson)]: { schema: row },
          [bare(CONTENT_TYPES.csv)]: { schema: { type: 'string' } },
        },
      },
      default: failure,
    },
  };
}

function bare(contentType: string): string {
  return contentType.replace(/;.*/, '');
}

function ownParameter(parameter: QueryParameter): RouteParameter {
  const { name, description } = parameter;
  return { name, description, schema: parameterSchema(parameter), required: isRequired(parameter) };
}
