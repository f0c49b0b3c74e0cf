import type { Ports } from '../../ports/ports.ts';
import type { DateRange } from './date-range.ts';
import type { KpiCounts, KpiGroup } from './kpis.ts';
import { type Rate, rateOf } from './rate.ts';
import { countMessages } from './read-kpi.ts';

/** What became of messages in a period, by Pinpoint's definitions (pinpoint-events-kpis.md 3.1). */
export interface Engagement {
  /** Messages handed over. */
  readonly sent: number;
  /** Sent, less hard bounces; of a journey's mail, less soft bounces and rejects too; never below none. */
  readonly delivered: number;
  /** Endpoints that at least one message reached. */
  readonly reached: number;
  /** Every click counts. */
  readonly clicks: number;
  /** Delivered of sent. */
  readonly deliveryRate: Rate;
  /** Hard bounces of e-mails sent. */
  readonly hardBounceRate: Rate;
  /** E-mails opened of e-mails delivered. */
  readonly openRate: Rate;
  /** Recipients who clicked of e-mails delivered (ours: Pinpoint has no such rate). */
  readonly clickRate: Rate;
  /** Complaints of e-mails sent. */
  readonly complaintRate: Rate;
  /** Clicks on an unsubscribe link of e-mails delivered (ours). */
  readonly unsubscribeRate: Rate;
}

export interface EngagementReport {
  readonly period: Period;
  readonly engagement: Engagement;
  /** The period of the same length that ended when this one began. */
  readonly before: { readonly period: Period; readonly engagement: Engagement };
  readonly byDate: readonly ({ readonly date: string } & Engagement)[];
  /** A campaign's runs, or a journey's activities. */
  readonly byPart: readonly ({ readonly id: string } & Engagement)[];
}

export interface Period {
  /** ISO 8601, UTC; both ends count. */
  readonly start: string;
  readonly end: string;
}

export interface EngagementQuestion extends DateRange {
  readonly applicationId: string;
  readonly origin: 'campaign' | 'journey';
  /** The campaign's or journey's id. */
  readonly originId: string;
}

/** What became of the messages of one campaign or journey, beside the period before. */
export async function reportEngagement(
  ports: Ports,
  question: EngagementQuestion,
): Promise<EngagementReport> {
  const earlier = { ...question, ...periodBefore(question) };
  const [now, before] = await Promise.all([
    countMessages(ports, { ...question, group: 'each' }),
    countMessages(ports, { ...earlier, group: 'none' }),
  ]);
  const told = (counts: KpiCounts = {}) => engagementOf(question.origin, counts);
  const by = (...groups: KpiGroup[]) => now.filter((counted) => groups.includes(counted.by));
  return {
    period: periodOf(question),
    engagement: told(by('none')[0]?.counts),
    before: { period: periodOf(earlier), engagement: told(before[0]?.counts) },
    byDate: by('date').map(({ group, counts }) => ({ date: group, ...told(counts) })),
    byPart: by('run', 'activity').map(({ group, counts }) => ({ id: group, ...told(counts) })),
  };
}

function engagementOf(origin: EngagementQuestion['origin'], counts: KpiCounts): Engagement {
  const of = (column: string) => counts[column] ?? 0;
  const bounced = of('hard_bounced');
  const lost = origin === 'campaign' ? bounced : bounced + of('soft_bounced') + of('rejected');
  const sent = of('sent');
  // a period may have more bounces, of messages sent before it, than messages
  const delivered = Math.max(0, sent - lost);
  const mailsDelivered = Math.max(0, of('emails_sent') - lost);
  return {
    sent,
    delivered,
    reached: of('reached'),
    clicks: of('clicks'),
    deliveryRate: rateOf(delivered, sent),
    hardBounceRate: rateOf(bounced, of('emails_sent')),
    openRate: rateOf(of('opened'), mailsDelivered),
    clickRate: rateOf(of('clickers'), mailsDelivered),
    complaintRate: rateOf(of('complained'), of('emails_sent')),
    unsubscribeRate: rateOf(of('unsubscribes'), mailsDelivered),
  };
}

function periodBefore({ start, end }: DateRange): DateRange {
  const justBefore = start.getTime() - 1;
  return { start: new Date(justBefore - (end.getTime() - start.getTime())), end: new Date(justBefore) };
}

const periodOf = ({ start, end }: DateRange): Period => ({
  start: start.toISOString(),
  end: end.toISOString(),
});
