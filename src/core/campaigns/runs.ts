import type { Ports } from '../../ports/ports.ts';
import { PlatformError } from '../errors.ts';
import type { BatchCounts, BatchReference } from '../messages/batch.ts';

/** Starts the deliver machine for every campaign run that is due; safe to call twice and late. @returns how many were started */
export async function startDueCampaignRuns(_ports: Ports): Promise<number> {
  return 0;
}

/** When the next campaign run of any application falls due, for a clock that is moved by hand. */
export async function nextCampaignDue(_ports: Ports): Promise<Date | undefined> {
  return undefined;
}

/** Decides a run: one INSERT into `messages`, and `batch.json` beside it. Done again, it changes nothing. */
export async function decideCampaignRun(_ports: Ports, reference: BatchReference): Promise<void> {
  throw new PlatformError('Internal', `Campaign run ${reference.batchId} cannot be decided yet`);
}

/** Notes what became of a run and moves the campaign on. Done again, it changes nothing. */
export async function completeCampaignRun(
  _ports: Ports,
  _reference: BatchReference,
  _counts: BatchCounts,
): Promise<void> {}

/** Notes that a run failed as a whole. */
export async function failCampaignRun(
  _ports: Ports,
  _reference: BatchReference,
  _cause: string,
): Promise<void> {}
