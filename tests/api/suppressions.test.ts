import {
  CreateAppCommand,
  CreateImportJobCommand,
  DeleteAppCommand,
  DeleteEndpointCommand,
  DeleteUserEndpointsCommand,
  type EndpointRequest,
  type PinpointClient,
  UpdateEndpointCommand,
} from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { bringSuppressionsToLake } from '../../src/core/suppression/suppressed-rows.ts';
import {
  type SuppressionPage,
  suppress,
  suppressionsSince,
  watchSuppressions,
} from '../../src/core/suppression/suppression.ts';
import { openStage, type TestStage } from './stage.ts';

let stage: TestStage;
let pinpoint: PinpointClient;
let app: string;

beforeAll(async () => {
  stage = await openStage();
  pinpoint = stage.pinpoint();
});
afterAll(() => stage.close());
beforeEach(async () => {
  stage.clock.set(new Date()); // so that the SDK's signatures fit
  const created = await pinpoint.send(new CreateAppCommand({ CreateApplicationRequest: { Name: 'shop' } }));
  app = created.ApplicationResponse?.Id ?? '';
});

const minutes = (count: number) => stage.clock.advance(count * 60_000);
const list = async (more = ''): Promise<SuppressionPage> =>
  JSON.parse(await (await stage.fetch(`/suppressions?app=${app}${more}`)).text());
const reasonOf = async (answer: Response): Promise<string> => JSON.parse(await answer.text()).error.message;
const put = (body: object) =>
  stage.fetch('/suppressions', { method: 'PUT', body: JSON.stringify({ app, ...body }) });
const ana = { channel: 'EMAIL', address: 'Ana@Example.com' };
const update = (EndpointId: string, EndpointRequest: EndpointRequest) =>
  pinpoint.send(new UpdateEndpointCommand({ ApplicationId: app, EndpointId, EndpointRequest }));
const anaEndpoint: EndpointRequest = {
  ChannelType: 'EMAIL',
  Address: 'ana@example.com',
  User: { UserId: 'ana' },
};

/** What a decision sees. */
async function inLake() {
  await bringSuppressionsToLake(stage.ports, app);
  const text =
    'select channel_type, address, reason from suppressions where application_id = ? order by address';
  return stage.ports.queries.query({ text, values: [{ type: 'varchar', value: app }] });
}

describe('/suppressions', () => {
  it('suppresses an address of e-mail in any case, and tells of it', async () => {
    const answer = await put(ana);

    const suppression = {
      channelType: 'EMAIL',
      address: 'ana@example.com',
      reason: 'MANUAL',
      suppressedAt: stage.clock.now().toISOString(),
    };
    expect([answer.status, await answer.json()]).toEqual([200, suppression]);
    expect(await list()).toEqual({ items: [suppression] });
    expect(await list('&channel=EMAIL&address=ANA@example.com')).toEqual({ items: [suppression] });
    expect(await list('&channel=SMS')).toEqual({ items: [] });
    expect(await inLake()).toEqual([{ channel_type: 'EMAIL', address: 'ana@example.com', reason: 'MANUAL' }]);
  });

  it('lets an address be written to again, and says when it was not suppressed', async () => {
    await put(ana);
    await inLake();
    const path = `/suppressions?app=${app}&channel=EMAIL&address=ana@example.com`;

    const first = await stage.fetch(path, { method: 'DELETE' });
    const second = await stage.fetch(path, { method: 'DELETE' });

    expect([first.status, second.status]).toEqual([200, 404]);
    expect(await reasonOf(second)).toBe(
      `EMAIL address ana@example.com is not suppressed in application ${app}`,
    );
    expect([await list(), await inLake()]).toEqual([{ items: [] }, []]);
  });

  it('pages through all addresses', async () => {
    for (const name of ['a', 'b', 'c']) await put({ channel: 'EMAIL', address: `${name}@example.com` });

    const first = await list('&limit=2');
    const second = await list(`&limit=2&next=${first.next}`);

    const addresses = [...first.items, ...second.items].map(({ address }) => address);
    expect(first.items).toHaveLength(2);
    expect(addresses.sort()).toEqual(['a@example.com', 'b@example.com', 'c@example.com']);
    expect(second.next).toBeUndefined();
  });

  it('names what is wrong with a request', async () => {
    const answers = await Promise.all([
      put({ channel: 'FAX', address: '1' }),
      put({ channel: 'EMAIL' }),
      stage.fetch(`/suppressions?app=${app}&address=ana@example.com`),
      stage.fetch('/suppressions?app=nobody'),
      stage.fetch(`/suppressions?app=${app}&next=$`),
    ]);

    const messages = await Promise.all(answers.map(reasonOf));
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 404, 400]);
    expect(messages[0]).toMatch(/^Suppression: channel: /);
    expect(messages.slice(1)).toEqual([
      'Suppression: address is missing',
      'Parameter address needs parameter channel',
      'Application nobody not found',
      'Not a token of a list: $',
    ]);
  });

  it('goes with its application', async () => {
    await put(ana);
    await inLake();

    await pinpoint.send(new DeleteAppCommand({ ApplicationId: app }));

    expect(await inLake()).toEqual([]);
    expect(await suppressionsSince(stage.ports, app, new Date(0))).toEqual([]);
  });
});

