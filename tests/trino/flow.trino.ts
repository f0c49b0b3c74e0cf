import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DescribedUpload } from '../../src/core/uploads/describe-upload.ts';
import type { SqlRow } from '../../src/ports/query-engine.ts';
import { HEADER, openHome, shop, type TestHome } from '../flows/home.ts';
import { alike } from './alike.ts';
import { type CloudStage, openCloudStage } from './cloud-stage.ts';

/*
 * The stage as it is deployed, on moto and Trino: what is told by S3, EventBridge, the table's stream and state machines
 * goes to the handlers of functions/ as it comes, always twice.
 */
let cloud: CloudStage;
let local: TestHome;
beforeAll(async () => {
  jest.spyOn(console, 'warn').mockImplementation(() => undefined); // Powertools misses metrics of ours
  local = await openHome();
  cloud = await openCloudStage();
});
afterAll(async () => {
  await cloud?.close();
  await local?.close();
});

const FIRST = [HEADER, ...shop(120)].join('\n');
const SECOND = [HEADER, ...shop(150, 5)].join('\n');

/** Puts a file. @returns what S3 has EventBridge tell of it */
async function put(name: string, body: string): Promise<unknown> {
  await cloud.uploads.put(`uploads/${name}`, body);
  const [event, ...others] = await cloud.eventsFor('receive-upload');
  expect(others).toEqual([]);
  return event;
}

/** The one upload of a name, when its run has ended. */
async function ended(name: string): Promise<DescribedUpload> {
  const { items } = await cloud.request<{ items: DescribedUpload[] }>('GET', '/uploads');
  const [found, ...others] = items.filter((one) => one.name === name);
  expect(others).toEqual([]);
  await cloud.ended(found?.executionId ?? '');
  return cloud.request('GET', `/uploads/${found?.uploadId}`);
}

async function scores(uploadId: string): Promise<string[]> {
  const { columns, rows } = await cloud.lake.trino(
    `select customer_id, recency_days, frequency, monetary, r_score, f_score, m_score,
      cluster_label, segment from rfm_scores where upload_id = '${uploadId}'`,
  );
  return alike(
    rows.map((row) => Object.fromEntries(columns.map(({ name }, at) => [name, row[at]])) as SqlRow),
  );
}

/** Every endpoint in the lake, as text. */
async function endpoints(): Promise<string[]> {
  const { rows } = await cloud.lake.trino('select * from endpoints order by application_id, endpoint_id');
  return rows.map((row) => JSON.stringify(row));
}

describe('an upload on AWS', () => {
  let event: unknown;

  it.each([
    ['first.csv', FIRST],
    ['second.csv', SECOND],
  ])('%s has the scores, endpoints and segments that it has on a laptop', async (name, body) => {
    const here = await local.upload(name, body);

    const told = await put(name, body);
    event ??= told;
    await cloud.functions.callTwice('receive-upload', told);
    const there = await ended(name);

    expect(there.error).toBeUndefined();
    const { rows, scored, rejected, customers, endpoints: published, refused } = here;
    expect(there).toMatchObject({
      ...{ state: 'SUCCEEDED', rows, scored, rejected, customers, endpoints: published, refused },
      states: here.states.map((state) => ({ name: state.name, state: 'SUCCEEDED' })),
    });
    expect(local.sizes(there)).toEqual(local.sizes(here));
    expect(await scores(there.uploadId)).toEqual(alike(await local.scores(here.uploadId)));
    for (const userId of ['C-7', 'C-100']) {
      const [mine] = await local.stage.ports.endpoints.ofUser(here.applicationId, userId);
      const path = `/v1/apps/${there.applicationId}/users/${userId}`;
      const { Item } = await cloud.request<{ Item: object[] }>('GET', path);
      expect(Item).toMatchObject([{ Id: mine?.Id, Address: mine?.Address, Metrics: mine?.Metrics }]);
    }
  });

  it('is the same when its notice comes again after a later one, in either shape that S3 has', async () => {
    const before = await endpoints();
    const { detail } = event as { detail: { bucket: object; object: { key: string } } };

    await cloud.functions.callTwice('receive-upload', event);
    await cloud.functions.callTwice('receive-upload', { Records: [{ s3: detail }] });

    const { items } = await cloud.request<{ items: DescribedUpload[] }>('GET', '/uploads');
    expect(items.map(({ name, state, attempt }) => [name, state, attempt])).toEqual([
      ['second.csv', 'SUCCEEDED', 1],
      ['first.csv', 'SUCCEEDED', 1],
    ]);
    expect(await endpoints()).toEqual(before);
  });

  it('says why it failed', async () => {
    await cloud.functions.callTwice('receive-upload', await put('bad.csv', 'CustomerID\n1'));
    const failed = await ended('bad.csv');
    expect(failed).toMatchObject({ state: 'FAILED', error: { code: 'BadFile' } });
    expect(failed.states.map(({ name }) => name)).toEqual(['Validate', 'RecordFailure', 'Failed']);
  });
});

describe('every function that AWS may call twice', () => {
  it('answers the same the second time', () => {
    expect(cloud.functions.changed).toEqual([]);
  });
});
