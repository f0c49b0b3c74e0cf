import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StoredEvent } from '../../src/core/events/event-record.ts';
import { answerWithin } from '../../src/core/queries/reuse.ts';
import { openStage, type TestStage } from './stage.ts';

let stage: TestStage;
let app: string;
let segment: string;
let campaign: string;
let path: string;
beforeAll(async () => {
  stage = await openStage();
  app = await make('/v1/apps', { Name: 'shop' });
  segment = await make(`/v1/apps/${app}/segments`, { Name: 'everyone' });
  campaign = await makeCampaign('news');
  path = `/campaigns/${campaign}/metrics?app=${app}`;
});
afterAll(() => stage.close());

async function make(at: string, body: object): Promise<string> {
  const answer = await stage.fetch(at, { method: 'POST', body: JSON.stringify(body) });
  return ((await answer.json()) as { Id: string }).Id;
}

function makeCampaign(Name: string): Promise<string> {
  return make(`/v1/apps/${app}/campaigns`, {
    Name,
    SegmentId: segment,
    Schedule: { StartTime: new Date(stage.clock.now().getTime() + 86_400_000).toISOString() },
    MessageConfiguration: { EmailMessage: { Title: 'News', HtmlBody: '<p>News</p>' } },
  });
}

async function send(message_id: string, send_status = 'SUCCESS'): Promise<void> {
  const now = stage.clock.now().getTime();
  const event: StoredEvent = {
    event_id: message_id,
    message_id,
    endpoint_id: message_id,
    campaign_id: campaign,
    campaign_activity_id: 'run',
    event_type: '_campaign.send',
    send_status,
    event_timestamp: now,
    arrival_timestamp: now,
    event_version: '3.1',
    application: { app_id: app, sdk: {} },
    client: {},
    device: { platform: {} },
    session: {},
    attributes: { campaign_send_status: send_status },
  };
  await stage.ports.events.append([event]);
}

async function sent(options = ''): Promise<{ sent: number; age: string | null }> {
  const answer = await stage.fetch(`${path}${options}`);
  const { engagement } = (await answer.json()) as { engagement: { sent: number } };
  return { sent: engagement.sent, age: answer.headers.get('age') };
}

describe('an answer about a campaign', () => {
  it('is an earlier one only for who says how old it may be, and only as old as that', async () => {
    await send('m1');
    expect(await sent('&maxAge=60')).toEqual({ sent: 1, age: '0' });
    await send('m2');
    stage.clock.advance(50_000);

    expect(await sent('&maxAge=60')).toEqual({ sent: 1, age: '50' });
    expect(await sent('&maxAge=49')).toEqual({ sent: 2, age: '0' });
    expect(await sent()).toEqual({ sent: 2, age: '0' });

    await send('m3');
    stage.clock.advance(60_001);
    expect(await sent('&maxAge=60')).toEqual({ sent: 3, age: '0' });
  });

  it('among others has earlier counts at most, the campaigns are those of now', async () => {
    const listed = async (options = '') => {
      const answer = await stage.fetch(`/campaigns?app=${app}${options}`);
      const { items } = (await answer.json()) as { items: { id: string; counts: { sent: number } }[] };
      return items.map(({ id, counts }) => `${id} ${counts.sent}`).sort();
    };
    const [before] = await listed('&maxAge=60');
    const sentBefore = Number(before?.split(' ')[1]);
    await send('m4');
    const other = await makeCampaign('other');

    expect(await listed('&maxAge=60')).toEqual([`${campaign} ${sentBefore}`, `${other} 0`].sort());
    expect(await listed()).toEqual([`${campaign} ${sentBefore + 1}`, `${other} 0`].sort());
  });

  it('of what needs attention, too', async () => {
    const texts = async (options = '') => {
      const answer = await stage.fetch(`/attention?app=${app}${options}`);
      const { items } = (await answer.json()) as { items: { kind: string; count: number }[] };
      return items.filter(({ kind }) => kind === 'handoverFailures').map(({ count }) => count);
    };
    await send('m5', 'THROTTLED');
    expect(await texts('&maxAge=60')).toEqual([1]);
    await send('m6', 'THROTTLED');
    expect(await texts('&maxAge=60')).toEqual([1]);
    expect(await texts()).toEqual([2]);
  });

  it('is of the question that was asked, its parameters in any order', async () => {
    const end = stage.clock.now().toISOString();
    const early = new Date(stage.clock.now().getTime() - 86_400_000).toISOString();
    const asked = async (query: string) =>
      (await stage.fetch(`/campaigns/${campaign}/metrics?${query}`)).json();

    const whole = await asked(`app=${app}&end=${end}&maxAge=60`);
    expect(await asked(`maxAge=60&end=${end}&app=${app}`)).toEqual(whole);
    expect(await asked(`app=${app}&end=${early}&maxAge=60`)).toMatchObject({
      period: { end: early },
      engagement: { sent: 0 },
    });
  });

  it('is not sent again to who has it', async () => {
    const question = `${path}&end=${stage.clock.now().toISOString()}`;
    const first = await stage.fetch(question);
    const etag = first.headers.get('etag') ?? '';
    const ask = (tag: string) => stage.fetch(question, { headers: { 'if-none-match': tag } });

    const again = await ask(etag);
    expect([first.status, again.status, await again.text(), again.headers.get('etag')]).toEqual([
      200,
      304,
      '',
      etag,
    ]);
    expect((await ask('"another"')).status).toBe(200);
  });

  it('is refused for an age that makes no sense', async () => {
    const answer = await stage.fetch(`${path}&maxAge=soon`);
    expect([answer.status, ((await answer.json()) as { error: object }).error]).toEqual([
      400,
      expect.objectContaining({
        code: 'BadRequest',
        message: 'maxAge must be a whole number from 0 to 86400, not soon',
      }),
    ]);
  });

  it('is not an error that was answered before', async () => {
    const unknown = await stage.fetch(`/campaigns/none/metrics?app=${app}&maxAge=60`);
    expect(unknown.status).toBe(404);
    expect((await stage.fetch(`/campaigns/none/metrics?app=${app}&maxAge=60`)).status).toBe(404);
  });
});

describe('an answer that is under way', () => {
  /** Answers that end when they are told to. */
  function slow() {
    const ends: (() => void)[] = [];
    const answer = () => new Promise<number>((resolve) => ends.push(() => resolve(ends.length)));
    return { ends, answer };
  }

  it('is that of everybody who asks the same meanwhile, unless it would be too old for them', async () => {
    const { ends, answer } = slow();
    const ask = (maxAge: number) => answerWithin(stage.ports, ['under way'], maxAge, answer);
    const [first, second] = [ask(60), ask(60)];
    while (ends.length === 0) await new Promise(setImmediate);
    stage.clock.advance(30_000);
    const strict = ask(10);
    while (ends.length === 1) await new Promise(setImmediate);
    for (const end of ends) end();

    const answers = await Promise.all([first, second, strict]);
    expect(ends).toHaveLength(2);
    expect(answers[1]).toBe(answers[0]);
    expect(answers[2]).not.toBe(answers[0]);
  });

  it('that fails fails for them all, and is tried again by who asks next', async () => {
    const fail = () => answerWithin(stage.ports, ['failing'], 60, () => Promise.reject(new Error('full')));
    const both = await Promise.allSettled([fail(), fail()]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await answerWithin(stage.ports, ['failing'], 60, async () => 7)).toMatchObject({ value: 7 });
  });
});
