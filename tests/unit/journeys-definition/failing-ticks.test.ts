import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createApp } from '../../../src/core/apps/apps.ts';
import { updateEndpoint } from '../../../src/core/endpoints/endpoints.ts';
import { updateJourneyState } from '../../../src/core/journeys/journey-state.ts';
import { createJourney, getJourney, listJourneyRuns } from '../../../src/core/journeys/journeys.ts';
import {
  completeJourneyTick,
  decideJourneyTick,
  failJourneyTick,
  startDueJourneyTicks,
} from '../../../src/core/journeys/ticks.ts';
import type { BatchReference } from '../../../src/core/messages/batch.ts';
import { createSegment } from '../../../src/core/segments/segments.ts';
import { openStage, type TestStage } from '../../api/stage.ts';

let stage: TestStage;
let app: string;
/** Names of executions that the machine was asked to start. */
const started: string[] = [];
beforeAll(async () => {
  const describe = async () => undefined;
  const start = async (_machine: string, name: string) => {
    started.push(name);
    return name;
  };
  stage = await openStage({ ports: { workflows: { start, describe } } });
  app = (await createApp(stage.ports, { Name: 'shop' })).Id;
  const request = { ChannelType: 'EMAIL', Address: 'a@example.com', OptOut: 'NONE' };
  await updateEndpoint(stage.ports, app, 'p1', request, 'request');
});
afterAll(() => stage.close());

async function publish(): Promise<string> {
  const { Id: SegmentId } = await createSegment(stage.ports, app, { Dimensions: {} });
  const { Id } = await createJourney(stage.ports, app, {
    Name: 'calls',
    State: 'ACTIVE',
    RefreshFrequency: 'P1D',
    StartCondition: { SegmentStartCondition: { SegmentId } },
    StartActivity: 'call',
    Activities: { call: { CUSTOM: { DeliveryUri: 'https://example.com' } } },
  });
  stage.clock.advance(6 * 60_000);
  return Id;
}
const referenceOf = (batchId: string): BatchReference => ({ applicationId: app, batchId, kind: 'journey' });
const counts = { audience: 1, held: {}, outcomes: { SUCCESS: 1 } };
const transitions = () =>
  stage.ports.queries.query({ text: 'select * from journey_transitions order by hop', values: [] });

it('a tick that failed is tried again later and later, under names of its own, until it is done', async () => {
  const id = await publish();
  await startDueJourneyTicks(stage.ports);
  await decideJourneyTick(stage.ports, referenceOf(`${id}-1`));
  const decided = await transitions();
  for (const minutes of [1, 2]) {
    await failJourneyTick(stage.ports, referenceOf(`${id}-1`), 'the provider is away');
    expect(await startDueJourneyTicks(stage.ports)).toBe(0);
    stage.clock.advance(minutes * 60_000);
    await startDueJourneyTicks(stage.ports);
  }
  const { failure } = (await (await stage.fetch(`/journeys/${id}/participants`)).json()) as {
    failure: unknown;
  };
  await decideJourneyTick(stage.ports, referenceOf(`${id}-1`));
  await completeJourneyTick(stage.ports, referenceOf(`${id}-1`), counts);
  stage.clock.advance(24 * 3_600_000);
  await startDueJourneyTicks(stage.ports);

  expect(started.splice(0)).toEqual([`${id}-1`, `${id}-1-again-1`, `${id}-1-again-2`, `${id}-2`]);
  expect(failure).toMatchObject({ times: 2, cause: 'the provider is away' });
  expect(decided).toHaveLength(2);
  expect(await transitions()).toEqual(decided);
});

it('a tick that is under way when its journey is cancelled is finished, and none follows', async () => {
  const id = await publish();
  await startDueJourneyTicks(stage.ports);
  await updateJourneyState(stage.ports, app, id, { State: 'CANCELLED' });
  await startDueJourneyTicks(stage.ports);
  await decideJourneyTick(stage.ports, referenceOf(`${id}-1`));
  await completeJourneyTick(stage.ports, referenceOf(`${id}-1`), counts);
  started.splice(0);
  stage.clock.advance(2 * 24 * 3_600_000);
  await startDueJourneyTicks(stage.ports);

  expect(started.filter((name) => name.startsWith(id))).toEqual([]);
  expect((await getJourney(stage.ports, app, id)).State).toBe('CANCELLED');
  const runs = await listJourneyRuns(stage.ports, app, id, { size: 10 });
  expect(runs.Item.map(({ Status }) => Status)).toEqual(['CANCELLED']);
});

it('a tick that is not under way any more is decided no second time', async () => {
  const id = await publish();
  await startDueJourneyTicks(stage.ports);
  const reference = referenceOf(`${id}-1`);
  await decideJourneyTick(stage.ports, reference);
  await completeJourneyTick(stage.ports, reference, counts);
  const done = await transitions();
  await decideJourneyTick(stage.ports, reference);
  await completeJourneyTick(stage.ports, reference, counts);
  await failJourneyTick(stage.ports, reference, 'too late');

  expect(await transitions()).toEqual(done);
  await expect(decideJourneyTick(stage.ports, referenceOf(`${id}-9`))).rejects.toThrow(
    `Journey tick ${id}-9 is not under way`,
  );
});
