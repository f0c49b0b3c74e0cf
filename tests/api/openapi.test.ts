import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { routes } from '../../src/api/mounted.ts';
import { type ApiDocument, answerSchema, faults } from './described.ts';
import { openStage, type TestStage } from './stage.ts';

let stage: TestStage;
let document: ApiDocument;
beforeAll(async () => {
  stage = await openStage();
  document = (await (await fetch(`${stage.endpoint}/openapi.json`)).json()) as ApiDocument;
});
afterAll(() => stage.close());

/** What `openStage` mounts of the routes that only a local stage has. */
const LOCAL = [
  'GET /local/mailbox',
  'DELETE /local/mailbox',
  'GET /local/mailbox/{messageId}',
  'GET /local/mailbox/{messageId}/source',
];

const operations = () => Object.values(document.paths).flatMap((methods) => Object.values(methods));

async function answered(path: string, init: RequestInit = {}) {
  const response = await stage.fetch(path, { ...init, headers: { prefer: 'wait=25', ...init.headers } });
  return { status: response.status, body: await response.json() };
}

const schemaOf = (path: string, method: string, status: string) =>
  answerSchema(document, path, method, status) as object;
const faultsOf = (schema: object, body: unknown) => faults(document, schema, body, true);

describe('/openapi.json', () => {
  it('has every route that is mounted', () => {
    const known = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const local = ['GET /openapi.json', ...LOCAL];
    const mounted = [
      ...local,
      ...routes.map(({ method, path }) => `${method} ${path.replaceAll('+}', '}')}`),
    ];
    const expected = [
      ...mounted.filter((route) => route !== 'GET /queries/{name}'),
      ...stage.ports.namedQueries.map(({ name }) => `GET /queries/${name}`),
    ];
    expect(known.sort()).toEqual(expected.sort());
  });

  it('says of every route what it is for, what it takes and what it answers', () => {
    const silent = operations().flatMap(({ operationId, summary, parameters, responses }) => {
      const isSaid = Boolean(summary) && Object.keys(responses).some((status) => status !== 'default');
      const ofQuery = parameters.filter((one) => one.in === 'query');
      return isSaid && ofQuery.every(({ description }) => description) ? [] : [operationId];
    });
    expect(silent).toEqual([]);
    const bodies = operations().filter(({ requestBody }) => requestBody);
    expect(bodies.length).toBeGreaterThan(5);
    for (const [path, methods] of Object.entries(document.paths)) {
      if (methods.put)
        expect({ path, hasBody: 'requestBody' in methods.put }).toEqual({ path, hasBody: true });
    }
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
      schema: {
        type: 'string',
        enum: ['date', 'campaign', 'run', 'activity', 'none', 'each'],
        default: 'none',
      },
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
    expect(faultsOf(schemaOf(documented, 'get', '200'), body)).toEqual([]);
    expect(faultsOf(schemaOf(documented, 'get', '200'), {})).not.toEqual([]);
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

    expect(faultsOf(schemaOf('/queries', 'post', '202'), started.body)).toEqual([]);
    expect(faultsOf(schemaOf('/queries/executions/{id}/results', 'get', '200'), result.body)).toEqual([]);
    expect(faultsOf(schemaOf('/queries/executions/{id}', 'get', '200'), view.body)).toEqual([]);
    expect(faultsOf(schemaOf('/queries', 'get', 'default'), refused.body)).toEqual([]);
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
