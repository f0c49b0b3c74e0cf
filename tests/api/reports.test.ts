import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HOLD_REASONS } from '../../src/core/messages/hold-reasons.ts';
import type { MetricComparison } from '../../src/core/metrics/comparison.ts';
import type { Funnel, FunnelReport } from '../../src/core/metrics/funnel.ts';
import type { CampaignLift, LiftComparison } from '../../src/core/metrics/lift.ts';
import { type ApiDocument, answerSchema, faults } from './described.ts';
import type { MonthMessage } from './month/month.ts';
import { type MonthStage, openMonthStage } from './month/month-stage.ts';
import {
  campaignLots,
  funnel,
  journeyLots,
  type OracleConversion,
  purchases,
  sides,
} from './month/oracle.ts';

/* The reports over a generated month, beside what counting event by event gives. */

let month: MonthStage;
beforeAll(async () => {
  month = await openMonthStage();
}, 60_000);
afterAll(() => month.stage.close());

const inShop: OracleConversion = {
  type: 'bought_in_shop',
  hours: 72,
  accepts: ({ attributes }) => attributes?.shop === 'Porto',
  amount: ({ attributes }) => Number(attributes?.paid ?? 0),
};
const askedInShop = {
  conversion: 'bought_in_shop',
  attribute: 'shop',
  attributeValue: 'Porto',
  amount: 'paid',
  windowHours: '72',
};

/** An answer in the oracle's words. */
function told({ stages, conversions, revenue }: Funnel) {
  const byStage = stages.map(({ stage, messages, people }) => [stage, { messages, people }]);
  return { ...Object.fromEntries(byStage), conversions, revenue };
}

describe('funnel', () => {
  it.each([0, 1])('of a campaign is what its messages and people came to (%d)', async (which) => {
    const id = month.ids.campaigns[which] as string;
    const report = await month.ask<FunnelReport>(`/campaigns/${id}/funnel`);
    const expected = funnel(month.month, id, purchases(168));
    expect(told(report)).toEqual(expected);
    expect(expected.converted.people).toBeGreaterThan(5);
    expect(report).toMatchObject({
      id,
      applicationId: month.applicationId,
      period: { from: month.firstDay, to: month.lastDay },
      conversion: { eventType: '_monetization.purchase', windowHours: 168 },
    });
  });

  it('tells its groups apart, and gives treatments their names', async () => {
    const [id] = month.ids.campaigns;
    const ask = (by: string) => month.ask<FunnelReport>(`/campaigns/${id}/funnel`, { by, ...askedInShop });
    const only = (belongs: (message: MonthMessage) => boolean) => funnel(month.month, id, inShop, belongs);
    const { groups: treatments = [] } = await ask('treatment');
    expect(treatments.map((group) => [group.id, told(group)])).toEqual(
      ['0', '1'].map((one) => [one, only(({ treatment }) => treatment === one)]),
    );
    expect(treatments).toMatchObject([{ name: 'long' }, { name: 'short' }]);
    const { groups: runs = [] } = await ask('run');
    expect(runs.map((group) => [group.id, told(group)])).toEqual(
      [0, 1, 2].map((run) => [`${id}-run-${run}`, only((message) => message.run === `${id}-run-${run}`)]),
    );
  });

  it('of a journey tells its activities apart, and soft bounces are not delivered', async () => {
    const [id] = month.ids.journeys;
    const { groups = [], ...whole } = await month.ask<FunnelReport>(`/journeys/${id}/funnel`, {
      by: 'activity',
    });
    expect(told(whole)).toEqual(funnel(month.month, id, purchases(168)));
    expect(groups.map((group) => [group.id, told(group)])).toEqual(
      ['reminder', 'welcome'].map((activity) => [
        activity,
        funnel(month.month, id, purchases(168), (message) => message.activity === activity),
      ]),
    );
  });

  it('has rates with what they divide', async () => {
    const [id] = month.ids.campaigns;
    const { stages } = await month.ask<FunnelReport>(`/campaigns/${id}/funnel`);
    const people = Object.fromEntries(stages.map((one) => [one.stage, one.people]));
    expect(stages.find(({ stage }) => stage === 'opened')).toMatchObject({
      ofPrevious: {
        numerator: people.opened,
        denominator: people.delivered,
        rate: (people.opened ?? 0) / (people.delivered ?? 0),
      },
      ofTargeted: { numerator: people.opened, denominator: people.targeted },
    });
  });

  it('of a campaign that did nothing has no rates', async () => {
    const [id] = month.ids.campaigns;
    const day = { start: '2020-01-01', end: '2020-01-02' };
    const { stages, conversions } = await month.ask<FunnelReport>(`/campaigns/${id}/funnel`, day);
    expect(conversions).toBe(0);
    expect(stages.at(-1)).toEqual({
      stage: 'converted',
      messages: null,
      people: 0,
      ofPrevious: { numerator: 0, denominator: 0, rate: null },
      ofTargeted: { numerator: 0, denominator: 0, rate: null },
    });
  });
});

