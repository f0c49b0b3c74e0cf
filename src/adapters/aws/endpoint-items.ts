import { createHash } from 'node:crypto';
import type { Endpoint } from '../../core/endpoints/endpoint.ts';
import { rowOfEndpoint } from '../../core/endpoints/endpoint-columns.ts';
import { addressKey, endpointKey } from '../../core/endpoints/endpoint-id.ts';

export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/**
 * An endpoint as an item of the stage's one table. `json` is text, since DynamoDB's numbers do not
 * reach as far as a metric may.
 */
export interface EndpointItem extends ItemKey {
  /** Only on endpoints with a user, or with an address: the indexes hold no others. */
  readonly userKey?: string;
  readonly addressKey?: string;
  readonly json: string;
  /**
   * Grows with every change of the endpoint: microseconds since 1970 when it was written, or more.
   * So it also grows over a removal, as long as clocks agree to the time between that and a new creation.
   */
  readonly revision: number;
}

/** Partitions that the endpoints of one application are spread over, so that imports are not throttled by one. */
export const SHARDS = 64;
const MICROS_PER_MS = 1000;

export function itemKey(applicationId: string, endpointId: string): ItemKey {
  const sk = endpointKey(endpointId);
  const shard = Number.parseInt(digest(sk).slice(0, 2), 16) % SHARDS;
  return { pk: shardKey(applicationId, shard), sk };
}

/** @param shard 0 to `SHARDS` - 1 */
export function shardKey(applicationId: string, shard: number): string {
  return `endpoint#${applicationId}#${shard}`;
}

/** Ids and addresses are hashed in the indexes: a key has at most 2 KB, and addresses stay out of key metrics. */
export function userIndexKey(applicationId: string, userId: string): string {
  return `user#${applicationId}#${digest(userId)}`;
}

export function addressIndexKey(applicationId: string, channelType: string, address: string): string {
  return `address#${applicationId}#${digest(addressKey(channelType, address))}`;
}

/** @param before the item's revision until now; 0 when it is new */
export function itemOf(endpoint: Endpoint, before: number, now: Date): EndpointItem {
  const { ApplicationId, Id, ChannelType, Address, User } = endpoint;
  return {
    ...itemKey(ApplicationId, Id),
    ...(User.UserId !== undefined && { userKey: userIndexKey(ApplicationId, User.UserId) }),
    ...(ChannelType !== undefined &&
      Address !== undefined && { addressKey: addressIndexKey(ApplicationId, ChannelType, Address) }),
    json: JSON.stringify(endpoint),
    revision: Math.max(now.getTime() * MICROS_PER_MS, before + 2), // + 2: a removal takes the one between
  };
}

export function endpointOf(item: EndpointItem): Endpoint {
  return JSON.parse(item.json) as Endpoint;
}

/**
 * A change as a row of the lake's `endpoint_changes`, as JSON text.
 * @param removed the item is what was there before; the removal comes right after it
 */
export function changeLine(item: EndpointItem, removed = false): string {
  const { creation_date, effective_date, ...row } = rowOfEndpoint(endpointOf(item));
  return JSON.stringify({
    revision: removed ? item.revision + 1 : item.revision,
    removed,
    ...row,
    creation_date: hiveTimestamp(creation_date),
    effective_date: hiveTimestamp(effective_date),
  });
}

/** `2026-03-01 09:00:00.000`: what Hive's and Firehose's readers of JSON take for a timestamp. */
export function hiveTimestamp(iso: string): string {
  return new Date(iso).toISOString().replace('T', ' ').replace('Z', '');
}

function digest(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
