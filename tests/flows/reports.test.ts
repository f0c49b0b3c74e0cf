import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MetricComparison } from '../../src/core/metrics/comparison.ts';
import type { FunnelReport } from '../../src/core/metrics/funnel.ts';
import type { CampaignLift, LiftComparison } from '../../src/core/metrics/lift.ts';
import { HOUR, type JourneyStage, journeyStage, MINUTE } from './journey-stage.ts';

/*
 * Reports of what the engine itself drew, sent and was told: a campaign and a journey run to the mailbox,
 * and people buy with another endpoint than the one that was written to, of which only its user is known.
 */
const PEOPLE = 80;

let company: JourneyStage;
let segment: string;
beforeAll(async () => {
  company = await journeyStage(['offer']);
  await company.putEndpoints(PEOPLE, (index) => ({
    Id: `mail-${index}`,
    ChannelType: 'EMAIL',
    Address: `person-${index}@example.com`,
    OptOut: index < 5 ? 'ALL' : 'NONE',
    User: { UserId: `user-${index}`, UserAttributes: { FirstName: [`Ana ${index}`] } },
  }));
  segment = await company.segment({
    Attributes: {},
    Demographic: { Channel: { DimensionType: 'INCLUSIVE', Values: ['EMAIL'] } },
  });
  await company.putEndpoints(PEOPLE, (index) => ({
    Id: `app-${index}`,
    ChannelType: 'GCM',
    Address: `token-${index}`,
    User: { UserId: `user-${index}` },
  }));
});
afterAll(() => company.stage.close());

const indexOf = (endpoint: unknown) => Number(/\d+$/.exec(String(endpoint))?.[0]);

/** Purchases of three pieces at 2.50 by the people's apps; the request is made twice. */
async function buy(people: readonly number[]): Promise<void> {
  const BatchItem = Object.fromEntries(
    people.map((index) => [
      `app-${index}`,
      {
        Endpoint: {},
        Events: {
          bought: {
            EventType: '_monetization.purchase',
            Timestamp: company.stage.clock.now().toISOString(),
            Metrics: { _item_price: 2.5, _quantity: 3 },
          },
        },
      },
    ]),
  );
  const path = `/v1/apps/${company.applicationId}/events`;
  await company.call(path, 'POST', { BatchItem });
  await company.call(path, 'POST', { BatchItem });
}

const side = ({ people, conversionRate, conversions, revenue }: LiftComparison['targeted']) => ({
  people,
  converted: conversionRate.numerator,
  conversions,
  revenue,
});

describe('reports of a campaign that ran', () => {
  it('know whom the lot held out, whom it targeted, and what they bought', async () => {
    const email = (Title: string) => ({
      MessageConfiguration: { EmailMessage: { Title, HtmlBody: `<p>${Title}</p>` } },
    });
    const { Id } = await company.call<{ Id: string }>(`/v1/apps/${company.applicationId}/campaigns`, 'POST', {
      Name: 'sale',
      SegmentId: segment,
      Schedule: { StartTime: 'IMMEDIATE' },
      HoldoutPercent: 30,
      AdditionalTreatments: [{ TreatmentName: 'short', SizePercent: 30, ...email('B') }],
      ...email('A'),
    });
    await company.tick();
    const decided = await company.rows('messages', 'endpoint_id, treatment_id, reason');
    const held = decided.filter(({ reason }) => reason === 'HOLDOUT').map((row) => indexOf(row.endpoint_id));
    const sent = decided.filter(({ reason }) => reason === null);
    const targeted = sent.map((row) => indexOf(row.endpoint_id));
    expect(held.length + targeted.length).toBe(PEOPLE - 5);
    expect(Math.min(held.length, targeted.length)).toBeGreaterThan(10);

    company.stage.clock.advance(HOUR);
    const buyers = [...targeted.filter((index) => index % 2 === 0), ...held.slice(0, 3), 0, 1];
    await buy(buyers);
    const converted = targeted.filter((index) => index % 2 === 0).length;
    const query = `app=${company.applicationId}&windowHours=2`;
    const lift = await company.call<CampaignLift>(`/campaigns/${Id}/lift?${query}`);
    expect(side(lift.targeted)).toEqual({
      people: targeted.length,
      converted,
      conversions: converted,
      revenue: converted * 7.5,
    });
    expect(side(lift.holdout)).toEqual({ people: held.length, converted: 3, conversions: 3, revenue: 22.5 });
    expect(lift.isComplete).toBe(false);

    const funnel = await company.call<FunnelReport>(`/campaigns/${Id}/funnel?${query}`);
    expect(funnel.stages.map(({ stage, messages, people }) => [stage, messages, people])).toEqual([
      ['audience', PEOPLE, PEOPLE],
      ['targeted', targeted.length, targeted.length],
      ['sent', targeted.length, targeted.length],
      ['delivered', targeted.length, targeted.length],
      ['opened', 0, 0],
      ['clicked', 0, 0],
      ['converted', null, converted],
    ]);
    const { metrics } = await company.call<{ metrics: MetricComparison[] }>(
      `/campaigns/${Id}/comparison?${query}`,
    );
    const trials = (one: string) => sent.filter(({ treatment_id }) => treatment_id === one).length;
    expect(
      metrics.at(-1)?.treatments.map(({ treatmentId, rate }) => [treatmentId, rate.denominator]),
    ).toEqual([
      ['0', trials('0')],
      ['1', trials('1')],
    ]);
    company.stage.clock.advance(HOUR);
    expect(await company.call(`/campaigns/${Id}/lift?${query}`)).toMatchObject({ isComplete: true });
  });
});

describe('reports of a journey that ran', () => {
  it('know whom its holdout let pass', async () => {
    const Id = await company.journey({
      State: 'ACTIVE',
      StartCondition: { SegmentStartCondition: { SegmentId: segment } },
      StartActivity: 'lot',
      Activities: {
        lot: { Holdout: { Percentage: 40, NextActivity: 'mail' } },
        mail: { EMAIL: { TemplateName: 'offer' } },
      },
    });
    await company.advance(10 * MINUTE);
    const moves = await company.rows('journey_transitions', 'endpoint_id, from_activity, branch');
    const drawn = (branch: string) =>
      moves.filter((move) => move.branch === branch).map((move) => indexOf(move.endpoint_id));
    const [held, passed] = [drawn('HOLDOUT'), drawn('PASSED')];
    expect(Math.min(held.length, passed.length)).toBeGreaterThan(10);

    await buy([...passed.slice(0, 6), ...held.slice(0, 2)]);
    const query = `app=${company.applicationId}&windowHours=1`;
    const { activities } = await company.call<{ activities: ({ activity: string } & LiftComparison)[] }>(
      `/journeys/${Id}/lift?${query}`,
    );
    expect(
      activities.map(({ activity, targeted, holdout }) => [activity, side(targeted), side(holdout)]),
    ).toEqual([
      [
        'lot',
        { people: passed.length, converted: 6, conversions: 6, revenue: 45 },
        { people: held.length, converted: 2, conversions: 2, revenue: 15 },
      ],
    ]);
    const { stages } = await company.call<FunnelReport>(`/journeys/${Id}/funnel?${query}`);
    const mailed = passed.filter((index) => index >= 5).length;
    expect(stages.find(({ stage }) => stage === 'sent')?.people).toBe(mailed);
  });
});