describe('a suppressed address', () => {
  const bounce = { channelType: 'EMAIL', address: 'ana@example.com', reason: 'BOUNCE' } as const;
  const stays = [{ channel_type: 'EMAIL', address: 'ana@example.com', reason: 'BOUNCE' }];
  beforeEach(async () => {
    await update('ana-1', anaEndpoint);
    await suppress(stage.ports, app, bounce);
  });

  it('stays suppressed when its endpoint is deleted and created anew', async () => {
    await pinpoint.send(new DeleteEndpointCommand({ ApplicationId: app, EndpointId: 'ana-1' }));
    await update('ana-2', { ...anaEndpoint, OptOut: 'NONE', EndpointStatus: 'ACTIVE' });

    expect([(await list()).items.length, await inLake()]).toEqual([1, stays]);
  });

  it('stays suppressed when its user is erased', async () => {
    await pinpoint.send(new DeleteUserEndpointsCommand({ ApplicationId: app, UserId: 'ana' }));

    expect([(await list()).items.length, await inLake()]).toEqual([1, stays]);
  });

  it('stays suppressed when it is merged into another endpoint, opted in', async () => {
    await update('ana-2', { ...anaEndpoint, User: { UserId: 'other' }, OptOut: 'NONE' });
    await update('ana-1', { Address: 'ana@new.example', OptOut: 'NONE' });

    expect([(await list()).items.length, await inLake()]).toEqual([1, stays]);
  });

  it('stays suppressed when it is imported again', async () => {
    await inLake();
    const row = { channel_type: 'EMAIL', address: 'ana@example.com', endpoint_id: 'ana-1', opt_out: 'NONE' };
    await stage.ports.lake.put('imports/again.ndjson', Buffer.from(`${JSON.stringify(row)}\n`));
    await stage.ports.endpoints.importFile(app, 'imports/again.ndjson', stage.clock.now());

    expect([(await list()).items.length, await inLake()]).toEqual([1, stays]);
  });

  it('is back in the lake when the lake was restored without it', async () => {
    await inLake();
    await stage.ports.queries.run({ text: 'delete from suppressions', values: [] }, 'restore');

    expect(await inLake()).toEqual(stays);
  });

  it('is added to the lake once, however often it is brought there', async () => {
    await inLake();
    minutes(30);
    await suppress(stage.ports, app, { ...bounce, reason: 'COMPLAINT' });
    await suppress(stage.ports, app, { ...bounce, address: 'Ben@example.com' });

    await inLake();

    expect(await inLake()).toEqual([
      ...stays,
      { channel_type: 'EMAIL', address: 'ben@example.com', reason: 'BOUNCE' },
    ]);
  });

  it('has the reason that happened first, in whatever order they are told', async () => {
    const at = (minute: number) => new Date(stage.clock.now().getTime() - minute * 60_000);

    await suppress(stage.ports, app, { ...bounce, reason: 'COMPLAINT', at: at(9) });
    await suppress(stage.ports, app, { ...bounce, reason: 'UNSUBSCRIBE', at: at(5) });

    expect((await list()).items).toEqual([
      { ...bounce, reason: 'COMPLAINT', suppressedAt: at(9).toISOString() },
    ]);
  });

  it('is not suppressed again by what happened before it was lifted', async () => {
    const earlier = stage.clock.now();
    minutes(1);
    await stage.fetch(`/suppressions?app=${app}&channel=EMAIL&address=ana@example.com`, { method: 'DELETE' });

    await suppress(stage.ports, app, { ...bounce, at: earlier });

    expect(await list()).toEqual({ items: [] });
  });
});

