import { CreateAppCommand, CreateSegmentCommand, type WriteSegmentRequest } from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defineImportedSegment } from '../../src/core/segments/segments.ts';
import { EXAMPLES_AT, exampleEndpoints } from '../unit/segments/example-endpoints.ts';
import { openStage, type TestStage } from './stage.ts';

/** Requests and expected members; a name in angle brackets stands for that segment's id. */
const EXAMPLES: readonly { it: string; request: WriteSegmentRequest; ids: string[] }[] = [
  {
    it: 'A: takes any of the values',
    request: {
      Dimensions: { Attributes: { Plan: { AttributeType: 'INCLUSIVE', Values: ['gold', 'silver'] } } },
    },
    ids: ['e1', 'e2', 'e3'],
  },
  {
    it: 'B: wants all criteria, INCLUSIVE being the default',
    request: {
      Dimensions: {
        Attributes: { Plan: { Values: ['gold'] } },
        Location: { Country: { DimensionType: 'INCLUSIVE', Values: ['PT'] } },
        Demographic: { Channel: { DimensionType: 'INCLUSIVE', Values: ['EMAIL'] } },
      },
    },
    ids: ['e1'],
  },
  {
    it: 'C: keeps endpoints without the attribute when EXCLUSIVE',
    request: { Dimensions: { Attributes: { Plan: { AttributeType: 'EXCLUSIVE', Values: ['free'] } } } },
    ids: ['e1', 'e2', 'e3', 'e5', 'e6', 'e7'],
  },
  {
    it: 'D: finds a value inside an element with CONTAINS',
    request: {
      Dimensions: { Attributes: { Plan: { AttributeType: 'CONTAINS', Values: ['old', 'silver'] } } },
    },
    ids: ['e1', 'e2', 'e3', 'e6', 'e7'],
  },
  {
    it: 'E: ignores the time with ON',
    request: {
      Dimensions: { Attributes: { Joined: { AttributeType: 'ON', Values: ['2026-06-01T12:00:00Z'] } } },
    },
    ids: ['e3', 'e4'],
  },
  {
    it: 'F: includes both ends of BETWEEN, beside a metric',
    request: {
      Dimensions: {
        Attributes: {
          Joined: { AttributeType: 'BETWEEN', Values: ['2026-02-10T08:00:00Z', '2026-06-01T00:00:00Z'] },
        },
        Metrics: { orders: { ComparisonOperator: 'GREATER_THAN_OR_EQUAL', Value: 3 } },
      },
    },
    ids: ['e1', 'e3'],
  },
  {
    it: 'G: takes whom nothing was heard of for 14 days',
    request: { Dimensions: { Behavior: { Recency: { Duration: 'DAY_14', RecencyType: 'INACTIVE' } } } },
    ids: ['e4', 'e5'],
  },
  {
    it: 'H: measures distance over the globe',
    request: {
      Dimensions: {
        Location: { GPSPoint: { Coordinates: { Latitude: 38.7, Longitude: -9.1 }, RangeInKilometers: 300 } },
      },
    },
    ids: ['e1', 'e2', 'e6'],
  },
  {
    it: 'I: takes whom none of the criteria holds for',
    request: {
      SegmentGroups: {
        Include: 'ALL',
        Groups: [
          {
            SourceSegments: [],
            SourceType: 'ALL',
            Type: 'NONE',
            Dimensions: [
              { Attributes: { Plan: { Values: ['gold'] } } },
              { Demographic: { Platform: { Values: ['Android'] } } },
            ],
          },
        ],
      },
    },
    ids: ['e4', 'e5', 'e6', 'e7'],
  },
  {
    it: 'J: joins two groups, the second of which leaves an audience out',
    request: {
      SegmentGroups: {
        Include: 'ALL',
        Groups: [
          {
            SourceType: 'ANY',
            SourceSegments: [{ Id: '<paying>' }, { Id: '<notfree>' }],
            Type: 'ALL',
            Dimensions: [{ Location: { Country: { Values: ['PT', 'ES'] } } }],
          },
          { SourceType: 'NONE', SourceSegments: [{ Id: '<lapsed>' }], Type: 'ALL', Dimensions: [] },
        ],
      },
    },
    ids: ['e1', 'e2', 'e3', 'e6', 'e7'],
  },
  {
    it: 'K: narrows an imported base by any of two criteria',
    request: {
      SegmentGroups: {
        Include: 'ALL',
        Groups: [
          {
            SourceType: 'ALL',
            SourceSegments: [{ Id: '<imp1>' }],
            Type: 'ANY',
            Dimensions: [
              { Metrics: { orders: { ComparisonOperator: 'GREATER_THAN', Value: 3 } } },
              { Demographic: { Platform: { Values: ['Android'] } } },
            ],
          },
        ],
      },
    },
    ids: ['e3', 'e7'],
  },
  {
    it: 'L: takes everyone outside all groups',
    request: {
      SegmentGroups: {
        Include: 'NONE',
        Groups: [
          { SourceType: 'ALL', SourceSegments: [{ Id: '<paying>' }], Type: 'ALL', Dimensions: [] },
          {
            SourceSegments: [],
            SourceType: 'ALL',
            Type: 'ALL',
            Dimensions: [{ Location: { Country: { Values: ['US'] } } }],
          },
        ],
      },
    },
    ids: ['e4', 'e6', 'e7'],
  },
  {
    it: 'M: reaches every endpoint of a user by the user attributes',
    request: { Dimensions: { UserAttributes: { Interests: { Values: ['music'] } } } },
    ids: ['e1', 'e2'],
  },
  {
    it: 'takes everyone without criteria',
    request: { Name: 'all' },
    ids: ['e1', 'e2', 'e3', 'e4', 'e5', 'e6', 'e7'],
  },
  {
    it: 'takes everyone with empty dimensions, or a list of no groups',
    request: { SegmentGroups: { Include: 'NONE', Groups: [] } },
    ids: ['e1', 'e2', 'e3', 'e4', 'e5', 'e6', 'e7'],
  },
  {
    it: 'knows a country by both of its codes in any case, and a channel in any case',
    request: {
      Dimensions: {
        Location: { Country: { Values: ['prt'] } },
        Demographic: { Channel: { Values: ['sms', 'Voice'] } },
      },
    },
    ids: ['e2'],
  },
  {
    it: 'keeps endpoints without the field when a field is EXCLUSIVE',
    request: { Dimensions: { Demographic: { Platform: { DimensionType: 'EXCLUSIVE', Values: ['iOS'] } } } },
    ids: ['e2', 'e3', 'e4', 'e6', 'e7'],
  },
];

