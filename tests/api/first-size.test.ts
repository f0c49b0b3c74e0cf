import { CreateSegmentCommand, UpdateSegmentCommand } from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createApp } from '../../src/core/apps/apps.ts';
import { clockTick } from '../../src/core/schedule/clock-tick.ts';
import { countNewSegments } from '../../src/core/segments/count-new.ts';
import { createSegment, deleteSegment, updateSegment } from '../../src/core/segments/segments.ts';
import { uncountedSegments } from '../../src/core/segments/uncounted.ts';
import type { Ports } from '../../src/ports/ports.ts';
import { openStage, type TestStage } from './stage.ts';

let stage: TestStage;
let app: string;
/** The same stage with an engine that takes seconds for anything, as Athena, and that may be away. */
let slow: Ports;
let asked: string[];
let isAway: boolean;

beforeAll(async () => {
  stage = await openStage();
  const { queries } = stage.ports;
  slow = {
    ...stage.ports,
    queries: {
      async query(statement) {
        asked.push(statement.text);
        if (isAway) throw new Error('The engine is away');
        return queries.query(statement);
      },
      run: (...args) => queries.run(...args),
      unload: (...args) => queries.unload(...args),
    },
  };
});
afterAll(() => stage.close());
beforeEach(async () => {
  app = (await createApp(stage.ports, { Name: 'shop' })).Id;
  const Item = ['Gold', 'Gold', 'Silver'].map((Tier, index) => ({
    Id: `e-${index}`,
    ChannelType: 'EMAIL',
    Address: `${index}@example.com`,
    Attributes: { Tier: [Tier] },
  }));
  const body = JSON.stringify({ Item });
  expect((await stage.fetch(`/v1/apps/${app}/endpoints`, { method: 'PUT', body })).status).toBe(202);
  await countNewSegments(stage.ports);
  asked = [];
  isAway = false;
});

const tier = (name: string) => ({ Attributes: { Tier: { Values: [name] } } });
const named = (Name: string, of: string) => ({ Name, Dimensions: tier(of) });
const today = () => stage.clock.now().toISOString().slice(0, 10);

async function sizes(id: string): Promise<unknown[]> {
  const response = await stage.fetch(`/segments/${id}/sizes?app=${app}`);
  return ((await response.json()) as { sizes: unknown[] }).sizes;
}

const point = (size: number, version: number) => ({ day: today(), size, version, at: expect.any(String) });
const left = async () => (await uncountedSegments(stage.ports)).map(({ value }) => value.segmentId);

describe('A new segment', () => {
  it('has its first size right after it is made, and its next one right after it is changed', async () => {
    const { SegmentResponse } = await stage
      .pinpoint()
      .send(new CreateSegmentCommand({ ApplicationId: app, WriteSegmentRequest: named('gold', 'Gold') }));
    const SegmentId = SegmentResponse?.Id ?? '';
    expect(await sizes(SegmentId)).toEqual([point(2, 1)]);

    const WriteSegmentRequest = named('silver', 'Silver');
    await stage
      .pinpoint()
      .send(new UpdateSegmentCommand({ ApplicationId: app, SegmentId, WriteSegmentRequest }));

    expect(await sizes(SegmentId)).toEqual([point(1, 2)]);
  });

  it('does not wait for an engine that takes its time: the next tick counts it, and all others with it', async () => {
    const gold = await createSegment(slow, app, named('gold', 'Gold'));
    const silver = await createSegment(slow, app, named('silver', 'Silver'));
    expect(asked).toEqual([]);
    expect(await sizes(gold.Id)).toEqual([]);

    expect(await countNewSegments(slow)).toBe(2);

    expect(asked).toHaveLength(1);
    expect([await sizes(gold.Id), await sizes(silver.Id)]).toEqual([[point(2, 1)], [point(1, 1)]]);
    expect(await countNewSegments(slow)).toBe(0);
    await updateSegment(slow, app, gold.Id, named('gold', 'Silver'));
    expect(await countNewSegments(slow)).toBe(1);
    expect(await sizes(gold.Id)).toEqual([point(1, 2)]);
    expect(asked).toHaveLength(2);
  });

  it('is counted by the clock tick', async () => {
    await clockTick(slow); // counts the day's
    const { Id } = await createSegment(slow, app, named('gold', 'Gold'));
    expect((await clockTick(slow)).newSegments).toBe(1);
    expect(await sizes(Id)).toEqual([point(2, 1)]);
  });

  it('is made although it cannot be counted, and is counted when that is possible, or by the day', async () => {
    isAway = true;
    const impatient = { ...slow, queries: { ...slow.queries, answersAtOnce: true as const } };
    const { Id } = await createSegment(impatient, app, named('gold', 'Gold'));
    expect(asked).toHaveLength(1);
    await expect(countNewSegments(slow)).rejects.toThrow('The engine is away');
    expect(await left()).toContain(Id);
    isAway = false;
    expect(await countNewSegments(slow)).toBe(1);
    expect(await sizes(Id)).toEqual([point(2, 1)]);

    const { Id: never } = await createSegment(slow, app, named('never', 'Gold'));
    isAway = true;
    stage.clock.advance(3_600_000);
    await expect(countNewSegments(slow)).rejects.toThrow('The engine is away');
    expect(await left()).not.toContain(never);
  });

  it('is noted no longer than a minute, nor when it was deleted', async () => {
    const { Id: kept } = await createSegment(stage.ports, app, named('kept', 'Gold'));
    const { Id: gone } = await createSegment(slow, app, named('gone', 'Gold'));
    await deleteSegment(slow, app, gone);
    expect(await left()).toEqual(expect.arrayContaining([kept, gone]));
    stage.clock.advance(60_000);
    expect(await countNewSegments(slow)).toBe(0);
    expect(await left()).toEqual([]);
  });
});
