import { createHmac } from 'node:crypto';
import type { DocumentKey, DocumentStore } from '../../ports/document-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { allDocuments, changeDocument } from '../documents.ts';
import { addressKey } from '../endpoints/endpoint-id.ts';
import type { SuppressionCause } from './suppression-reason.ts';

/**
 * What must outlive a person's erasure: that an address is suppressed, and that it opted out while messages were
 * under way. It is kept under a keyed hash of the address; without the stage's key nobody can tell whose it is, and
 * with it only whoever has the address already.
 */
export interface ErasedAddress {
  readonly channelType: string;
  readonly suppressed?: SuppressionCause;
  /** ISO 8601, UTC: messages decided before it are not sent. */
  readonly optedOutAt?: string;
}

export type HashPorts = Pick<Ports, 'documents' | 'secrets' | 'ids'>;
/** Hash of a channel type and an address as they are compared, in hex. */
export type AddressHash = (channelType: string, address: string) => string;

export const erasedAddressesOf = (applicationId: string) => `erased-addresses#${applicationId}`;
export const erasedKey = (applicationId: string, channelType: string, hash: string): DocumentKey => ({
  partition: erasedAddressesOf(applicationId),
  sort: `${channelType}#${hash}`,
});

const KEY = { partition: 'stage', sort: 'address-hash-key' };
const CONTEXT = 'address-hash-key';
const KEY_LENGTH = 64;
const opened = new WeakMap<DocumentStore, string>();

/** Hashes with the stage's own key, which is made when it is first needed. */
export async function addressHash({ documents, secrets, ids }: HashPorts): Promise<AddressHash> {
  const key = opened.get(documents) ?? (await openKey({ documents, secrets, ids }));
  opened.set(documents, key);
  return (channelType, address) =>
    createHmac('sha256', key).update(addressKey(channelType, address)).digest('hex');
}

async function openKey({ documents, secrets, ids }: HashPorts): Promise<string> {
  const kept = await documents.get<{ sealed: string }>(KEY);
  if (kept) return secrets.open(kept.value.sealed, CONTEXT);
  const fresh = { sealed: await secrets.seal(ids.secret(KEY_LENGTH), CONTEXT) };
  const { sealed } = await changeDocument<{ sealed: string }>(documents, KEY, (found) => found ?? fresh);
  return secrets.open(sealed, CONTEXT);
}

/** What is kept of an address whose person was erased. */
export async function readErasedAddress(
  ports: HashPorts,
  applicationId: string,
  channelType: string,
  address: string,
): Promise<ErasedAddress | undefined> {
  const hash = await addressHash(ports);
  const key = erasedKey(applicationId, channelType, hash(channelType, address));
  return (await ports.documents.get<ErasedAddress>(key))?.value;
}

/** All of an application, by channel type, `#` and hash. */
export async function allErasedAddresses(
  { documents }: Pick<Ports, 'documents'>,
  applicationId: string,
): Promise<Map<string, ErasedAddress>> {
  const found = await allDocuments<ErasedAddress>(documents, erasedAddressesOf(applicationId), '');
  return new Map(found.map(({ key, value }) => [key.sort, value]));
}
