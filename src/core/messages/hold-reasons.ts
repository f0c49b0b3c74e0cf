/**
 * Why a member of an audience is not written to (`messages.reason`), in the order in which they are
 * asked: the first that holds is the reason. Names are Pinpoint's counters and send statuses
 * (pinpoint-campaigns-journeys.md 1.4, pinpoint-events-kpis.md 1.3, 1.4, 4); `SUPPRESSED` is ours.
 */
export const HOLD_REASONS = [
  'ENDPOINT_INACTIVE',
  'ENDPOINT_OPT_OUT',
  'ENDPOINT_MISSING_CHANNEL',
  'ENDPOINT_MISSING_ADDRESS',
  'ENDPOINT_CHANNEL_MISMATCH',
  'SUPPRESSED',
  'DUPLICATE_ADDRESS',
  'ENDPOINT_MISSING_TIMEZONE',
  'ENDPOINT_TIMEZONE_MISMATCH',
  'HOLDOUT',
  'CAMPAIGN_CAP',
  'TOTAL_CAP',
  'TIMEFRAME_CAP',
  'DAILY_CAP',
  'QUIET_TIME_MISSING_TIMEZONE',
  'QUIET_TIME',
] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];
