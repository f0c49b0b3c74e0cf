import type { JourneyFlow } from '../../api/types.ts';

/** What happened in a journey until an instant. */
export interface FlowAt {
  readonly flow: JourneyFlow;
  /** The instant looked at; absent: now. */
  readonly at?: string;
  readonly when?: string;
}