/** A side of an answer in the oracle's words. */
const sideOf = ({ people, conversionRate, conversions, revenue }: LiftComparison['targeted']) => ({
  people,
  converted: conversionRate.numerator,
  conversions,
  revenue,
});
const summed = (found: ReturnType<typeof sides>['bySide'], ...names: string[]) => {
  const sum = { people: 0, converted: 0, conversions: 0, revenue: 0 };
  for (const name of names) {
    const side = found.get(name);
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += side?.[key] ?? 0;
  }
  return sum;
};

describe('lift', () => {
  it('of a campaign sets people targeted against people held out, each in the group of its first lot', async () => {
    const [id] = month.ids.campaigns;
    const answer = await month.ask<CampaignLift>(`/campaigns/${id}/lift`);
    const { bySide, crossed } = sides(month.month, campaignLots(month.month, id), purchases(168));
    expect(sideOf(answer.holdout)).toEqual(summed(bySide, 'HOLDOUT'));
    expect(sideOf(answer.targeted)).toEqual(summed(bySide, '0', '1'));
    expect(answer.treatments.map(({ treatmentId, targeted }) => [treatmentId, sideOf(targeted)])).toEqual(
      ['0', '1'].map((one) => [one, summed(bySide, one)]),
    );
    expect(answer.treatments).toMatchObject([{ name: 'long' }, { name: 'short' }]);
    expect(answer.crossed).toBe(crossed);
    expect(crossed).toBeGreaterThan(3);
    expect(answer).toMatchObject({ level: 0.95, isComplete: true });
  });

  it('is what the two rates say, with its intervals', async () => {
    const [id] = month.ids.campaigns;
    const { targeted, holdout, lift } = await month.ask<CampaignLift>(`/campaigns/${id}/lift`, {
      level: '0.9',
    });
    const [p, q] = [targeted.conversionRate.rate as number, holdout.conversionRate.rate as number];
    expect(lift?.absolute.value).toBeCloseTo(p - q, 12);
    expect(lift?.relative?.value).toBeCloseTo(p / q - 1, 12);
    expect(lift?.extraConverted).toBeCloseTo((p - q) * targeted.people, 9);
    expect(lift?.absolute.interval.low).toBeLessThan(p - q);
    expect(lift?.absolute.interval.high).toBeGreaterThan(p - q);
    expect(lift?.isSignificant).toBe((lift?.pValue ?? 1) < 0.1);
    const { bySide } = sides(month.month, campaignLots(month.month, id), purchases(168));
    const money = [...bySide]
      .filter(([side]) => side !== 'HOLDOUT')
      .reduce((sum, [, { revenue }]) => sum + revenue, 0);
    expect(lift?.revenuePerPerson?.difference).toBeCloseTo(
      money / targeted.people - (bySide.get('HOLDOUT')?.revenue ?? 0) / holdout.people,
      9,
    );
  });

  it('of a journey is told of each of its holdouts', async () => {
    const [id, without] = month.ids.journeys;
    const { activities } = await month.ask<{ activities: ({ activity: string } & LiftComparison)[] }>(
      `/journeys/${id}/lift`,
      askedInShop,
    );
    const { bySide } = sides(month.month, journeyLots(month.month, id, 'lot'), inShop);
    expect(activities.map(({ activity }) => activity)).toEqual(['lot']);
    expect(sideOf(activities[0]?.holdout as LiftComparison['holdout'])).toEqual(summed(bySide, 'HOLDOUT'));
    expect(sideOf(activities[0]?.targeted as LiftComparison['targeted'])).toEqual(summed(bySide, 'PASSED'));
    expect(await month.ask(`/journeys/${without}/lift`)).toMatchObject({ activities: [] });
  });

  it('is not told without a holdout, and not complete before the last window closed', async () => {
    const [, id] = month.ids.campaigns;
    const answer = await month.ask<CampaignLift>(`/campaigns/${id}/lift`, { windowHours: '2160' });
    expect(answer.lift).toBeNull();
    expect(answer.holdout).toEqual({
      people: 0,
      conversionRate: { numerator: 0, denominator: 0, rate: null, interval: null },
      conversions: 0,
      revenue: 0,
      revenuePerPerson: null,
    });
    expect(answer.isComplete).toBe(false);
  });

  it('leaves nobody out for a reason that those held out were never asked for', async () => {
    const asked = HOLD_REASONS.slice(HOLD_REASONS.indexOf('HOLDOUT'));
    const query = month.stage.ports.named('holdout_lift', {
      application_id: 'a',
      origin_id: 'b',
      from_day: '2026-01-01',
      to_day: '2026-01-01',
      until_day: '2026-01-01',
    });
    expect(query.text).toContain(`(${asked.map((reason) => `'${reason}'`).join(', ')})`);
  });
});

