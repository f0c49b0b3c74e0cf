/** Why an address must not be written to. `BOUNCE`, `COMPLAINT` come from the provider, `UNSUBSCRIBE`, `OPT_OUT` from the person, `MANUAL` from a key's holder. */
export const SUPPRESSION_REASONS = ['BOUNCE', 'COMPLAINT', 'UNSUBSCRIBE', 'OPT_OUT', 'MANUAL'] as const;
export type SuppressionReason = (typeof SUPPRESSION_REASONS)[number];

/** What brought an address's suppression about, and when (ISO 8601, UTC). */
export interface SuppressionCause {
  readonly reason: SuppressionReason;
  readonly suppressedAt: string;
}
