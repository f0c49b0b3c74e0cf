import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import { applicationPartition } from '../apps/partition.ts';
import type { DecidedMessage } from '../events/engine-events.ts';
import type { MessageBatch } from './batch.ts';
import { insist } from './insist.ts';

/** A message of which nobody knows whether the provider took it: neither sent again nor counted as sent. */
export interface MessageInDoubt {
  readonly applicationId: string;
  readonly batchId: string;
  readonly messageId: string;
  readonly campaignId?: string;
  readonly journeyId?: string;
  readonly journeyActivityId?: string;
  readonly endpointId: string;
  readonly channelType: string;
  readonly address: string;
  readonly reason: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

const SORT_PREFIX = 'in-doubt#';

/** Puts messages on the list; again changes nothing. */
export async function setAside(
  ports: Ports,
  { applicationId, batchId, origin }: MessageBatch,
  messages: readonly { readonly message: DecidedMessage; readonly reason: string }[],
): Promise<void> {
  const at = ports.clock.now().toISOString();
  for (const { message, reason } of messages) {
    const { message_id, endpoint_id, channel_type, address = '', journey_activity_id } = message;
    const value: MessageInDoubt = {
      applicationId,
      batchId,
      messageId: message_id,
      ...(origin.kind === 'campaign' ? { campaignId: origin.campaignId } : { journeyId: origin.journeyId }),
      ...(journey_activity_id !== undefined && { journeyActivityId: journey_activity_id }),
      endpointId: endpoint_id,
      channelType: channel_type,
      address,
      reason,
      at,
    };
    const key = {
      partition: applicationPartition(applicationId),
      sort: `${SORT_PREFIX}${batchId}#${message_id}`,
    };
    await insist(ports, () => ports.documents.put(key, value));
  }
}

/** A page of an application's messages in doubt, batch by batch. */
export interface InDoubtPage {
  readonly items: readonly MessageInDoubt[];
  /** Absent on the last page. */
  readonly next?: string;
}

/** @param after the `next` of the page before. @throws PlatformError `NotFound` for an unknown application */
export async function listInDoubt(
  ports: Ports,
  applicationId: string,
  { limit, after }: { readonly limit: number; readonly after?: string },
): Promise<InDoubtPage> {
  await requireApp(ports, applicationId);
  const found = await ports.documents.query<MessageInDoubt>(
    applicationPartition(applicationId),
    SORT_PREFIX,
    {
      limit: limit + 1,
      ...(after !== undefined && { after: SORT_PREFIX + after }),
    },
  );
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ value }) => value),
    ...(last && found.length > limit && { next: last.key.sort.slice(SORT_PREFIX.length) }),
  };
}