describe('suppressionsSince', () => {
  const since = async (at: Date) =>
    (await suppressionsSince(stage.ports, app, at)).map(({ address, reason }) => `${address} ${reason}`);

  it('tells of suppressions after an instant, a minute for differing clocks included', async () => {
    await put(ana);
    minutes(2);
    const decidedAt = stage.clock.now();
    minutes(1);
    await put({ channel: 'EMAIL', address: 'ben@example.com' });

    expect(await since(decidedAt)).toEqual(['ben@example.com MANUAL']);
  });

  it('tells of endpoints that opted out, became inactive or were deleted, and of no address as suppressed', async () => {
    for (const name of ['a', 'b', 'c', 'd']) {
      await update(name, {
        ChannelType: 'EMAIL',
        Address: `${name}@example.com`,
        User: { UserId: `user-${name}` },
      });
    }
    const decidedAt = stage.clock.now();
    await update('a', { OptOut: 'ALL' });
    await update('b', { EndpointStatus: 'INACTIVE' });
    await pinpoint.send(new DeleteEndpointCommand({ ApplicationId: app, EndpointId: 'C' }));
    await pinpoint.send(new DeleteUserEndpointsCommand({ ApplicationId: app, UserId: 'user-d' }));

    expect((await since(decidedAt)).sort()).toEqual([
      'a@example.com OPT_OUT',
      'b@example.com OPT_OUT',
      'c@example.com OPT_OUT',
      'd@example.com OPT_OUT',
    ]);
    expect([await list(), await inLake()]).toEqual([{ items: [] }, []]);
  });

  it('tells of those whom an import job opts out: by their id, or by an address that passes to another endpoint', async () => {
    const email = (name: string) => ({ ChannelType: 'EMAIL' as const, Address: `${name}@example.com` });
    for (const name of ['a', 'b', 'c', 'd']) await update(name, email(name));
    await update('gone', { ...email('gone'), OptOut: 'ALL' });
    minutes(2);
    const decidedAt = stage.clock.now();
    minutes(2);
    const rows = [
      { Id: 'A', OptOut: 'ALL' },
      { ...email('B'), OptOut: 'ALL' },
      { Id: 'c', OptOut: 'ALL' },
      { Id: 'c', OptOut: 'NONE' },
      { Id: 'd', Metrics: { orders: 1 } },
      { Id: 'gone', OptOut: 'ALL' },
      { ...email('new'), OptOut: 'ALL' },
    ];
    const { uploads } = stage.ports;
    await uploads.put('imports/opt-outs.json', rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    await pinpoint.send(
      new CreateImportJobCommand({
        ApplicationId: app,
        ImportJobRequest: {
          Format: 'JSON',
          RoleArn: 'arn:aws:iam::000000000000:role/import',
          S3Url: `s3://${uploads.bucket}/imports/opt-outs.json`,
          RegisterEndpoints: true,
        },
      }),
    );
    await stage.settled();

    expect((await since(decidedAt)).sort()).toEqual(['a@example.com OPT_OUT', 'b@example.com OPT_OUT']);
  });

  it('leaves out who opted in again, and tells of him when he opts out once more', async () => {
    await update('a', { ChannelType: 'EMAIL', Address: 'a@example.com' });
    const decidedAt = stage.clock.now();
    const answers: string[][] = [];
    for (const OptOut of ['ALL', 'NONE', 'ALL']) {
      await update('a', { OptOut });
      answers.push(await since(decidedAt));
    }

    expect(answers).toEqual([['a@example.com OPT_OUT'], [], ['a@example.com OPT_OUT']]);
  });

  it('does not tell of an address that moved to another endpoint', async () => {
    await update('a', { ChannelType: 'EMAIL', Address: 'a@example.com' });
    const decidedAt = stage.clock.now();

    await update('b', { ChannelType: 'EMAIL', Address: 'a@example.com' });

    expect(await since(decidedAt)).toEqual([]);
  });

  it('tells one who watches of every change, those that carry an earlier time included', async () => {
    const watch = watchSuppressions(stage.ports, app, stage.clock.now());
    const told = async () => (await watch()).map(({ address }) => address).sort();
    const lift = (address: string) =>
      stage.fetch(`/suppressions?app=${app}&channel=EMAIL&address=${address}`, { method: 'DELETE' });
    const answers = [await told()];
    for (const name of ['a', 'b']) await put({ channel: 'EMAIL', address: `${name}@example.com` });
    answers.push(await told());
    minutes(1);
    await put({ channel: 'EMAIL', address: 'c@example.com' });
    answers.push(await told());
    stage.clock.advance(-5000); // another writer's clock
    await put({ channel: 'EMAIL', address: 'd@example.com' });
    answers.push(await told());
    minutes(1);
    await lift('a@example.com');
    answers.push(await told());

    expect(answers.map((addresses) => addresses.map((address) => address[0]).join(''))).toEqual([
      '',
      'ab',
      'abc',
      'abcd',
      'bcd',
    ]);
  });

  it('leaves out what was lifted', async () => {
    const decidedAt = stage.clock.now();
    await put(ana);
    await stage.fetch(`/suppressions?app=${app}&channel=EMAIL&address=ana@example.com`, { method: 'DELETE' });

    expect(await since(decidedAt)).toEqual([]);
  });
});
