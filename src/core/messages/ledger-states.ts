import type { LedgerState } from './chunk-ledger.ts';
import { endOf, type Group, pendingOf } from './group.ts';
import { type Outcome, packOutcomes, SENT } from './outcome.ts';

/** The state while a group is being sent; nothing is claimed when nothing of it is to be handed over. */
export function openState(state: LedgerState, group: Group, claimed: boolean): LedgerState {
  const settled = packOutcomes(group.outcomes, undefined);
  return { ...state, open: { to: endOf(group), claimed: claimed && pendingOf(group).length > 0, settled } };
}

/**
 * The state when a group has all its outcomes.
 * @param unrecorded the group before, when its events are not appended yet either
 */
export function settledState(state: LedgerState, group: Group, unrecorded?: Group): LedgerState {
  const outcomes = [...(unrecorded?.outcomes ?? []), ...group.outcomes];
  return {
    next: endOf(group),
    counts: countedWith(state.counts, group),
    last: { from: (unrecorded ?? group).from, outcomes: packOutcomes(outcomes, SENT) },
  };
}

/** Messages that were held back when they were decided are counted there. */
function countedWith(
  counts: LedgerState['counts'],
  { messages, outcomes }: Pick<Group, 'messages' | 'outcomes'>,
): LedgerState['counts'] {
  const sum: Record<string, number> = { ...counts };
  messages.forEach(({ reason }, place) => {
    const { status } = outcomes[place] as Outcome;
    if (reason === undefined) sum[status] = (sum[status] ?? 0) + 1;
  });
  return sum;
}
