import type { Document } from '../../ports/document-store.ts';
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

export interface InDoubtQuestion {
  readonly limit: number;
  /** The `next` of the page before. */
  readonly after?: string;
  /** First and last UTC day, `2026-11-28`, on which messages came into doubt; any when absent. */
  readonly fromDay?: string;
  readonly toDay?: string;
}

/** Documents read at once, in search of those of the days asked for. */
const READ_AT_ONCE = 1000;

/** @throws PlatformError `NotFound` for an unknown application */
export async function listInDoubt(
  ports: Ports,
  applicationId: string,
  { limit, after, fromDay, toDay }: InDoubtQuestion,
): Promise<InDoubtPage> {
  await requireApp(ports, applicationId);
  const isOfDays = ({ at }: MessageInDoubt) =>
    (fromDay === undefined || at.slice(0, 10) >= fromDay) &&
    (toDay === undefined || at.slice(0, 10) <= toDay);
  const atOnce = fromDay === undefined && toDay === undefined ? limit + 1 : READ_AT_ONCE;
  const found: Document<MessageInDoubt>[] = [];
  let read: Document<MessageInDoubt>[];
  let place = after === undefined ? undefined : SORT_PREFIX + after;
  do {
    read = await ports.documents.query<MessageInDoubt>(applicationPartition(applicationId), SORT_PREFIX, {
      limit: atOnce,
      ...(place !== undefined && { after: place }),
    });
    found.push(...read.filter(({ value }) => isOfDays(value)));
    place = read.at(-1)?.key.sort;
  } while (read.length === atOnce && found.length <= limit);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ value }) => value),
    ...(last && found.length > limit && { next: last.key.sort.slice(SORT_PREFIX.length) }),
  };
}
