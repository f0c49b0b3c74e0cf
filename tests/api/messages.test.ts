import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCommandLine } from '../../src/cli/run-command-line.ts';
import { createApp } from '../../src/core/apps/apps.ts';
import type { MessageBatch } from '../../src/core/messages/batch.ts';
import { setAside } from '../../src/core/messages/in-doubt.ts';
import { openStage, type TestStage } from './stage.ts';

let stage: TestStage;
let applicationId: string;
beforeAll(async () => {
  stage = await openStage();
  ({ Id: applicationId } = await createApp(stage.ports, { Name: 'in doubt' }));
  const batch = {
    applicationId,
    batchId: 'run',
    origin: { kind: 'campaign', campaignId: 'c1' },
  } as MessageBatch;
  const messages = [1, 2, 3].map((number) => ({
    message: {
      message_id: `m${number}`,
      endpoint_id: `e${number}`,
      channel_type: 'EMAIL',
      address: `e${number}@example.com`,
      endpoint: {},
    },
    reason: 'connection lost',
  }));
  await setAside(stage.ports, batch, messages);
});
afterAll(() => stage.close());

async function inDoubt(query: string) {
  const response = await stage.fetch(`/messages/in-doubt?${query}`);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('GET /messages/in-doubt', () => {
  it('lists messages page by page', async () => {
    const first = await inDoubt(`app=${applicationId}&limit=2`);
    const second = await inDoubt(`app=${applicationId}&limit=2&next=${first.body.next}`);

    expect(first.body.items).toEqual(
      [1, 2].map((number) => ({
        applicationId,
        batchId: 'run',
        messageId: `m${number}`,
        campaignId: 'c1',
        endpointId: `e${number}`,
        channelType: 'EMAIL',
        address: `e${number}@example.com`,
        reason: 'connection lost',
        at: stage.clock.now().toISOString(),
      })),
    );
    expect(second.body).toEqual({ items: [expect.objectContaining({ messageId: 'm3' })] });
  });

  it('names what is wrong with a request', async () => {
    expect(await inDoubt('')).toMatchObject({
      status: 400,
      body: { error: { message: 'Parameter app must name an application' } },
    });
    expect(await inDoubt(`app=${applicationId}&limit=none`)).toMatchObject({
      status: 400,
      body: { error: { message: 'limit must be a positive integer, not none' } },
    });
    expect((await inDoubt('app=unknown')).status).toBe(404);
  });
});

describe('touchpoint messages', () => {
  async function messages(...words: string[]) {
    const out: string[] = [];
    const complaints: string[] = [];
    const env = {
      TOUCHPOINT_ENDPOINT: stage.endpoint,
      TOUCHPOINT_ACCESS_KEY_ID: stage.key.keyId,
      TOUCHPOINT_SECRET_ACCESS_KEY: stage.key.secret,
    };
    const terminal = {
      interactive: false,
      line: (text = '') => out.push(text),
      status: () => undefined,
      paint: (_: unknown, text: string) => text,
    };
    const status = await runCommandLine(['messages', ...words], env, terminal, (line) =>
      complaints.push(line),
    );
    return { status, out, complaints };
  }

  it('shows those in doubt', async () => {
    const { status, out } = await messages('--in-doubt', '--app', applicationId);

    expect(status).toBe(0);
    expect(out).toHaveLength(4);
    expect(out[1]).toMatch(/^m1 +run +EMAIL +e1@example\.com .* connection lost$/);
  });

  it('shows those of every application where none is named', async () => {
    const other = await createApp(stage.ports, { Name: 'nothing in doubt' });

    const everywhere = await messages('--in-doubt');
    const elsewhere = await messages('--in-doubt', '--app', other.Id);

    expect(everywhere).toEqual(await messages('--in-doubt', '--app', applicationId));
    expect(elsewhere.out).toEqual(['No message is in doubt.']);
  });

  it('asks which ones', async () => {
    expect(await messages()).toMatchObject({
      status: 2,
      complaints: ['touchpoint messages: say which messages: --in-doubt', expect.stringContaining('usage:')],
    });
  });
});

describe('messages in doubt of some days', () => {
  it('lists those of the days that are asked for, on pages of their own', async () => {
    const { Id: shop } = await createApp(stage.ports, { Name: 'days' });
    const setAsideAt = (batchId: string, now: string) =>
      setAside(
        { ...stage.ports, clock: { now: () => new Date(now) } },
        { applicationId: shop, batchId, origin: { kind: 'campaign', campaignId: 'c1' } } as MessageBatch,
        [1, 2].map((number) => ({
          message: {
            message_id: `${batchId}${number}`,
            endpoint_id: `e${number}`,
            channel_type: 'EMAIL',
            endpoint: {},
          },
          reason: 'connection lost',
        })),
      );
    await setAsideAt('a', '2026-11-01T00:00:00Z');
    await setAsideAt('b', '2026-11-02T23:59:59Z');
    await setAsideAt('c', '2026-11-03T00:00:00Z');
    const found = async (query: string) => {
      const { body } = await inDoubt(`app=${shop}&${query}`);
      const items = body.items as { messageId: string }[];
      return { ids: items.map(({ messageId }) => messageId), next: body.next };
    };

    expect((await found('from=2026-11-02&to=2026-11-02')).ids).toEqual(['b1', 'b2']);
    expect((await found('from=2026-11-02')).ids).toEqual(['b1', 'b2', 'c1', 'c2']);
    const first = await found('to=2026-11-02&limit=3');
    expect(first.ids).toEqual(['a1', 'a2', 'b1']);
    expect(await found(`to=2026-11-02&limit=3&next=${first.next}`)).toEqual({ ids: ['b2'], next: undefined });
    expect(await inDoubt(`app=${shop}&from=yesterday`)).toMatchObject({
      status: 400,
      body: { error: { message: 'from is "yesterday", not a day such as 2026-11-24' } },
    });

    const attention = async (days: string) => {
      const response = await stage.fetch(`/attention?app=${shop}&${days}`);
      return ((await response.json()) as { items: { kind: string; count: number }[] }).items;
    };
    expect(await attention('from=2026-11-02&to=2026-11-03')).toMatchObject([{ kind: 'inDoubt', count: 4 }]);
    expect(await attention('from=2026-10-01&to=2026-10-31')).toEqual([]);
  });
});
