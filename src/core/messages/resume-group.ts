import type { Ports } from '../../ports/ports.ts';
import type { MessageBatch } from './batch.ts';
import { type BatchComposers, isComposer } from './batch-composers.ts';
import type { ChunkGroups } from './chunk-groups.ts';
import type { LedgerState } from './chunk-ledger.ts';
import { composeGroup } from './compose-group.ts';
import { contentKindOf } from './content-kinds.ts';
import type { Group } from './group.ts';
import { mayRepeat } from './hand-over.ts';
import { setAside } from './in-doubt.ts';
import { unpackOutcomes } from './outcome.ts';

const REASON = 'The sender stopped before the answer was recorded';

/**
 * The group that was open when its worker stopped. What was claimed and has no outcome is in doubt:
 * it is handed over again where that is allowed, else set aside.
 */
export async function resumeGroup(
  ports: Ports,
  {
    batch,
    composers,
    groups,
  }: {
    readonly batch: MessageBatch;
    readonly composers: BatchComposers;
    readonly groups: ChunkGroups;
  },
  open: NonNullable<LedgerState['open']>,
): Promise<Group> {
  const cut = await groups.again(open.to);
  const outcomes = unpackOutcomes(open.settled, cut.messages.length, undefined);
  if (open.claimed) {
    const lost = [];
    for (const [place, message] of cut.messages.entries()) {
      if (outcomes[place] !== undefined) continue;
      const composer = composers.known(message) ?? (await composers.compile(message));
      const kind = isComposer(composer) ? composer.kind : contentKindOf(message.channel_type);
      if (kind !== undefined && mayRepeat(ports, kind)) continue;
      lost.push({ message, reason: REASON });
      outcomes[place] = {
        status: 'UNKNOWN',
        detail: REASON,
        ...(kind === 'CUSTOM' && { deliveryType: 'CUSTOM' as const }),
      };
    }
    await setAside(ports, batch, lost);
  }
  return composeGroup(ports, batch, composers, { ...cut, outcomes });
}
