import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setAside } from '../../src/core/messages/in-doubt.ts';
import { type SeedResult, seedDemo } from '../../src/runtime/seed.ts';
import { type RunningStage, startStage } from '../flows/running-stage.ts';
import { type ApiDocument, answerSchema, faults } from './described.ts';

/*
 * Both documents are held against what a stage with the demo company answers, three days after its campaign
 * was sent and its journey began. A member that is answered and not described is a fault, as is the reverse.
 */

let stage: RunningStage;
let demo: SeedResult;
let own: ApiDocument;
let pinpoint: ApiDocument;

beforeAll(async () => {
  stage = await startStage();
  demo = await seedDemo({ endpoint: stage.endpoint, ...stage.key });
  await json('/local/clock', { method: 'POST', body: JSON.stringify({ advance: 'P3D' }) });
  await json('/suppressions', {
    method: 'PUT',
    body: JSON.stringify({ app: demo.applicationId, channel: 'EMAIL', address: 'a@example.com' }),
  });
  await setAside(
    stage.stage.ports,
    {
      applicationId: demo.applicationId,
      batchId: 'batch',
      origin: { kind: 'journey', journeyId: demo.journeyId },
    } as never,
    [
      {
        message: {
          message_id: 'm',
          endpoint_id: 'e',
          channel_type: 'EMAIL',
          address: 'a@example.com',
        } as never,
        reason: 'the process ended',
      },
    ],
  );
  own = (await json('/openapi.json')) as ApiDocument;
  pinpoint = (await json('/openapi/pinpoint.json')) as ApiDocument;
}, 120_000);
afterAll(() => stage?.close());

async function get(path: string, init: RequestInit = {}): Promise<Response> {
  const { keyId, secret } = stage.key;
  const headers = { authorization: `Bearer ${keyId}.${secret}`, prefer: 'wait=25' };
  return fetch(stage.endpoint + path, { ...init, headers });
}

async function json(path: string, init: RequestInit = {}): Promise<unknown> {
  const response = await get(path, init);
  const body = await response.json();
  if (response.status >= 300) throw new Error(`${path}: ${response.status} ${JSON.stringify(body)}`);
  return body;
}

const first = async (path: string, members: string) => {
  let value: unknown = await json(path);
  for (const member of members.split('.')) value = (value as Record<string, unknown>)?.[member];
  if (value === undefined) throw new Error(`${path} has no ${members}`);
  return encodeURIComponent(String(value));
};

const getsOf = ({ paths }: ApiDocument) => Object.keys(paths).filter((path) => paths[path]?.get);

describe('/openapi.json', () => {
  /**
   * What stands for labels and parameters, by what the demo company has: an `id` is that of the path's first word.
   * A new route whose labels or needed parameters are none of these is told by the test: add them here.
   */
  async function known(): Promise<Record<string, string>> {
    const { applicationId: app, uploadId, campaignId, journeyId } = demo;
    const segment = await first(`/segments?app=${app}`, 'items.0.id');
    const endpoint = await first(`/segments/${segment}/preview`, 'items.0.endpointId');
    const erasure = (await json('/erasures', {
      method: 'POST',
      body: JSON.stringify({ app, channel: 'EMAIL', address: 'nobody@example.com' }),
    })) as { id: string };
    const { simulationId } = (await json(`/journeys/${journeyId}/simulate`, {
      method: 'POST',
      body: JSON.stringify({ days: 3, openRate: 0.5 }),
    })) as { simulationId: string };
    const { rows } = (await json(`/queries`, {
      method: 'POST',
      body: JSON.stringify({ sql: 'select participant_id from journey_transitions limit 1' }),
    })) as { rows: { participant_id: string }[] };
    const { exportsUrl } = (await json('/stage')) as { exportsUrl: string };
    const { Id: job } = (await json(`/v1/apps/${app}/jobs/export`, {
      method: 'POST',
      body: JSON.stringify({ RoleArn: 'none', S3UrlPrefix: exportsUrl }),
    })) as { Id: string };
    await stage.stage.settled();
    return {
      app,
      'jobs/jobId': job,
      'campaigns/id': campaignId,
      'journeys/id': journeyId,
      'customers/id': 'endpoint%3Aexample1',
      'segments/id': segment,
      kind: 'segment',
      'definitions/id': segment,
      'erasures/id': erasure.id,
      'executions/id': await first('/queries/rfm_segments?upload_id=a', 'execution'),
      participant: encodeURIComponent(rows[0]?.participant_id ?? ''),
      simulation: simulationId,
      uploadId,
      messageId: await first('/local/mailbox', 'items.0.messageId'),
      name: 'demo-transactions.csv',
      endpoint,
      who: endpoint,
      with: segment, // of an overlap
    };
  }

  function questionOf(path: string, values: Readonly<Record<string, string>>): string {
    const of = (name: string, owner = '') => values[`${owner}/${name}`] ?? values[name] ?? `no-${name}`;
    const place = path
      .replaceAll(/(\w+)\/\{(\w+)\}/g, (_, owner: string, label: string) => `${owner}/${of(label, owner)}`)
      .replaceAll(/\{(\w+)\}/g, (_, label: string) => of(label, path.split('/')[1])); // behind another label
    const needed = (own.paths[path]?.get?.parameters ?? []).filter(
      (one) => one.in === 'query' && (one.required || one.name === 'app'),
    );
    const query = needed.map(({ name }) => `${name}=${of(name)}`).join('&');
    return query === '' ? place : `${place}?${query}`;
  }

  it('is true of what every GET answers, and of no empty answer', async () => {
    const named = stage.stage.ports.namedQueries.map(({ name }) => `/queries/${name}`); // openapi.test.ts asks them
    const told = getsOf(own).filter((path) => answerSchema(own, path, 'get', '200') && !named.includes(path));
    const values = await known();
    const found: Record<string, unknown> = {};
    const vague: string[] = [];
    for (const path of told) {
      const schema = answerSchema(own, path, 'get', '200') as object;
      if (faults(own, schema, {}).length === 0) vague.push(path);
      const response = await get(questionOf(path, values));
      const body = await response.json();
      const wrong = response.status === 200 ? faults(own, schema, body) : [JSON.stringify(body)];
      if (wrong.length > 0) found[path] = wrong.slice(0, 5);
    }
    expect({ found, log: stage.log }).toEqual({ found: {}, log: [] });
    expect(vague).toEqual([]);
    expect(told.length).toBeGreaterThan(25);
  });

  it('tells the lists that the test looks at from empty ones', async () => {
    for (const path of [
      `/segments?app=${demo.applicationId}`,
      `/suppressions?app=${demo.applicationId}`,
      `/messages/in-doubt?app=${demo.applicationId}`,
      '/uploads',
      '/local/mailbox',
    ]) {
      const { items } = (await json(path)) as { items: unknown[] };
      expect({ path, isEmpty: items.length === 0 }).toEqual({ path, isEmpty: false });
    }
  });
});

