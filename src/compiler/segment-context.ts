/** Whose endpoints, and the instant that recency is counted from. */
export interface SegmentContext {
  readonly applicationId: string;
  readonly at: Date;
}
