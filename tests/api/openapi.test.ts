import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { routes } from '../../src/api/mounted.ts';
import { openStage, type TestStage } from './stage.ts';

interface Operation {
  readonly operationId: string;
  readonly security: unknown[];
  readonly parameters: { name: string; in: string; required: boolean; schema: Record<string, unknown> }[];
  readonly requestBody?: { content: Record<string, { schema: object }> };
  readonly responses: Record<string, { content?: Record<string, { schema: object }> }>;
}

let stage: TestStage;
let document: {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
};
beforeAll(async () => {
  stage = await openStage();
  document = (await (await fetch(`${stage.endpoint}/openapi.json`)).json()) as typeof document;
});
afterAll(() => stage.close());

const operations = () => Object.values(document.paths).flatMap((methods) => Object.values(methods));

/** Whether a body has the shape that the document gives, told as its faults. */
function faults(schema: object, body: unknown): string[] {
  const whole = { ...schema, $defs: document.components.schemas };
  const local = JSON.parse(JSON.stringify(whole).replaceAll('#/components/schemas/', '#/$defs/'));
  const result = z.fromJSONSchema(local).safeParse(body);
  return result.success
    ? []
    : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

async function answered(path: string, init: RequestInit = {}) {
  const response = await stage.fetch(path, { ...init, headers: { prefer: 'wait=25', ...init.headers } });
  return { status: response.status, body: await response.json() };
}

const schemaOf = (path: string, method: string, status: string) =>
  document.paths[path]?.[method]?.responses[status]?.content?.['application/json']?.schema as object;

describe('/openapi.json', () => {
  it('has every route that is mounted', () => {
    const known = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const mounted = routes
      .map(({ method, path }) => `${method} ${path.replaceAll('+}', '}')}`)
      .filter((route) => route !== 'GET /queries/{name}');
    expect(known).toEqual(expect.arrayContaining(mounted));
    expect(known).toHaveLength(mounted.length + stage.ports.namedQueries.length);
  });

  it('names each operation once, declares the labels of its path, and refers to what is there', () => {
    const ids = operations().map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [path, methods] of Object.entries(document.paths)) {
      const labels = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const { parameters } of Object.values(methods)) {
        expect(parameters.filter((one) => one.in === 'path').map(({ name }) => name)).toEqual(labels);
      }
    }
    const referred = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)];
    expect(Object.keys(document.components.schemas)).toEqual(
      expect.arrayContaining(referred.map(([, name]) => name)),
    );
  });

  it('says which routes need no key', () => {
    expect(document.paths['/healthz']).toBeUndefined(); // for machines that look after the stage
    expect(document.paths['/openapi.json']?.get?.security).toEqual([]);
    expect(document.paths['/keys']?.get).toMatchObject({ security: [{ key: [] }], 'x-scope': 'admin' });
  });

  it("tells a named query's parameters with their rules", () => {
    const query = document.paths['/queries/message_metrics']?.get;
    const named = (wanted: string) => query?.parameters.find(({ name }) => name === wanted);
    expect(named('group_by')).toMatchObject({
      in: 'query',
      required: false,
      schema: { type: 'string', enum: ['date', 'campaign', 'run', 'activity', 'none'], default: 'none' },
    });
    expect(named('from_ms')).toMatchObject({ required: true, schema: { type: 'integer', format: 'int64' } });
    expect(named('application_id')?.required).toBe(false);
    expect(named('format')?.schema).toEqual({ type: 'string', enum: ['json', 'ndjson', 'csv'] });
  });

  it.each([
    ['/queries', '/queries'],
    ['/catalog', '/catalog'],
    ['/queries/rfm_segments?upload_id=a', '/queries/rfm_segments'],
  ])('is true of what %s answers', async (path, documented) => {
    const { status, body } = await answered(path);
    expect(status).toBe(200);
    expect(faults(schemaOf(documented, 'get', '200'), body)).toEqual([]);
    expect(faults(schemaOf(documented, 'get', '200'), {})).not.toEqual([]);
  });

  it('is true of executions, their results and errors', async () => {
    const init = {
      method: 'POST',
      body: JSON.stringify({ sql: 'select 1 as one' }),
      headers: { prefer: 'respond-async' },
    };
    const started = await answered('/queries', init);
    const { id } = started.body as { id: string };
    const result = await answered(`/queries/executions/${id}/results`);
    const view = await answered(`/queries/executions/${id}`);
    const refused = await answered('/queries/nothing');

    expect(faults(schemaOf('/queries', 'post', '202'), started.body)).toEqual([]);
    expect(faults(schemaOf('/queries/executions/{id}/results', 'get', '200'), result.body)).toEqual([]);
    expect(faults(schemaOf('/queries/executions/{id}', 'get', '200'), view.body)).toEqual([]);
    expect(faults(schemaOf('/queries', 'get', 'default'), refused.body)).toEqual([]);
  });

  it('describes the rows of every named query as the engine gives them', async () => {
    // the file of an upload is a table while the upload is loaded, and only then
    const standing = stage.ports.namedQueries.filter(({ reads }) => !/^transactions\b/.test(reads));
    expect(stage.ports.namedQueries.length - standing.length).toBe(1);
    for (const { name, parameters, columns } of standing) {
      const given = new URLSearchParams();
      for (const { name: wanted, type, oneOf, default: standard } of parameters) {
        if (standard !== undefined || wanted === 'application_id') continue;
        const sample = {
          varchar: '2026-01-01',
          bigint: '1',
          double: '1',
          boolean: 'true',
          timestamp: '2026-01-01',
          date: '2026-01-01',
        };
        given.set(wanted, String(oneOf?.[0] ?? sample[type]));
      }
      const { status, body } = await answered(`/queries/${name}?${given}`);
      const found = (body as { columns?: { name: string; type: string }[] }).columns;
      const told = columns.map((column) => ({ name: column.name, type: column.type.replace(/\(.*/, '') }));
      expect({ name, status, columns: found }).toEqual({ name, status: 200, columns: told });
    }
  });
});
