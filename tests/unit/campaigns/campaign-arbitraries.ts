import fc from 'fast-check';
import type { CampaignRunPlan } from '../../../src/compiler/campaign-run-plan.ts';
import type { SegmentNode } from '../../../src/core/segments/segment-graph.ts';
import type { CampaignWorld, Earlier, Happening, Person } from './decide-one-by-one.ts';

/** Random runs over few people, addresses and zones, so that every reason turns up. */

export const AT = new Date('2026-11-15T12:00:00.000Z');
const HOUR = 60 * 60 * 1000;
const CHANNELS = ['EMAIL', 'SMS', 'GCM'];
const ADDRESSES = ['a@x.org', 'A@x.org', 'b@x.org', '+351900', '+351901', 'token'];
const ZONES = ['Europe/Lisbon', 'europe/lisbon', 'Asia/Tokyo', 'US/Pacific', 'Mars/Base'];
const IDS = ['ana', 'bea', 'cid', 'dov', 'eva', 'flo', 'gus', 'hal'];
const CAMPAIGN = 'campaign';
const FROM = AT.getTime() - 60_000;
const TO = AT.getTime();

const rarely = <T>(value: T, other: T) =>
  fc.nat({ max: 999 }).map((number) => (number % 12 === 7 ? value : other));

const person = (id: string): fc.Arbitrary<Person> =>
  fc.record({
    id: fc.constant(id),
    channel: fc.constantFrom(...CHANNELS, ...CHANNELS, ...CHANNELS, null),
    address: fc.constantFrom(...ADDRESSES, ...ADDRESSES, '', null),
    optOut: rarely('ALL', 'NONE'),
    status: rarely('INACTIVE', 'ACTIVE'),
    cohort: fc.nat({ max: 9999 }).map((number) => number % 100),
    zone: fc.option(fc.constantFrom(...ZONES), { freq: 5 }),
  });

const earlier: fc.Arbitrary<Earlier> = fc.record({
  endpoint: fc.constantFrom(...IDS),
  campaign: fc.constantFrom(CAMPAIGN, CAMPAIGN, 'other', null),
  journey: fc.constantFrom('journey', null),
  activity: fc.constantFrom('run-0', 'run-1', ...Array<string>(10).fill('old'), null),
  batch: fc.constantFrom('batch-before', 'batch-old'),
  channel: fc.constantFrom(...CHANNELS),
  address: fc.constantFrom(...ADDRESSES),
  reason: fc.constantFrom(null, null, 'HOLDOUT'),
  at: fc.constantFrom(1, 2, 3, 23.999, 24, 30, 500).map((hours) => new Date(AT.getTime() - hours * HOUR)),
});

const happening: fc.Arbitrary<Happening> = fc.record({
  id: fc.constantFrom('e1', 'e2', 'e3', 'e4', 'e5'),
  endpoint: fc.constant(''),
  type: fc.constantFrom('bought', 'viewed'),
  version: fc.constantFrom('3.0', '3.0', '3.1'),
  arrival: fc.constantFrom(FROM - 1, FROM, FROM + 5, FROM + 10, TO - 1, TO),
});

/** One event has one endpoint, one type and one version, however often it arrives. */
const happenings = fc.array(happening, { maxLength: 12 }).map((list) =>
  list.map((item) => {
    const same = list.find(({ id }) => id === item.id) ?? item;
    return { ...item, type: same.type, version: same.version, endpoint: IDS[Number(item.id[1])] ?? 'ana' };
  }),
);

export const worlds: fc.Arbitrary<CampaignWorld> = fc.record({
  people: fc.tuple(...IDS.map(person)),
  earlier: fc.array(earlier, { minLength: 25, maxLength: 30 }),
  suppressed: fc.array(
    fc.record({ channel: fc.constantFrom(...CHANNELS), address: fc.constantFrom('a@x.org', '+351900') }),
    {
      minLength: 1,
      maxLength: 2,
    },
  ),
  happenings,
});

const cap = fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined, freq: 3 });
const channels = fc.subarray(CHANNELS, { minLength: 2 });
/** Where the default treatment's places end, and the other one's. */
const bounds = fc.constantFrom([50, 80], [30, 75], [0, 100], [100, 100], [70, 70], [25, 50]) as fc.Arbitrary<
  [number, number]
>;

export const plans = (applicationId: string, segment: SegmentNode): fc.Arbitrary<CampaignRunPlan> =>
  fc
    .record({
      bounds,
      firstCohort: fc.nat({ max: 9999 }).map((number) => number % 100),
      channels: fc.tuple(channels, channels),
      caps: fc.record({ total: cap, daily: cap, projectDaily: cap }),
      quietZones: fc.subarray(['europe/lisbon', 'asia/tokyo', 'us/pacific']),
      zones: fc.option(
        fc
          .shuffledSubarray(['europe/lisbon', 'asia/tokyo', 'us/pacific'], { minLength: 3 })
          .chain((zones) =>
            fc.constantFrom(
              { now: zones, later: [], passed: [] },
              { now: zones.slice(0, 1), later: zones.slice(1, 2), passed: zones.slice(2) },
            ),
          ),
        { nil: undefined },
      ),
      isForEvents: fc.constantFrom(true, false, false),
      holdsOut: fc.constantFrom(true, true, false),
    })
    .map(({ bounds: [first, second], isForEvents, holdsOut, zones, ...plan }) => ({
      applicationId,
      campaignId: CAMPAIGN,
      runId: 'run',
      batchId: 'batch',
      at: AT,
      segment,
      ...plan,
      treatments: [
        { id: '0', activityId: 'run-0', from: 0, to: first, channels: plan.channels[0] },
        { id: '1', activityId: 'run-1', from: first, to: second, channels: plan.channels[1] },
      ],
      ...(holdsOut && { holdout: { from: second, to: 100, treatmentId: '0' } }),
      ...(isForEvents
        ? { events: { filter: BOUGHT, from: FROM, to: TO } }
        : { ...(zones !== undefined && { zones }) }),
    }));

const BOUGHT = {
  Dimensions: { EventType: { Values: ['bought'], DimensionType: 'INCLUSIVE' as const } },
  FilterType: 'ENDPOINT' as const,
};