describe('comparison of treatments', () => {
  it('counts people, and says which treatment is best with which probability', async () => {
    const [id] = month.ids.campaigns;
    const { metrics } = await month.ask<{ metrics: MetricComparison[] }>(`/campaigns/${id}/comparison`);
    const by = (one: string) => funnel(month.month, id, purchases(168), ({ treatment }) => treatment === one);
    const expected = ['0', '1'].map(by);
    const rates = metrics.map(({ metric, treatments }) => [
      metric,
      treatments.map(({ treatmentId, rate }) => [treatmentId, rate.numerator, rate.denominator]),
    ]);
    expect(rates).toEqual([
      ['opens', expected.map((one, id_) => [String(id_), one.opened.people, one.delivered.people])],
      ['clicks', expected.map((one, id_) => [String(id_), one.clicked.people, one.delivered.people])],
      ['conversions', expected.map((one, id_) => [String(id_), one.converted.people, one.targeted.people])],
    ]);
    const opens = metrics[0] as MetricComparison;
    expect(opens.winner).toBe('1'); // that is how the month was made
    expect(opens.treatments).toMatchObject([{ name: 'long' }, { name: 'short' }]);
    const chances = opens.treatments.map(({ probabilityBest }) => probabilityBest ?? 0);
    expect(chances[0]).toBeLessThan(0.05);
    expect((chances[0] ?? 0) + (chances[1] ?? 0)).toBeCloseTo(1, 9);
    expect(opens.treatments[0]?.expectedLoss).toBeGreaterThan(opens.treatments[1]?.expectedLoss ?? 1);
  });

  it('names no winner where only one treatment was tried', async () => {
    const [, id] = month.ids.campaigns;
    const { metrics } = await month.ask<{ metrics: MetricComparison[] }>(`/campaigns/${id}/comparison`);
    expect(metrics.map(({ winner, treatments }) => [winner, treatments.length])).toEqual([
      [null, 1],
      [null, 1],
      [null, 1],
    ]);
  });
});

