import type { JsonSchema } from './json-schema.ts';
import { access, DOCUMENT_ANSWERS, JSON_TYPE, pathParameters, SECURITY_SCHEMES } from './openapi.ts';
import type { Operation } from './operation.ts';
import { isOperation, type OperationShape, shapeReader } from './pinpoint-shapes.ts';
import { PINPOINT_ERROR } from './query-schemas.ts';
import type { Route } from './route.ts';

/**
 * `GET /openapi/pinpoint.json`: the operations of `/v1`, described by the schemas that the SDK's own package
 * reads and writes them with. It stands apart from `/openapi.json`, since it is ten times as long.
 * @param loadShapes the exports of the SDK’s package for Pinpoint, asked for once
 */
export function pinpointDocumentRoute(
  operations: readonly Operation[],
  loadShapes: () => Promise<Readonly<Record<string, unknown>>>,
): Route {
  let made: Promise<object> | undefined;
  return {
    method: 'GET',
    path: '/openapi/pinpoint.json',
    scope: 'open',
    doc: {
      summary: 'The operations of Pinpoint that the stage answers under /v1, in OpenAPI 3.1',
      answers: DOCUMENT_ANSWERS,
    },
    async handle({ stage }) {
      made ??= loadShapes().then((shapes) => describe(operations, Object.values(shapes)));
      return { servers: [{ url: stage.publicUrl }], ...(await made) };
    },
  };
}

function describe(operations: readonly Operation[], shapes: readonly unknown[]) {
  const { schemas, schemaOf, fieldsOf } = shapeReader();
  const byName = new Map(shapes.filter(isOperation).map((shape) => [shape[2], shape]));
  const paths: Record<string, Record<string, unknown>> = {};
  const failure = {
    description: 'Refused, or failed',
    content: json(PINPOINT_ERROR),
  };

  function described(operation: Operation) {
    const shape = byName.get(operation.name);
    if (!shape) throw new Error(`The SDK has no operation ${operation.name}`);
    const [, , , , input, output] = shape as OperationShape;
    const fields = fieldsOf(input);
    const body = fields.find(({ isPayload }) => isPayload);
    const answer = fieldsOf(output).find(({ isPayload }) => isPayload);
    return {
      operationId: operation.name,
      tags: ['pinpoint'],
      ...access(operation.scope),
      parameters: [
        ...pathParameters(operation.path),
        ...fields.flatMap(({ query, schema, isRequired }) =>
          query === undefined
            ? []
            : [{ name: query, in: 'query', required: isRequired, schema: schemaOf(schema) }],
        ),
      ],
      ...(body && { requestBody: { required: body.isRequired, content: json(schemaOf(body.schema)) } }),
      responses: {
        [operation.status]: {
          description: 'Done',
          ...(answer && operation.status !== 204 && { content: json(schemaOf(answer.schema)) }),
        },
        default: failure,
      },
    };
  }

  for (const operation of operations) {
    const { path, method } = operation;
    paths[path] = { ...paths[path], [method.toLowerCase()]: described(operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Touchpoint: Pinpoint’s API',
      version: '1',
      description:
        'Also answered to requests that an AWS SDK signed. Numbers may be written as texts where SDKs do.',
    },
    paths,
    components: { schemas, securitySchemes: SECURITY_SCHEMES },
  };
}

function json(schema: JsonSchema) {
  return { [JSON_TYPE]: { schema } };
}
