import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createApp } from '../../../src/core/apps/apps.ts';
import { deleteApp } from '../../../src/core/apps/delete-app.ts';
import { clockTick, nextDue } from '../../../src/core/schedule/clock-tick.ts';
import { nextSizesDue, recordDueSizes } from '../../../src/core/segments/record-sizes.ts';
import {
  countSegment,
  createSegment,
  deleteSegment,
  updateSegment,
} from '../../../src/core/segments/segments.ts';
import type { Statement } from '../../../src/core/statement.ts';
import type { Ports } from '../../../src/ports/ports.ts';
import type { QueryEngine, SqlRow } from '../../../src/ports/query-engine.ts';
import { openStage, type TestStage } from '../../api/stage.ts';
import { exampleEndpoints } from './example-endpoints.ts';

const DAY_MS = 86_400_000;
const plan = (...Values: string[]) => ({ Dimensions: { Attributes: { Plan: { Values } } } });

describe('sizes of segments', () => {
  let stage: TestStage;
  let ports: Ports;
  let app: string;
  /** Statements that counted, since the test began. */
  let counted: Statement[];
  /** An application whose counts fail. */
  let broken: string | undefined;

  beforeAll(async () => {
    stage = await openStage();
    const engine = stage.ports.queries;
    const queries: QueryEngine = {
      ...engine,
      answersAtOnce: undefined, // as Athena: what is made is counted by ticks (tests/api/first-size.test.ts has the other)
      async query<Row extends SqlRow>(statement: Statement) {
        counted.push(statement);
        if (statement.values.some(({ value }) => value === broken)) throw new Error('the engine is away');
        return engine.query<Row>(statement);
      },
    };
    ports = { ...stage.ports, queries };
  });
  afterAll(() => stage.close());
  beforeEach(async () => {
    counted = [];
    broken = undefined;
    // Each test on days of its own: the stage remembers which day is done.
    stage.clock.set(new Date(Math.ceil(stage.clock.now().getTime() / DAY_MS + 400) * DAY_MS));
    app = (await createApp(ports, { Name: 'shop' })).Id;
    await ports.endpoints.change(app, { ids: [], userIds: [], addresses: [] }, () => ({
      put: exampleEndpoints(app),
      remove: [],
    }));
  });

  const pass = (days: number, hours = 0) => stage.clock.advance(days * DAY_MS + hours * 3_600_000);
  const today = () => stage.clock.now().toISOString().slice(0, 10);
  const sizes = async (id: string, query = '') => {
    const response = await stage.fetch(`/segments/${id}/sizes?app=${app}${query}`);
    return ((await response.json()) as { sizes: object[] }).sizes;
  };

  it('are recorded once a day, each with its version and instant, whenever ticks come', async () => {
    const { Id } = await createSegment(ports, app, { Name: 'golden', ...plan('gold') });
    pass(0, 9);
    const [firstDay, firstAt] = [today(), stage.clock.now().toISOString()];
    await clockTick(ports);
    await clockTick(ports);
    pass(1);
    await updateSegment(ports, app, Id, plan('gold', 'silver'));
    const [secondDay, secondAt] = [today(), stage.clock.now().toISOString()];
    await clockTick(ports);
    expect(await sizes(Id)).toEqual([
      { day: firstDay, size: 2, version: 1, at: firstAt },
      { day: secondDay, size: 3, version: 2, at: secondAt },
    ]);
  });

  it('take one statement for all dimensional segments of an application', async () => {
    for (const value of ['gold', 'silver', 'free', 'none']) await createSegment(ports, app, plan(value));
    counted = [];
    expect(await recordDueSizes(ports)).toBeGreaterThan(0);
    expect(counted.filter(({ values }) => values.some(({ value }) => value === app))).toHaveLength(1);
    counted = [];
    expect(await recordDueSizes(ports)).toBe(0);
    expect(counted).toEqual([]);
  });

  it('leave out days on which nobody ticked, and reach over months', async () => {
    const { Id } = await createSegment(ports, app, plan('gold'));
    const days: string[] = [];
    for (const pause of [0, 20, 20]) {
      pass(pause);
      days.push(today());
      await recordDueSizes(ports);
    }
    const query = `&from=${days[0]}&to=${days[2]}`;
    expect(await sizes(Id, query)).toEqual(days.map((day) => expect.objectContaining({ day, size: 2 })));
    expect(await sizes(Id, `&from=${days[1]}`)).toHaveLength(2);
    expect(await sizes(Id)).toHaveLength(2); // thirty days
    const all = await stage.fetch(`/segments/sizes?app=${app}${query}`);
    expect(await all.json()).toEqual({
      from: days[0],
      to: days[2],
      items: [{ id: Id, sizes: await sizes(Id, query) }],
    });
  });

  it('are those of the last count of the day, also when somebody asked for it', async () => {
    const { Id } = await createSegment(ports, app, plan('gold'));
    await recordDueSizes(ports);
    pass(0, 1);
    await updateSegment(ports, app, Id, plan('silver'));
    await countSegment(ports, app, Id, 1); // an old version's count is not today's size
    expect(await sizes(Id)).toEqual([expect.objectContaining({ size: 2, version: 1 })]);
    await countSegment(ports, app, Id);
    expect(await sizes(Id)).toEqual([
      { day: today(), size: 1, version: 2, at: stage.clock.now().toISOString() },
    ]);
  });

  it('of one application are tried again later when they fail, without keeping the others from theirs', async () => {
    const lost = await createSegment(ports, app, plan('gold'));
    broken = app;
    app = (await createApp(ports, { Name: 'other' })).Id;
    const other = await createSegment(ports, app, plan('gold'));
    await expect(recordDueSizes(ports)).rejects.toThrow('the engine is away');
    expect(await sizes(other.Id)).toHaveLength(1);
    app = broken;
    broken = undefined;
    await recordDueSizes(ports); // too early
    expect(await sizes(lost.Id)).toEqual([]);
    pass(0, 1);
    expect(await recordDueSizes(ports)).toBe(1);
    expect(await sizes(lost.Id)).toHaveLength(1);
  });

  it('are the same when two ticks come at once', async () => {
    const { Id } = await createSegment(ports, app, plan('gold'));
    await Promise.all([recordDueSizes(ports), recordDueSizes(ports)]);
    expect(await sizes(Id)).toEqual([expect.objectContaining({ day: today(), size: 2 })]);
  });

  it('go with the segment and with the application', async () => {
    const { Id } = await createSegment(ports, app, plan('gold'));
    await recordDueSizes(ports);
    const kept = () => ports.documents.query(`app#${app}`, 'segment-sizes#');
    expect(await kept()).toHaveLength(1);
    await deleteSegment(ports, app, Id);
    expect(await kept()).toEqual([]);
    await createSegment(ports, app, plan('gold'));
    pass(1);
    await recordDueSizes(ports);
    await deleteApp(ports, app);
    expect(await kept()).toEqual([]);
  });

  it('are due at the next midnight for a clock that is moved by hand', async () => {
    pass(0, 13);
    await clockTick(ports);
    const midnight = new Date(Math.ceil(stage.clock.now().getTime() / DAY_MS) * DAY_MS);
    expect(await nextSizesDue(ports)).toEqual(midnight);
    expect(await nextDue(ports)).toEqual(midnight);
  });

  it.each([
    ['from=yesterday', 'from must be a day such as 2026-06-01, not "yesterday"'],
    ['from=2026-02-30', 'from must be a day such as 2026-06-01, not "2026-02-30"'],
    ['from=2026-06-02&to=2026-06-01', 'from 2026-06-02 is after to 2026-06-01'],
    ['from=2020-01-01&to=2026-06-01', 'from 2020-01-01 and to 2026-06-01 are more than 732 days apart'],
  ])('are refused for %s', async (query, message) => {
    const { Id } = await createSegment(ports, app, plan('gold'));
    const response = await stage.fetch(`/segments/${Id}/sizes?app=${app}&${query}`);
    expect([
      response.status,
      ((await response.json()) as { error: { message: string } }).error.message,
    ]).toEqual([400, message]);
  });
});
