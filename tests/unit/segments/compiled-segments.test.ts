import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DuckDbLake } from '../../../src/adapters/local/duckdb-lake.ts';
import {
  compileSegment,
  compileSegmentCount,
  compileSegmentOverlap,
  compileSegmentPreview,
  compileSegmentReach,
} from '../../../src/compiler/segment.ts';
import type { Endpoint } from '../../../src/core/endpoints/endpoint.ts';
import type { SegmentNode } from '../../../src/core/segments/segment-graph.ts';
import { APPLICATION, AT, dimensions, endpoints, IMPORTS, members, segments } from './arbitraries.ts';
import { evaluate, type World } from './evaluate.ts';
import { insertEndpoints, insertEvents, insertMembers, temporaryLake } from './lake-rows.ts';

const ENDPOINTS = 300;
const HOUR = 3_600_000;
const RUNS = Number(process.env.SEGMENT_RUNS ?? 100);
const PAIRS = Math.min(RUNS, 30);

/** A world of random endpoints with ids of both cases; the same for the same seed. */
function randomWorld(seed: number): World {
  const stored: Endpoint[] = [];
  for (let index = 0; index < ENDPOINTS; index += 1) {
    const id = fc.constant(index % 3 === 0 ? `E${index}` : `e${index}`);
    stored.push(...fc.sample(endpoints(id), { seed: seed + index, numRuns: 1 }));
  }
  const [drawn] = fc.sample(members(stored.slice(0, 40).map((endpoint) => endpoint.Id)), {
    seed,
    numRuns: 1,
  });
  // Every seventh did something, up to 40 days ago.
  const active = stored.filter((_, index) => index % 7 === 0).map(({ Id }) => Id.toLowerCase());
  const reported = new Map(active.map((id, index) => [id, AT.getTime() - ((index * 61) % 960) * HOUR]));
  return { endpoints: stored, members: drawn ?? [], reported, at: AT };
}

const fromDimensions = dimensions.map(
  (item): SegmentNode => ({
    kind: 'dimensional',
    include: 'ALL',
    groups: [{ sources: [], sourceType: 'ALL', dimensions: [item], type: 'ALL' }],
  }),
);

describe.each([1, 2, 3])('a compiled segment over random endpoints %i', (seed) => {
  const world = randomWorld(seed * 1000);
  const context = { applicationId: APPLICATION, at: AT };
  let lake: DuckDbLake;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    ({ lake, remove } = await temporaryLake());
    const stranger = { ...world.endpoints[0], ApplicationId: 'b'.repeat(32), Id: 'stranger' } as Endpoint;
    await insertEndpoints(lake, [...world.endpoints, stranger]);
    await insertMembers(lake, APPLICATION, world.members);
    await insertMembers(lake, 'b'.repeat(32), world.members.slice(0, 3));
    await insertEvents(lake, APPLICATION, '3.0', world.reported);
    // What the platform did, what others' endpoints of those ids did, and what is yet to come is no activity.
    const everyone = new Map(world.endpoints.map(({ Id }) => [Id.toLowerCase(), AT.getTime() - HOUR]));
    await insertEvents(lake, APPLICATION, '3.1', everyone);
    await insertEvents(lake, 'b'.repeat(32), '3.0', everyone);
    const later = new Map([...everyone.keys()].map((id) => [id, AT.getTime() + HOUR]));
    await insertEvents(lake, APPLICATION, '3.0', later);
  });
  afterAll(() => remove());

  async function expectSame(node: SegmentNode) {
    const expected = [...evaluate(node, world)].sort();
    const rows = await lake.engine.query(compileSegment(node, context).statement());
    const [count] = await lake.engine.query(compileSegmentCount(node, context).statement());
    const preview = await lake.engine.query(
      compileSegmentPreview(node, context, ['endpoint_id', 'given_id'], 5).statement(),
    );
    expect(rows.map((row) => row.endpoint_id).sort()).toEqual(expected);
    expect(count).toEqual({ total: expected.length });
    expect(preview.map((row) => row.endpoint_id)).toEqual(expected.slice(0, 5));
  }

  it('holds the endpoints that a row-by-row evaluation finds for one SegmentDimensions', async () => {
    await fc.assert(fc.asyncProperty(fromDimensions, expectSame), { numRuns: RUNS });
  });

  it('holds the endpoints that a row-by-row evaluation finds for a tree of segments', async () => {
    await fc.assert(fc.asyncProperty(segments, expectSame), { numRuns: RUNS });
  });

  it('meets another segment in the endpoints that both hold', async () => {
    const pair = fc.tuple(segments, segments);
    await fc.assert(
      fc.asyncProperty(pair, async ([first, second]) => {
        const [ofFirst, ofSecond] = [evaluate(first, world), evaluate(second, world)];
        const [row] = await lake.engine.query(compileSegmentOverlap([first, second], context).statement());
        expect(row).toEqual({
          only_first: [...ofFirst].filter((id) => !ofSecond.has(id)).length,
          both_segments: [...ofFirst].filter((id) => ofSecond.has(id)).length,
          only_second: [...ofSecond].filter((id) => !ofFirst.has(id)).length,
        });
      }),
      { numRuns: PAIRS },
    );
  });

  it('reaches, channel by channel, whoever is active and not opted out', async () => {
    await fc.assert(
      fc.asyncProperty(fromDimensions, async (node) => {
        const ids = evaluate(node, world);
        const held = world.endpoints.filter(({ Id }) => ids.has(Id.toLowerCase()));
        const expected = Map.groupBy(held, ({ ChannelType }) => ChannelType ?? null);
        const rows = await lake.engine.query(compileSegmentReach(node, context).statement());
        expect(new Set(rows)).toEqual(
          new Set(
            [...expected].map(([channel, list]) => ({
              channel_type: channel,
              endpoints: list.length,
              reachable: list.filter(
                ({ OptOut, EndpointStatus }) => OptOut === 'NONE' && EndpointStatus === 'ACTIVE',
              ).length,
            })),
          ),
        );
        const sizes = rows.map(({ endpoints }) => endpoints as number);
        expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
      }),
      { numRuns: PAIRS },
    );
  });

  it('does not find the empty text in lists that do not have it', async () => {
    const ofPlan = (Values: string[]) => ({
      Attributes: { Plan: { Values } },
      UserAttributes: { Joined: { Values } },
    });
    for (const values of [[''], ['', 'gold']]) {
      const group = { sources: [], sourceType: 'ALL' as const, dimensions: [ofPlan(values)] };
      await expectSame({ kind: 'dimensional', include: 'ALL', groups: [{ ...group, type: 'ALL' }] });
      await expectSame({ kind: 'dimensional', include: 'ALL', groups: [{ ...group, type: 'NONE' }] });
    }
  });

  it.each(IMPORTS)('holds the members of the imported segment $id version $version', expectSame);
});
