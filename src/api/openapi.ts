import type { QueryHeader, QueryParameter } from '../core/statement.ts';
import type { Ports } from '../ports/ports.ts';
import { type JsonSchema, list, named, object, text } from './json-schema.ts';
import { isRequired, NAMED_QUERY, queryScope } from './named-queries.ts';
import { SchemaNames } from './named-schemas.ts';
import {
  ANSWER_OPTIONS,
  ERROR,
  PAGE,
  PINPOINT_ERROR,
  parameterSchema,
  RESULT_ANSWERS,
  rowSchema,
} from './query-schemas.ts';
import { CONTENT_TYPES } from './result-format.ts';
import type { Route, RouteAnswer, RouteDoc, RouteParameter } from './route.ts';

export const JSON_TYPE = 'application/json';

/** What a route that tells of an OpenAPI document answers. */
export const DOCUMENT_ANSWERS: RouteDoc['answers'] = {
  200: {
    description: 'The document',
    schema: object({
      openapi: text,
      info: { type: 'object' },
      servers: { type: 'array' },
      paths: { type: 'object' },
      components: { type: 'object' },
    }),
  },
};

const doc: RouteDoc = {
  summary: 'What the stage answers, in OpenAPI 3.1: its own routes and every named query',
  answers: DOCUMENT_ANSWERS,
};

/** `GET /openapi.json`: the routes, and each named query with its parameters and columns. */
export function openApiRoute(routes: readonly Route[]): Route {
  const route: Route = {
    method: 'GET',
    path: '/openapi.json',
    scope: 'open',
    doc,
    handle: async (ports) => describeStage(ports, [...routes, route]),
  };
  return route;
}

function describeStage(ports: Ports, routes: readonly Route[]) {
  const names = new SchemaNames();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes.filter(({ path }) => path !== NAMED_QUERY)) {
    const path = route.path.replaceAll('+}', '}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, names) };
  }
  for (const query of ports.namedQueries) paths[`/queries/${query.name}`] = { get: namedQuery(query, names) };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Touchpoint',
      version: '1',
      description:
        'What a stage answers beside /v1, which is Pinpoint’s: /openapi/pinpoint.json describes that.',
    },
    servers: [{ url: ports.stage.publicUrl }],
    paths,
    components: { schemas: names.schemas, securitySchemes: SECURITY_SCHEMES },
  };
}

export const SECURITY_SCHEMES = {
  key: { type: 'http', scheme: 'bearer', description: 'keyId.secret of an access key' },
};

function operation({ method, path, scope, doc }: Route, names: SchemaNames) {
  return {
    operationId: operationId(method, path),
    summary: doc.summary,
    tags: [path.split('/')[1]],
    ...access(scope),
    parameters: [...pathParameters(path), ...(doc.query ?? []).map(queryParameter)],
    ...(doc.body && {
      requestBody: { required: true, content: contentOf(doc.body, doc.bodyType, names) },
    }),
    responses: {
      ...answersOf(doc.answers, names),
      default: failure(path.startsWith('/v1/') ? PINPOINT_ERROR : ERROR, names),
    },
  };
}

/** An open route needs no key. */
export function access(scope: Route['scope']) {
  return scope === 'open' ? { security: [] } : { security: [{ key: [] }], 'x-scope': scope };
}

/** The labels of a path. */
export function pathParameters(path: string) {
  const labels = [...path.matchAll(/\{([\w-]+)\+?\}/g)].map(([, name]) => name as string);
  return labels.map((name) => ({ name, in: 'path', required: true, schema: text }));
}

function failure(schema: JsonSchema, names: SchemaNames) {
  return { description: 'Refused, or failed', content: contentOf(schema, JSON_TYPE, names) };
}

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

function answersOf(answers: Readonly<Record<number, RouteAnswer>>, names: SchemaNames) {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, schema, type }]) => [
      status,
      { description, ...(schema && { content: contentOf(schema, type, names) }) },
    ]),
  );
}

function contentOf(schema: JsonSchema, type: string = JSON_TYPE, names: SchemaNames) {
  return { [type]: { schema: names.refer(schema) } };
}

function namedQuery(query: QueryHeader, names: SchemaNames) {
  const row = names.refer(named(rowName(query.name), rowSchema(query.columns)));
  const page = [names.refer(PAGE), object({ rows: list(row) })];
  return {
    operationId: `query_${query.name}`,
    summary: query.grain,
    tags: ['queries'],
    ...access(queryScope(query)),
    parameters: [...query.parameters.map(ownParameter), ...ANSWER_OPTIONS].map(queryParameter),
    responses: {
      ...answersOf(RESULT_ANSWERS, names),
      200: {
        description: query.returns,
        content: {
          [JSON_TYPE]: { schema: { allOf: page } },
          [bare(CONTENT_TYPES.ndjson)]: { schema: row },
          [bare(CONTENT_TYPES.csv)]: { schema: text },
        },
      },
      default: failure(ERROR, names),
    },
  };
}

/** `MessageMetricsRow`, the type of the rows of `message_metrics`. */
function rowName(query: string): string {
  const words = query.split('_').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join('')}Row`;
}

function bare(contentType: string): string {
  return contentType.replace(/;.*/, '');
}

function ownParameter(parameter: QueryParameter): RouteParameter {
  const { name, description } = parameter;
  return { name, description, schema: parameterSchema(parameter), required: isRequired(parameter) };
}
