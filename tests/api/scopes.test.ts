import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { snsRoutes } from '../../src/api/feedback.ts';
import { clockRoutes } from '../../src/api/local-clock.ts';
import { mailboxRoutes } from '../../src/api/mailbox.ts';
import { operations, routes } from '../../src/api/mounted.ts';
import { openApiRoute } from '../../src/api/openapi.ts';
import { signInRoutes } from '../../src/api/sign-in.ts';
import { SCOPES, type Scope } from '../../src/core/keys/scope.ts';
import { openStage, type TestStage } from './stage.ts';

/**
 * What opens a method, unless the table below says otherwise. It is written down here and not read from the
 * routes: a route that is mounted with another scope fails, until its line says that this is meant.
 */
const RULE: Record<string, string> = { GET: 'report', POST: 'admin', PUT: 'admin', DELETE: 'admin' };
const PERSONS = 'send|report-admin';
const EXCEPTIONS: Record<string, string> = {
  // endpoints are the back end's
  GetEndpoint: PERSONS,
  GetUserEndpoints: PERSONS,
  UpdateEndpoint: 'send',
  UpdateEndpointsBatch: 'send',
  DeleteEndpoint: 'send',
  DeleteUserEndpoints: 'send',
  // messages
  SendMessages: 'send',
  SendUsersMessages: 'send',
  SendOTPMessage: 'send',
  VerifyOTPMessage: 'send',
  PhoneNumberValidate: 'send',
  'PUT /suppressions': 'send',
  'POST /erasures': 'send',
  'GET /erasures': PERSONS,
  'GET /erasures/{id}': PERSONS,
  // what apps and shops bring and ask
  PutEvents: 'ingest',
  GetInAppMessages: 'ingest',
  'POST /v1/apps/{ApplicationId}/events/legacy': 'ingest',
  'PUT /imports/{name+}': 'ingest',
  'POST /imports/{name+}': 'ingest',
  'POST /imports/preview': 'ingest',
  'PUT /uploads/{name+}': 'ingest',
  'POST /uploads/{name+}': 'ingest',
  'GET /uploads/objects/{name+}': 'ingest',
  // single persons
  'GET /suppressions': 'report-admin',
  'GET /messages/in-doubt': 'report-admin',
  'GET /segments/{id}/preview': 'report-admin',
  'GET /campaigns/{id}/preview': 'report-admin',
  'GET /campaigns/{id}/recipients/{who}': 'report-admin',
  'POST /segments/preview': 'report-admin',
  'GET /segments/attributes': 'report-admin',
  'GET /uploads/{uploadId}/rejects': 'report-admin',
  'GET /jobs/{jobId}/rejects': 'report-admin',
  'GET /jobs/{jobId}/files': 'report-admin',
  'GET /jobs/{jobId}/files/{name}': 'report-admin',
  'GET /journeys/{id}/participants/{participant}': 'report-admin',
  'GET /journeys/{id}/stays': 'report-admin',
  'GET /customers': 'report-admin',
  'GET /customers/{id}': 'report-admin',
  'GET /customers/{id}/timeline': 'report-admin',
  'GET /local/mailbox': 'report-admin',
  'GET /local/mailbox/{messageId}': 'report-admin',
  'GET /local/mailbox/{messageId}/source': 'report-admin',
  'POST /queries': 'report-admin',
  // questions that are not GET
  'POST /journeys/{id}/simulate': 'report',
  'POST /segments/count': 'report',
  'DELETE /queries/executions/{id}': 'report',
  // keys
  'GET /keys': 'admin',
  'GET /webhooks/secret': 'admin',
  // names of queues, alarms and identities
  'GET /doctor': 'admin',
  // no key at all
  'GET /openapi.json': 'open',
  'POST /local/sign-in': 'open',
  'GET /t/o/{token}': 'open',
  'GET /t/c/{token}': 'open',
  'GET /u/{token}': 'open',
  'POST /u/{token}': 'open',
  'POST /feedback/sns': 'open',
  'POST /feedback/mail': 'ingest',
};
/** Scopes that open what needs another one. */
const OPENS: Record<Scope, readonly string[]> = {
  admin: SCOPES,
  send: ['send'],
  report: ['report'],
  'report-admin': ['report-admin', 'report'],
  ingest: ['ingest'],
};

const clock = clockRoutes({
  now: () => new Date(0),
  advance: async () => Promise.reject(new Error('no')),
} as never);
const signIn = signInRoutes({ codes: { issue: () => 'code', use: () => false }, key: 'k.s', address: '' });
const all = [
  ...operations.map(({ name, method, path, scope }) => ({
    name,
    method,
    path,
    scope: [scope].flat().join('|'),
  })),
  ...[
    ...routes,
    openApiRoute(routes),
    ...mailboxRoutes({} as never),
    ...clock,
    ...signIn,
    ...snsRoutes({} as never),
  ].map(({ method, path, scope }) => ({
    name: `${method} ${path}`,
    method,
    path,
    scope: [scope].flat().join('|'),
  })),
];
const guarded = all.filter(({ scope }) => scope !== 'open');

