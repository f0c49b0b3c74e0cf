import { createHash } from 'node:crypto';
import type { CampaignRunPlan } from '../../../src/compiler/campaign-run-plan.ts';

/** What the plain evaluator knows of an endpoint; one member of the segment each. */
export interface Person {
  readonly id: string;
  readonly channel: string | null;
  readonly address: string | null;
  readonly optOut: string;
  readonly status: string;
  readonly cohort: number;
  readonly zone: string | null;
}

/** A message decided earlier. */
export interface Earlier {
  readonly endpoint: string;
  readonly campaign: string | null;
  readonly journey: string | null;
  readonly activity: string | null;
  readonly batch: string;
  readonly channel: string;
  readonly address: string;
  readonly reason: string | null;
  readonly at: Date;
}

export interface Happening {
  readonly id: string;
  readonly endpoint: string;
  readonly type: string;
  readonly version: string;
  readonly arrival: number;
}

export interface CampaignWorld {
  readonly people: readonly Person[];
  readonly earlier: readonly Earlier[];
  readonly suppressed: readonly { channel: string; address: string }[];
  readonly happenings: readonly Happening[];
}

export interface Decision {
  readonly endpoint_id: string;
  readonly treatment_id: string;
  readonly campaign_activity_id: string;
  readonly message_id: string;
  readonly reason: string | null;
}

const DAY = 24 * 60 * 60 * 1000;
const keyOf = (channel: string, address: string) =>
  `${channel} ${channel === 'EMAIL' ? address.toLowerCase() : address}`;

/** Decides a run endpoint by endpoint, with nothing but loops: what the statement must agree with. */
export function decideOneByOne(plan: CampaignRunPlan, world: CampaignWorld): Decision[] {
  const taken = new Set<string>();
  const sentNow = new Map<string, number>();
  const decisions: Decision[] = [];
  const people = [...world.people].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const person of people) {
    const drawn = treatmentOf(person, plan);
    if (drawn === undefined || isLaterOrDone(person, plan, world)) continue;
    for (const occurrence of occurrencesOf(person, plan, world)) {
      const reason = firstReason(person, drawn, occurrence, { plan, world, taken, sentNow });
      if (reason === null) sentNow.set(person.id, (sentNow.get(person.id) ?? 0) + 1);
      decisions.push({
        endpoint_id: person.id,
        treatment_id: drawn.id,
        campaign_activity_id: plan.treatments.find(({ id }) => id === drawn.id)?.activityId ?? '',
        message_id: createHash('md5').update(`${plan.runId}/${person.id}/${occurrence}`).digest('hex'),
        reason,
      });
    }
  }
  return decisions;
}

interface Drawn {
  readonly id: string;
  readonly isHoldout: boolean;
}

function treatmentOf({ cohort }: Person, plan: CampaignRunPlan): Drawn | undefined {
  const place = (cohort - plan.firstCohort + 100) % 100;
  const own = plan.treatments.find(({ from, to }) => place >= from && place < to);
  if (own !== undefined) return { id: own.id, isHoldout: false };
  const { holdout } = plan;
  if (holdout === undefined || place < holdout.from || place >= holdout.to) return undefined;
  return { id: holdout.treatmentId, isHoldout: true };
}

function isLaterOrDone(person: Person, plan: CampaignRunPlan, world: CampaignWorld): boolean {
  if (plan.zones === undefined) return false;
  if (plan.zones.later.includes(person.zone?.toLowerCase() ?? '')) return true;
  return ofRun(plan, world).some(({ endpoint }) => endpoint === person.id);
}

function ofRun(plan: CampaignRunPlan, world: CampaignWorld): Earlier[] {
  const activities = plan.treatments.map(({ activityId }) => activityId);
  return world.earlier.filter(({ activity }) => activities.includes(activity ?? ''));
}

/** Ids of the events that the person is answered for, in order; one empty id without events. */
function occurrencesOf(person: Person, { events }: CampaignRunPlan, world: CampaignWorld): string[] {
  if (events === undefined) return [''];
  const wanted = events.filter.Dimensions.EventType?.Values ?? [];
  const first = new Map<string, number>();
  for (const { id, endpoint, type, version, arrival } of world.happenings) {
    if (endpoint !== person.id || !wanted.includes(type) || version !== '3.0' || arrival >= events.to)
      continue;
    first.set(id, Math.min(first.get(id) ?? arrival, arrival));
  }
  return [...first]
    .filter(([, arrival]) => arrival >= events.from)
    .sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1))
    .map(([id]) => id);
}

interface Run {
  readonly plan: CampaignRunPlan;
  readonly world: CampaignWorld;
  /** Addresses taken in this batch. */
  readonly taken: Set<string>;
  readonly sentNow: ReadonlyMap<string, number>;
}

function firstReason(person: Person, drawn: Drawn, occurrence: string, run: Run): string | null {
  const { plan, world, taken, sentNow } = run;
  const { id, channel, address } = person;
  if (person.status === 'INACTIVE') return 'ENDPOINT_INACTIVE';
  if (person.optOut === 'ALL') return 'ENDPOINT_OPT_OUT';
  if (!channel) return 'ENDPOINT_MISSING_CHANNEL';
  if (!address) return 'ENDPOINT_MISSING_ADDRESS';
  const treatment = plan.treatments.find((item) => item.id === drawn.id);
  if (!treatment?.channels.includes(channel)) return 'ENDPOINT_CHANNEL_MISMATCH';
  const key = keyOf(channel, address);
  if (world.suppressed.some((item) => keyOf(item.channel, item.address) === key)) return 'SUPPRESSED';
  const served = plan.zones === undefined ? [] : ofRun(plan, world).filter(({ reason }) => reason === null);
  if (served.some((item) => keyOf(item.channel, item.address) === key)) return 'DUPLICATE_ADDRESS';
  if (taken.has(`${key} ${occurrence}`)) return 'DUPLICATE_ADDRESS';
  taken.add(`${key} ${occurrence}`);
  const zone = person.zone?.toLowerCase() ?? '';
  if (plan.zones !== undefined && !plan.zones.now.includes(zone)) {
    return plan.zones.passed.includes(zone) ? 'ENDPOINT_TIMEZONE_MISMATCH' : 'ENDPOINT_MISSING_TIMEZONE';
  }
  if (drawn.isHoldout) return 'HOLDOUT';
  const before = world.earlier.filter(({ endpoint, reason }) => endpoint === id && reason === null);
  const lastDay = before.filter(({ at }) => at.getTime() > plan.at.getTime() - DAY);
  const ofCampaign = ({ campaign }: Earlier) => campaign === plan.campaignId;
  const next = (sentNow.get(id) ?? 0) + 1;
  const { total = 1000, daily = 1000, projectDaily = 1000 } = plan.caps;
  if (before.filter(ofCampaign).length + next > total) return 'CAMPAIGN_CAP';
  if (lastDay.filter(ofCampaign).length + next > daily) return 'DAILY_CAP';
  const engaged = lastDay.filter(({ campaign, journey }) => campaign !== null || journey !== null);
  if (engaged.length + next > projectDaily) return 'DAILY_CAP';
  return plan.quietZones.includes(zone) ? 'QUIET_TIME' : null;
}
