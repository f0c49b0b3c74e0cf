import {
  CreateAppCommand,
  CreateCampaignCommand,
  CreateJourneyCommand,
  CreateSegmentCommand,
  DeleteAppCommand,
  DeleteCampaignCommand,
  DeleteJourneyCommand,
  DeleteSegmentCommand,
  type PinpointClient,
  UpdateCampaignCommand,
  UpdateSegmentCommand,
} from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mergeNames } from '../../src/compiler/definition-names.ts';
import { noteChange } from '../../src/core/definitions/changed-definitions.ts';
import type { DefinitionName } from '../../src/core/definitions/definition-name.ts';
import { refreshNames } from '../../src/core/definitions/refresh-names.ts';
import { PlatformError } from '../../src/core/errors.ts';
import { clockTick } from '../../src/core/schedule/clock-tick.ts';
import { migrate } from '../../src/core/schema/migrate.ts';
import type { Statement } from '../../src/core/statement.ts';
import type { LakeSchema } from '../../src/ports/lake-schema.ts';
import type { Ports } from '../../src/ports/ports.ts';
import { openStage, type TestStage } from '../api/stage.ts';

/** What campaigns, journeys and segments are called, on its way from the SDK's requests into the lake. */
let stage: TestStage;
let pinpoint: PinpointClient;
let ApplicationId: string;
let SegmentId: string;
beforeAll(async () => {
  stage = await openStage();
  pinpoint = stage.pinpoint();
  ApplicationId = await newApp();
  SegmentId = await newSegment('Customers');
});
afterAll(() => stage.close());

async function newApp(): Promise<string> {
  const { ApplicationResponse } = await pinpoint.send(
    new CreateAppCommand({ CreateApplicationRequest: { Name: 'shop' } }),
  );
  return ApplicationResponse?.Id ?? '';
}

async function newSegment(Name: string, app = ApplicationId): Promise<string> {
  const { SegmentResponse } = await pinpoint.send(
    new CreateSegmentCommand({ ApplicationId: app, WriteSegmentRequest: { Name } }),
  );
  return SegmentResponse?.Id ?? '';
}

const names = async (id: string) =>
  (
    await stage.ports.queries.query({
      text: `select kind, id, owner_id, name, segment_id, event_name, deleted from definition_names
        where id = ? or owner_id = ? order by kind, id`,
      values: [
        { type: 'varchar', value: id },
        { type: 'varchar', value: id },
      ],
    })
  ).map((row) => Object.values(row));

const later = { StartTime: '2030-01-01T00:00:00Z' };
const SMS = (Body: string) => ({ MessageConfiguration: { SMSMessage: { Body } } });

async function newCampaign(Name: string, more: object = {}, app = ApplicationId, segment = SegmentId) {
  const { CampaignResponse } = await pinpoint.send(
    new CreateCampaignCommand({
      ApplicationId: app,
      WriteCampaignRequest: { Name, SegmentId: segment, Schedule: later, ...SMS('Hi'), ...more },
    }),
  );
  return { Id: CampaignResponse?.Id ?? '', AdditionalTreatments: CampaignResponse?.AdditionalTreatments };
}