describe('questions', () => {
  it.each([
    ['windowHours=0', 'windowHours must be a whole number from 1 to 2160, not "0"'],
    ['windowHours=week', 'windowHours must be a whole number from 1 to 2160, not "week"'],
    ['level=95', 'level must be a number from 0.5 to 0.9999, not "95"'],
    ['start=yesterday', 'start must be an ISO 8601 date, with a time or without, not "yesterday"'],
    ['start=2026-03-02&end=2026-03-01', 'end 2026-03-01 is before start 2026-03-02'],
    ['attribute=shop', 'attribute and attributeValue go together: one of them is missing'],
    ['conversion=', 'conversion must name a type of event'],
    ['start=2026-02-30', 'start must be an ISO 8601 date, with a time or without, not "2026-02-30"'],
    ['level=0.9&level=0.8', 'Parameter level is given 2 times'],
    [
      'strat=2026-03-01',
      '/campaigns/{id}/lift has no parameter strat; it has app, start, end, conversion, attribute, attributeValue, amount, windowHours, level, maxAge',
    ],
  ])('that make no sense are refused: %s', async (query, message) => {
    const [id] = month.ids.campaigns;
    const response = await month.stage.fetch(`/campaigns/${id}/lift?app=${month.applicationId}&${query}`);
    expect([response.status, await response.json()]).toMatchObject([400, { error: { message } }]);
  });

  it('about a journey need not name its application', async () => {
    const [id] = month.ids.journeys;
    const ask = async (path: string) => (await (await month.stage.fetch(path)).json()) as { id: string };
    const end = `${month.lastDay}T23:59:59Z`;
    const whole = await ask(`/journeys/${id}/metrics?app=${month.applicationId}&end=${end}`);
    expect(whole).toMatchObject({ id, engagement: { sent: expect.any(Number) } });
    expect(await ask(`/journeys/${id}/metrics?end=${end}`)).toEqual(whole);
    expect(await ask(`/journeys/${id}/metrics?start=2026-03-02&end=2026-03-01`)).toMatchObject({
      error: { message: expect.stringMatching(/^end 2026-03-01T.* is before start 2026-03-02T/) },
    });
  });

  it('about groups, campaigns and journeys that are none are refused', async () => {
    const [id] = month.ids.campaigns;
    const app = `app=${month.applicationId}`;
    const ask = async (path: string) => (await month.stage.fetch(path)).status;
    expect(await ask(`/campaigns/${id}/funnel?${app}&by=colour`)).toBe(400);
    expect(await ask(`/campaigns/none/lift?${app}`)).toBe(404);
    expect(await ask('/journeys/none/funnel')).toBe(404);
    expect(await ask(`/campaigns/${id}/comparison?app=none`)).toBe(404);
  });
});

describe('answers', () => {
  it.each([
    ['/campaigns/{id}/funnel', 0],
    ['/campaigns/{id}/lift', 0],
    ['/campaigns/{id}/lift', 1],
    ['/campaigns/{id}/comparison', 0],
    ['/journeys/{id}/funnel', 0],
    ['/journeys/{id}/lift', 0],
  ])('have the shape that /openapi.json gives: %s', async (path, which) => {
    const document = (await (await month.stage.fetch('/openapi.json')).json()) as ApiDocument;
    const list = path.startsWith('/campaigns') ? month.ids.campaigns : month.ids.journeys;
    const by = path.startsWith('/campaigns') ? 'treatment' : 'activity';
    const asked = { ...askedInShop, ...(path.endsWith('/funnel') && { by }) };
    const answer = await month.ask(path.replace('{id}', list[which] as string), asked);
    const schema = answerSchema(document, path, 'get', '200');
    expect(schema).toBeDefined();
    expect(faults(document, schema ?? {}, answer)).toEqual([]);
  });
});