let stage: TestStage;
const keys = new Map<Scope, string>();
beforeAll(async () => {
  stage = await openStage({ routes: [...clock, ...signIn] });
  for (const scope of SCOPES) {
    const { keyId, secret } = await stage.newKey(scope);
    keys.set(scope, `Bearer ${keyId}.${secret}`);
  }
});
afterAll(() => stage.close());

/** Nothing of that name is there: whoever is let in is told so, or what is wrong with the request. */
function ask({ method, path }: { method: string; path: string }, authorization?: string): Promise<Response> {
  const address = path.replaceAll(/\{(\w+)\+?\}/g, 'no-$1');
  return fetch(stage.endpoint + address, { method, headers: authorization ? { authorization } : {} });
}

async function refusal(response: Response) {
  const body = (await response.json()) as { message?: string; error?: { code: string; message: string } };
  return {
    status: response.status,
    type: response.headers.get('x-amzn-errortype'),
    message: body.message ?? body.error?.message,
    code: body.error?.code,
  };
}

describe('scopes', () => {
  it('are those of the table, route by route', () => {
    const told = Object.fromEntries(all.map(({ name, scope }) => [name, scope]));
    const meant = Object.fromEntries(
      all.map(({ name, method }) => [name, EXCEPTIONS[name] ?? (RULE[method] as string)]),
    );
    expect(told).toEqual(meant);
    expect(Object.keys(EXCEPTIONS).filter((name) => !(name in told))).toEqual([]);
    expect(operations).toHaveLength(122);
  });

  it.each(guarded)('$name refuses a request without a key', async (route) => {
    expect(await refusal(await ask(route))).toEqual({
      status: 403,
      type: 'MissingAuthenticationTokenException',
      message: 'Missing Authentication Token',
      code: route.path.startsWith('/v1/') ? undefined : 'Forbidden',
    });
  });

  it.each(guarded)('$name opens to $scope and to no other scope', async ({ name, method, path, scope }) => {
    const needed = scope.split('|');
    for (const held of SCOPES) {
      const response = await ask({ method, path }, keys.get(held));
      const type = response.headers.get('x-amzn-errortype');
      const opens = OPENS[held].some((one) => needed.includes(one));
      expect({ held, refused: type === 'AccessDeniedException' }).toEqual({ held, refused: !opens });
      if (opens) {
        expect(type ?? '').not.toMatch(/Token|Signature|UnrecognizedClient/);
        await response.body?.cancel();
      } else {
        const what = operations.some((operation) => operation.name === name) ? name : path;
        expect(await refusal(response)).toEqual({
          status: 403,
          type: 'AccessDeniedException',
          message: expect.stringMatching(/^Access key TP\w+ is not authorized to perform /),
          code: path.startsWith('/v1/') ? undefined : 'Forbidden',
        });
        expect((await refusal(await ask({ method, path }, keys.get(held)))).message).toContain(
          `perform ${what}: it needs the scope ${needed.join(' or ')}`,
        );
      }
    }
  });

  it('let nobody in with a key that is not known', async () => {
    const response = await ask({ method: 'GET', path: '/segments' }, 'Bearer TPNONE.secret');
    expect(await refusal(response)).toMatchObject({ status: 403, type: 'UnrecognizedClientException' });
  });

  it('keep named queries that tell of persons, and their results, from keys for numbers', async () => {
    const { items } = (await (await stage.fetch('/queries')).json()) as {
      items: { name: string; scope: string; columns: { name: string }[] }[];
    };
    const personal = items.filter(({ scope }) => scope === 'report-admin').map(({ name }) => name);
    expect(personal).toEqual(
      expect.arrayContaining(['participant_story', 'rfm_activity', 'rfm_endpoints', 'rfm_features']),
    );
    expect(items.find(({ name }) => name === 'message_metrics')?.scope).toBe('report');

    const path = '/queries/rfm_features?upload_id=a&as_of=2026-01-01&scores=4';
    const get = (address: string, scope: Scope) =>
      fetch(stage.endpoint + address, { headers: { authorization: keys.get(scope) as string } });
    const asked = await get(path, 'report-admin');
    expect(asked.status).toBe(200);
    const { execution } = (await asked.json()) as { execution: string };
    expect(await refusal(await get(path, 'report'))).toMatchObject({
      status: 403,
      type: 'AccessDeniedException',
      message: expect.stringContaining('query rfm_features: it needs the scope report-admin'),
    });
    expect((await get(`/queries/executions/${execution}/results`, 'report')).status).toBe(403);
    expect((await get(`/queries/executions/${execution}/results`, 'report-admin')).status).toBe(200);
  });
});
