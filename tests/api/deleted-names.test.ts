import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type JourneyHome, journeyHome } from '../flows/journey-home.ts';

/** A shop that has written to its customer, and then deletes what it wrote with. */
const DAY = 24 * 3_600_000;
let home: JourneyHome;
let app: string;
let segments: Record<'big' | 'all' | 'nobody', string>;
let campaign: string;
let late: string;
let journey: string;
let splitting: string;

const call = <T>(path: string, method?: string, body?: unknown) => home.call<T>(path, method, body);

beforeAll(async () => {
  home = await journeyHome('2026-11-02T08:00:00Z');
  const create = async (path: string, body: object) => (await call<{ Id: string }>(path, 'POST', body)).Id;
  app = await create('/v1/apps', { Name: 'shop' });
  const root = `/v1/apps/${app}`;
  await call(`${root}/channels/email`, 'PUT', {
    Enabled: true,
    FromAddress: 'shop@example.com',
    Identity: 'arn:aws:ses:us-east-1:000000000000:identity/example.com',
  });
  await call('/v1/templates/offer/email', 'POST', { Subject: 'offer', HtmlPart: '<p>offer</p>' });
  await call(`${root}/endpoints`, 'PUT', {
    Item: [{ Id: 'ana', ChannelType: 'EMAIL', Address: 'ana@example.com', User: { UserId: 'ana' } }],
  });
  segments = {
    all: await create(`${root}/segments`, { Name: 'Everyone', Dimensions: {} }),
    big: await create(`${root}/segments`, { Name: 'Big spenders', Dimensions: {} }),
    nobody: await create(`${root}/segments`, { Dimensions: {} }),
  };
  const write = (Name: string, SegmentId: string, StartTime: string) => ({
    Name,
    SegmentId,
    TemplateConfiguration: { EmailTemplate: { Name: 'offer' } },
    MessageConfiguration: { EmailMessage: {} },
    Schedule: { StartTime },
  });
  campaign = await create(`${root}/campaigns`, write('Summer sale', segments.all, 'IMMEDIATE'));
  late = await create(`${root}/campaigns`, write('Winter sale', segments.big, '2030-01-01T00:00:00Z'));
  const steps = (Activities: object) => ({
    State: 'ACTIVE',
    StartCondition: { SegmentStartCondition: { SegmentId: segments.all } },
    StartActivity: 'hello',
    Activities,
  });
  journey = await create(`${root}/journeys`, {
    Name: 'Welcome',
    ...steps({ hello: { EMAIL: { TemplateName: 'offer' } } }),
  });
  splitting = await create(`${root}/journeys`, {
    Name: 'Split',
    ...steps({
      hello: {
        ConditionalSplit: {
          Condition: { Conditions: [{ SegmentCondition: { SegmentId: segments.big } }] },
          EvaluationWaitTime: { WaitFor: 'P1D' },
          TrueActivity: 'mail',
          FalseActivity: 'mail',
        },
      },
      mail: { EMAIL: { TemplateName: 'offer' } },
    }),
  });
  await home.advance(DAY / 24);
  await call(`${root}/campaigns/${campaign}`, 'DELETE');
  await call(`${root}/journeys/${journey}`, 'DELETE');
  await call(`${root}/segments/${segments.big}`, 'DELETE');
  await call(`${root}/segments/${segments.nobody}`, 'DELETE');
});
afterAll(() => home.close());

interface Entry {
  readonly kind: string;
  readonly origin?: object;
}
const messages = async () => {
  const { items } = await call<{ items: Entry[] }>(`/customers/user:ana/timeline?app=${app}`);
  return items.filter(({ kind }) => kind === 'message').map(({ origin }) => origin);
};

/** What the page is told of all that was deleted. */
async function told() {
  const { items } = await call<{ items: { id: string; segment: object }[] }>(`/campaigns?app=${app}`);
  const flow = await call<{ activities: object[] }>(`/journeys/${splitting}/flow?app=${app}`);
  const customer = await call<{ reach: { id: string; segment?: object }[] }>(
    `/customers/user:ana?app=${app}`,
  );
  return {
    messages: await messages(),
    campaigns: items.map(({ id, segment }) => ({ id, segment })),
    split: flow.activities[0],
    reach: customer.reach.find(({ id }) => id === late)?.segment,
    called: await call(`/definitions/segment/${segments.big}?app=${app}`),
  };
}

describe('What was deleted', () => {
  it('keeps its name, before the lake knows of the deletion and after', async () => {
    const deleted = { id: segments.big, name: 'Big spenders', deleted: true };
    const expected = {
      messages: expect.arrayContaining([
        expect.objectContaining({ type: 'campaign', id: campaign, name: 'Summer sale', deleted: true }),
        expect.objectContaining({
          type: 'journey',
          id: journey,
          name: 'Welcome',
          deleted: true,
          activity: 'hello',
          activityName: expect.stringContaining('offer'),
        }),
      ]),
      campaigns: [{ id: late, segment: deleted }],
      split: expect.objectContaining({
        id: 'hello',
        name: expect.stringContaining('Big spenders (deleted)'),
      }),
      reach: deleted,
      called: { kind: 'segment', ...deleted },
    };
    const notes = () => home.ports().documents.query('changed-definitions', '');
    expect(await notes()).not.toEqual([]);
    expect(await told()).toEqual(expected);

    await home.advance(DAY / 24);

    expect(await notes()).toEqual([]);
    expect(await told()).toEqual(expected);
  });

  it('is not told to be deleted while it is there', async () => {
    expect(await call(`/definitions/journey/${splitting}?app=${app}`)).toEqual({
      kind: 'journey',
      id: splitting,
      name: 'Split',
      deleted: false,
    });
    await call(`/v1/apps/${app}/campaigns/${late}`, 'PUT', { SegmentId: segments.all });
    const { items } = await call<{ items: { segment: object }[] }>(`/campaigns?app=${app}`);
    expect(items.map(({ segment }) => segment)).toEqual([{ id: segments.all, name: 'Everyone' }]);
  });

  it('is refused when it left no name, and what is no definition', async () => {
    const of = (kind: string, id: string) => call(`/definitions/${kind}/${id}?app=${app}`);
    await expect(of('segment', segments.nobody)).rejects.toThrow(`No segment ${segments.nobody} is in`);
    await expect(of('campaign', 'x')).rejects.toThrow('No campaign x is in application');
    await expect(of('template', 'x')).rejects.toThrow(
      'kind is template; it must be campaign, journey, segment',
    );
  });
});