describe('the names of definitions in the lake', () => {
  it('are those of a campaign and its treatments, as it is now, and stay when it is deleted', async () => {
    const { Id: CampaignId, AdditionalTreatments } = await newCampaign('Spring', {
      TreatmentName: 'Plain',
      AdditionalTreatments: [{ SizePercent: 40, TreatmentName: 'With a coupon', ...SMS('Coupon') }],
    });
    const treatment = AdditionalTreatments?.[0]?.Id ?? '';
    const rows = (name: string, deleted: boolean, removed = deleted) => [
      ['campaign', CampaignId, null, name, SegmentId, null, deleted],
      ['treatment', '0', CampaignId, 'Plain', null, null, deleted],
      ['treatment', treatment, CampaignId, 'With a coupon', null, null, removed],
    ];
    expect(await names(CampaignId)).toEqual(rows('Spring', false));

    stage.clock.advance(1000);
    await pinpoint.send(
      new UpdateCampaignCommand({
        ApplicationId,
        CampaignId,
        WriteCampaignRequest: { Name: 'Spring sale', AdditionalTreatments: [] },
      }),
    );
    expect(await names(CampaignId)).toEqual(rows('Spring sale', false, true));

    await pinpoint.send(new DeleteCampaignCommand({ ApplicationId, CampaignId }));
    expect(await names(CampaignId)).toEqual(rows('Spring sale', true));
  });

  it('say which events start a campaign', async () => {
    const { Id } = await newCampaign('Cart', {
      Schedule: {
        Frequency: 'EVENT',
        StartTime: '2030-01-01T00:00:00Z',
        EndTime: '2030-02-01T00:00:00Z',
        EventFilter: {
          FilterType: 'ENDPOINT',
          Dimensions: { EventType: { DimensionType: 'INCLUSIVE', Values: ['cart.left', 'cart.emptied'] } },
        },
      },
    });
    const [campaign] = await names(Id);
    expect(campaign).toEqual(['campaign', Id, null, 'Cart', SegmentId, 'cart.left, cart.emptied', false]);
  });

  it('are those of a journey and its activities, which change with the segments that they name', async () => {
    const vip = await newSegment('VIPs');
    const { JourneyResponse } = await pinpoint.send(
      new CreateJourneyCommand({
        ApplicationId,
        WriteJourneyRequest: {
          Name: 'Welcome',
          StartActivity: 'asks',
          StartCondition: { SegmentStartCondition: { SegmentId } },
          Activities: {
            asks: {
              ConditionalSplit: {
                Condition: { Conditions: [{ SegmentCondition: { SegmentId: vip } }] },
                TrueActivity: 'waits',
              },
            },
            waits: { Wait: { WaitTime: { WaitFor: 'P3D' } } },
          },
        },
      }),
    );
    const JourneyId = JourneyResponse?.Id ?? '';
    const rows = (asks: string, deleted: boolean) => [
      ['activity', 'asks', JourneyId, asks, null, null, deleted],
      ['activity', 'waits', JourneyId, 'Wait 3 days', null, null, deleted],
      ['journey', JourneyId, null, 'Welcome', SegmentId, null, deleted],
    ];
    expect(await names(JourneyId)).toEqual(rows('In VIPs?', false));

    await pinpoint.send(
      new UpdateSegmentCommand({
        ApplicationId,
        SegmentId: vip,
        WriteSegmentRequest: { Name: 'Best customers' },
      }),
    );
    expect(await names(JourneyId)).toEqual(rows('In Best customers?', false));
    expect(await names(vip)).toEqual([['segment', vip, null, 'Best customers', null, null, false]]);

    await pinpoint.send(new DeleteJourneyCommand({ ApplicationId, JourneyId }));
    expect(await names(JourneyId)).toEqual(rows('In Best customers?', true));
  });

  it('hold one that was deleted before anybody looked', async () => {
    const id = await newSegment('Short lived');
    await pinpoint.send(new DeleteSegmentCommand({ ApplicationId, SegmentId: id }));
    expect(await names(id)).toEqual([['segment', id, null, 'Short lived', null, null, true]]);
  });

  it('come in with clock ticks where nobody asks for them, until the change must be over', async () => {
    const id = await newSegment('For the tick');
    const merged: unknown[] = [];
    const asked = {
      ...stage.ports.queries,
      run: async ({ values }: Statement) => void merged.push(...values.map(({ value }) => value)),
    };
    const tick = async () => {
      merged.length = 0;
      await refreshNames({ ...stage.ports, queries: { ...asked, query: async () => [] } });
      return merged.includes(id);
    };
    expect([await tick(), await tick()]).toEqual([true, true]);
    stage.clock.advance(61_000);
    expect([await tick(), await tick()]).toEqual([true, false]);
    await clockTick(stage.ports);
    expect(await stage.ports.documents.query('changed-definitions', '')).toEqual([]);
  });

  it('wait for the next tick where another writes the table at the same moment', async () => {
    const id = await newSegment('Written twice');
    let conflicts = 0;
    const queries = {
      ...stage.ports.queries,
      query: async () => [],
      run: async () => {
        conflicts += 1;
        throw new PlatformError('Throttled', 'ICEBERG_COMMIT_ERROR: Found conflicting files');
      },
    };
    stage.clock.advance(61_000); // the change is over, and would be forgotten
    expect(await refreshNames({ ...stage.ports, queries } as Ports)).toBe(0);
    expect(conflicts).toBe(1);
    expect(await names(id)).toEqual([['segment', id, null, 'Written twice', null, null, false]]);
  });

  it('are complete on a stage that is older than the table', async () => {
    const id = await newSegment('From before');
    await stage.ports.queries.run(
      { text: 'delete from definition_names where kind is not null', values: [] },
      'x',
    );
    for (const { key } of await stage.ports.documents.query('changed-definitions', ''))
      await stage.ports.documents.delete(key);
    const before = { version: 1, readableFrom: 0, at: '2026-11-01T00:00:00Z' };
    await stage.ports.documents.put({ partition: 'stage', sort: 'schema' }, before);
    const { steps } = await migrate({ ...stage.ports, schema: {} as LakeSchema }); // no table changes its columns
    expect(steps).toContainEqual(expect.stringContaining('definition_names'));
    expect(await names(id)).toEqual([['segment', id, null, 'From before', null, null, false]]);
  });

  it('are not changed by whoever is late', async () => {
    const id = await newSegment('Now');
    await names(id);
    const row = (name: string, changedAt: string, deleted = false): DefinitionName => ({
      applicationId: ApplicationId,
      kind: 'segment',
      id,
      ownerId: null,
      name,
      segmentId: null,
      eventName: null,
      deleted,
      changedAt: new Date(changedAt),
    });
    const stored = async (given: DefinitionName) => {
      await stage.ports.queries.run(mergeNames([given]), given.name ?? '');
      return (await names(id)).map(([, , , name, , , deleted]) => [name, deleted]);
    };
    expect(await stored(row('Earlier', '2020-01-01T00:00:00Z'))).toEqual([['Now', false]]);
    expect(await stored(row('Later', '2040-01-01T00:00:00Z'))).toEqual([['Later', false]]);
    expect(await stored(row('Gone', '2020-01-01T00:00:00Z', true))).toEqual([['Gone', true]]);
    expect(await stored(row('Back', '2050-01-01T00:00:00Z'))).toEqual([['Gone', true]]);
  });

  it('go with their application, what was still on its way too', async () => {
    const app = await newApp();
    const segment = await newSegment('Secret plans', app);
    await newCampaign('Secret sale', {}, app, segment);
    expect(await names(segment)).toHaveLength(1);
    await pinpoint.send(new DeleteAppCommand({ ApplicationId: app }));
    stage.clock.advance(60_000);
    await clockTick(stage.ports);
    await stage.settled();
    await noteChange(stage.ports, { applicationId: app, kind: 'segment', id: segment });
    const rows = await stage.ports.queries.query({
      text: 'select * from definition_names where application_id = ?',
      values: [{ type: 'varchar', value: app }],
    });
    expect(rows).toEqual([]);
  });
});