describe('a segment of the worked examples', () => {
  let stage: TestStage;
  let applicationId: string;
  const named: Record<string, string> = {};

  async function create(request: WriteSegmentRequest): Promise<string> {
    const text = JSON.stringify(request).replace(/<(\w+)>/g, (_, name: string) => named[name] ?? '');
    const output = await stage
      .pinpoint()
      .send(
        new CreateSegmentCommand({ ApplicationId: applicationId, WriteSegmentRequest: JSON.parse(text) }),
      );
    return output.SegmentResponse?.Id ?? '';
  }

  beforeAll(async () => {
    stage = await openStage();
    const created = await stage
      .pinpoint()
      .send(new CreateAppCommand({ CreateApplicationRequest: { Name: 'examples' } }));
    applicationId = created.ApplicationResponse?.Id ?? '';
    await stage.ports.endpoints.change(applicationId, { ids: [], userIds: [], addresses: [] }, () => ({
      put: exampleEndpoints(applicationId),
      remove: [],
    }));
    const rows = ['e3', 'e4', 'e7'].map((id) => JSON.stringify({ endpoint_id: id })).join('\n');
    await stage.ports.lake.put('imp1.ndjson', rows);
    const target = { segmentId: 'imp1', version: 1, registered: true };
    await stage.ports.endpoints.addMembers(applicationId, target, 'imp1.ndjson', EXAMPLES_AT);
    await defineImportedSegment(stage.ports, applicationId, {
      ...target,
      name: 'imp1',
      importDefinition: { ExternalId: '', Format: 'CSV', RoleArn: 'role', S3Url: 's3://b/k', Size: 3 },
    });
    named.imp1 = 'imp1';
    for (const [name, letter] of Object.entries({ paying: 'A', notfree: 'C', lapsed: 'G' })) {
      const example = EXAMPLES.find(({ it: title }) => title.startsWith(letter));
      named[name] = await create(example?.request ?? {});
    }
  });
  afterAll(() => stage.close());

  it.each(EXAMPLES)('$it', async ({ request, ids }) => {
    const id = await create(request);
    const now = stage.clock.now();
    stage.clock.set(EXAMPLES_AT);
    const answer = await stage.fetch(`/segments/${id}/preview?app=${applicationId}`);
    const preview = (await answer.json()) as { total: number; items: { endpointId: string }[] };
    const size = await (await stage.fetch(`/segments/${id}/count`)).json();
    stage.clock.set(now);
    expect(preview.items.map(({ endpointId }) => endpointId)).toEqual(ids);
    expect(preview.total).toBe(ids.length);
    expect(size).toEqual({
      id,
      applicationId,
      name: request.Name,
      version: 1,
      count: ids.length,
      at: EXAMPLES_AT.toISOString(),
    });
  });
});