describe('/openapi/pinpoint.json', () => {
  async function labels(): Promise<Record<string, string>> {
    const { applicationId: app, campaignId, journeyId } = demo;
    return {
      ApplicationId: app,
      CampaignId: campaignId,
      JourneyId: journeyId,
      SegmentId: await first(`/v1/apps/${app}/segments`, 'Item.0.Id'),
      TemplateName: await first('/v1/templates', 'Item.0.TemplateName'),
      TemplateType: 'email',
      EndpointId: await first(
        `/segments/${await first(`/segments?app=${app}`, 'items.0.id')}/preview`,
        'items.0.endpointId',
      ),
      UserId: await first(
        `/segments/${await first(`/segments?app=${app}`, 'items.0.id')}/preview`,
        'items.0.userId',
      ),
      JobId: await first(`/v1/apps/${app}/jobs/import`, 'Item.0.Id'),
      JourneyActivityId: await first(`/v1/apps/${app}/journeys/${journeyId}`, 'StartActivity'),
      RunId: await first(`/v1/apps/${app}/journeys/${journeyId}/runs`, 'Item.0.RunId'),
      Version: '1',
      ResourceArn: await first(`/v1/apps/${app}`, 'Arn'),
    };
  }

  it('names every operation that is mounted, with the names of the SDK', () => {
    expect(pinpoint.paths['/v1/apps/{ApplicationId}/campaigns']?.post).toMatchObject({
      operationId: 'CreateCampaign',
      security: [{ key: [] }],
      'x-scope': 'admin',
      requestBody: {
        content: { 'application/json': { schema: { $ref: '#/components/schemas/WriteCampaignRequest' } } },
      },
      responses: {
        201: {
          content: { 'application/json': { schema: { $ref: '#/components/schemas/CampaignResponse' } } },
        },
      },
    });
    const referred = [...JSON.stringify(pinpoint).matchAll(/"#\/components\/schemas\/([^"]+)"/g)];
    expect(Object.keys(pinpoint.components.schemas)).toEqual(
      expect.arrayContaining(referred.map(([, name]) => name)),
    );
  });

  it('is true of what every GET answers where the demo company has something to answer', async () => {
    const known = await labels();
    const found: Record<string, string[]> = {};
    const nothing: string[] = [];
    for (const path of getsOf(pinpoint)) {
      const KpiName = path.includes('{JourneyId}') ? 'journey-emails-sent' : 'unique-deliveries';
      const asked = { ...known, KpiName };
      const question = path.replaceAll(/\{(\w+)\}/g, (_, label: string) => asked[label as never] ?? 'none');
      const response = await get(question);
      if (response.status !== 200) {
        nothing.push(path);
        continue;
      }
      const schema = answerSchema(pinpoint, path, 'get', '200') as object;
      const wrong = faults(pinpoint, schema, await response.json());
      if (wrong.length > 0) found[path] = wrong.slice(0, 5);
    }
    expect(found).toEqual({});
    const channels = 'adm apns apns_sandbox apns_voip apns_voip_sandbox baidu gcm voice'.split(' ');
    expect(nothing.sort()).toEqual([
      ...channels.map((channel) => `/v1/apps/{ApplicationId}/channels/${channel}`),
      '/v1/apps/{ApplicationId}/jobs/export/{JobId}',
      '/v1/recommenders/{RecommenderId}',
      ...['inapp', 'push', 'sms', 'voice'].map((type) => `/v1/templates/{TemplateName}/${type}`),
    ]);
  });
});
