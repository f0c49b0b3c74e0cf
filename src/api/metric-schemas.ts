import type { Engagement, EngagementReport, Period } from '../core/metrics/engagement.ts';
import type { Rate } from '../core/metrics/rate.ts';
import {
  day,
  extended,
  instant,
  type JsonSchema,
  list,
  named,
  nullable,
  object,
  real,
  said,
  text,
  whole,
} from './json-schema.ts';

export const RATE = named(
  'Rate',
  object<Rate>({
    numerator: real,
    denominator: real,
    rate: said(nullable(real), '0 to 1; null when there is nothing to divide by'),
  }),
);

const PERIOD = named('Period', object<Period>({ start: instant, end: said(instant, 'counts too') }));

const engagement = object<Engagement>({
  sent: said(whole, 'messages handed over'),
  delivered: said(whole, 'sent, less bounces'),
  reached: said(whole, 'endpoints that at least one message reached'),
  clicks: whole,
  deliveryRate: RATE,
  hardBounceRate: RATE,
  openRate: RATE,
  clickRate: RATE,
  complaintRate: RATE,
  unsubscribeRate: RATE,
});
const ENGAGEMENT = named('Engagement', engagement);

/** @param part `byRun` of a campaign, `byActivity` of a journey */
export function reportSchema(title: string, part: 'byRun' | 'byActivity'): JsonSchema {
  const report = object<Omit<EngagementReport, 'byPart'> & { id: string }>({
    id: text,
    period: PERIOD,
    engagement: ENGAGEMENT,
    before: object({ period: PERIOD, engagement: ENGAGEMENT }),
    byDate: list(named('DayEngagement', extended(object({ date: day }), engagement))),
  });
  const parts = list(named('PartEngagement', extended(object({ id: text }), engagement)));
  return named(title, extended(report, object({ [part]: parts })));
}
