import { describe, expect, it } from '@jest/globals';
import { KPIS } from '../../../src/core/metrics/kpis.ts';

/*
 * Pinpoint's standard metrics by their kpi names, as its developer guide lists them (pinpoint-events-kpis.md 3.2 to 3.6): written
 * out here, so that one that is lost or renamed is missed.
 */
const OF_CAMPAIGNS = `
  successful-delivery-rate
  successful-delivery-rate-grouped-by-date
  email-open-rate
  email-open-rate-grouped-by-campaign
  unique-deliveries
  unique-deliveries-grouped-by-campaign
  unique-deliveries-grouped-by-date
  successful-deliveries-grouped-by-campaign
  push-open-rate
  push-open-rate-grouped-by-campaign
`;
/** Each by date too. */
const TRANSACTIONAL_MAIL = `
  txn-emails-sent
  txn-emails-delivered
  txn-emails-delivery-rate
  txn-emails-hard-bounced
  txn-emails-soft-bounced
  txn-emails-with-complaints
  txn-emails-complaint-rate
  txn-emails-opened
  txn-emails-unique-opens
  txn-emails-clicked
  txn-emails-unique-clicks
`;
const TRANSACTIONAL_SMS = `
  txn-sms-sent
  txn-sms-sent-grouped-by-country
  txn-sms-sent-grouped-by-date
  txn-sms-sent-by-parts
  txn-sms-sent-by-parts-grouped-by-country
  txn-sms-delivered
  txn-sms-delivered-grouped-by-country
  txn-sms-delivered-grouped-by-date
  txn-sms-delivered-by-parts
  txn-sms-delivered-by-parts-grouped-by-country
  txn-sms-delivery-rate
  txn-sms-delivery-rate-grouped-by-date
  txn-sms-error-distribution
  txn-sms-average-price-grouped-by-country
  txn-sms-average-price-by-parts-grouped-by-country
  txn-sms-total-price-grouped-by-country
`;
const OF_A_CAMPAIGN = `
  attempted-deliveries-grouped-by-campaign-activity
  successful-deliveries-grouped-by-campaign-activity
  successful-delivery-rate
  successful-delivery-rate-grouped-by-campaign-activity
  successful-delivery-rate-grouped-by-date
  unique-deliveries
  unique-deliveries-grouped-by-campaign-activity
  unique-deliveries-grouped-by-date
  hard-bounce-rate
  hard-bounce-rate-grouped-by-campaign-activity
  email-open-rate
  email-open-rate-grouped-by-campaign-activity
  direct-email-opens-grouped-by-campaign-activity
  clicks-grouped-by-campaign-activity
  push-open-rate
  push-open-rate-grouped-by-campaign-activity
  direct-push-opens-grouped-by-campaign-activity
  sms-spend
`;
const OF_A_JOURNEY = `
  journey-emails-sent
  emails-sent-grouped-by-journey-activity
  journey-emails-delivered
  emails-delivered-grouped-by-journey-activity
  journey-emails-opened
  emails-opened-grouped-by-journey-activity
  journey-emails-clicked
  emails-clicked-grouped-by-journey-activity
  journey-emails-hardbounced
  emails-hardbounced-grouped-by-journey-activity
  journey-emails-softbounced
  emails-softbounced-grouped-by-journey-activity
  journey-emails-complained
  emails-complained-grouped-by-journey-activity
  journey-emails-rejected
  emails-rejected-grouped-by-journey-activity
  journey-emails-unsubscribed
  emails-unsubscribed-grouped-by-journey-activity
`;
const namesIn = (text: string) => text.trim().split(/\s+/);
const mail = namesIn(TRANSACTIONAL_MAIL);
const EXPECTED = {
  application: [
    ...namesIn(OF_CAMPAIGNS),
    ...mail,
    ...mail.map((name) => `${name}-grouped-by-date`),
    ...namesIn(TRANSACTIONAL_SMS),
  ],
  campaign: namesIn(OF_A_CAMPAIGN),
  journey: namesIn(OF_A_JOURNEY),
} as const;

describe('the standard metrics', () => {
  it.each(['application', 'campaign', 'journey'] as const)(
    'of %s are those that Pinpoint has, and no others',
    (owner) => {
      expect([...KPIS[owner].keys()].sort()).toEqual([...EXPECTED[owner]].sort());
    },
  );

  it('are 78', () => {
    expect(new Set(Object.values(EXPECTED).flat()).size).toBe(78);
  });
});
