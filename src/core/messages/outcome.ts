import type { SendOutcome } from '../events/engine-events.ts';

/** What became of one message of a chunk. */
export interface Outcome {
  /**
   * Under which name it is counted: a send status (`SUCCESS`, `FAILURE_PERMANENT`, …), or why it was
   * held back after all (`SUPPRESSED`, `ENDPOINT_OPT_OUT`, `ENDPOINT_INACTIVE`, `HOOK_FILTERED`).
   */
  readonly status: string;
  /** Of the provider. */
  readonly code?: number;
  readonly detail?: string;
  /** How it went; the endpoint's channel type when absent. */
  readonly deliveryType?: 'CUSTOM';
  /** What a team's own code answered about the endpoint (`EventAttributes`). */
  readonly answered?: Readonly<Record<string, string>>;
  /** It could not be made for this recipient. */
  readonly unrendered?: true;
}

export const SENT: Outcome = { status: 'SUCCESS', code: 200 };

/** Counts of a batch that no event names: an event of `_campaign.send` or `_journey.send` says `FAILURE` of them (1.3, 1.4). */
const LATE_REASONS = ['SUPPRESSED', 'ENDPOINT_OPT_OUT', 'ENDPOINT_INACTIVE', 'HOOK_FILTERED'];

/**
 * Whether none of those who were to be written to was reached: of a run without anyone to write to, or whose
 * members were all held back after all, it is false.
 */
export function reachedNobody(outcomes: Readonly<Record<string, number>>): boolean {
  const tried = Object.entries(outcomes).filter(([name, count]) => count > 0 && !LATE_REASONS.includes(name));
  return tried.length > 0 && !outcomes.SUCCESS;
}

/** Statuses that are documented of campaigns only. */
const CAMPAIGN_ONLY = [
  'HOOK_FAILURE',
  'RECOMMENDATION_FAILURE',
  'DUPLICATE_ADDRESS',
  'HOLDOUT',
  'CAMPAIGN_CAP',
];

/** As an event tells it. */
export function asSendOutcome(
  outcome: Outcome,
  kind: 'campaign' | 'journey',
  channelType: string,
): SendOutcome {
  const { status, code, detail, deliveryType = channelType } = outcome;
  const isUnnamed = LATE_REASONS.includes(status) || (kind === 'journey' && CAMPAIGN_ONLY.includes(status));
  return {
    status: isUnnamed ? 'FAILURE' : status,
    ...(code !== undefined && { code }),
    ...(isUnnamed ? { detail: detail ?? status } : detail !== undefined && { detail }),
    deliveryType,
  };
}

/** Outcomes of a range of a chunk by place in it, kept small: a ledger holds them. */
export interface PackedOutcomes {
  /** Each distinct outcome. */
  readonly kinds: readonly Outcome[];
  /** Pairs of place and kind; places that are not named have the implied outcome. */
  readonly places: readonly (readonly [place: number, kind: number])[];
}

/** @param implied what most of them are: `SENT`, or none yet */
export function packOutcomes(
  outcomes: readonly (Outcome | undefined)[],
  implied: Outcome | undefined,
): PackedOutcomes {
  const kinds: Outcome[] = [];
  const known = new Map<string, number>();
  const places: [number, number][] = [];
  outcomes.forEach((outcome, place) => {
    if (outcome === implied || outcome === undefined) return;
    const name = JSON.stringify(outcome);
    let kind = known.get(name);
    if (kind === undefined) {
      kind = kinds.push(outcome) - 1;
      known.set(name, kind);
    }
    places.push([place, kind]);
  });
  return { kinds, places };
}

/** @param count how many there were */
export function unpackOutcomes<Implied extends Outcome | undefined>(
  { kinds, places }: PackedOutcomes,
  count: number,
  implied: Implied,
): (Outcome | Implied)[] {
  const outcomes: (Outcome | Implied)[] = Array.from({ length: count }, () => implied);
  for (const [place, kind] of places) outcomes[place] = kinds[kind] as Outcome;
  return outcomes;
}
