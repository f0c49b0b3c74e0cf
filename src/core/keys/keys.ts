import { z } from 'zod';
import type { Ports } from '../../ports/ports.ts';
import { allDocuments, changeDocument } from '../documents.ts';
import { PlatformError } from '../errors.ts';
import { parse } from '../parse.ts';
import { SCOPES, type Scope } from './scope.ts';

export interface AccessKey {
  readonly keyId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** ISO 8601, UTC; from then on the key opens nothing. */
  readonly revokedAt?: string;
}

interface StoredKey extends AccessKey {
  readonly sealedSecret: string;
}

/** What a key's creator gets, and nobody again. */
export interface NewAccessKey extends AccessKey {
  readonly secret: string;
}

/** What `createKey` takes. */
export const newKey = z.object({
  name: z.string().trim().min(1).max(128),
  scopes: z
    .array(z.enum(SCOPES))
    .min(1)
    .transform((scopes) => [...new Set(scopes)]),
});

/** Both are as long as AWS's own, since tools check the lengths. */
const ID_LENGTH = 20;
const SECRET_LENGTH = 40;
const ID_PREFIX = 'TP';

const PARTITION = 'keys';
const keyOf = (keyId: string) => ({ partition: PARTITION, sort: `key#${keyId}` });
/** Binds a sealed secret to its key. */
const contextOf = (keyId: string) => `access-key:${keyId}`;

/**
 * Issues a key.
 * @param input `{ name, scopes }`, not yet checked
 * @throws PlatformError `BadRequest`
 */
export async function createKey(ports: Ports, input: unknown): Promise<NewAccessKey> {
  const { name, scopes } = parse(newKey, input, 'Access key');
  const keyId = ID_PREFIX + ports.ids.secret(ID_LENGTH - ID_PREFIX.length).toUpperCase();
  const secret = ports.ids.secret(SECRET_LENGTH);
  const stored: StoredKey = {
    keyId,
    name,
    scopes,
    createdAt: ports.clock.now().toISOString(),
    sealedSecret: await ports.secrets.seal(secret, contextOf(keyId)),
  };
  await ports.documents.put(keyOf(keyId), stored, { ifVersion: 'absent' });
  return { ...withoutSecret(stored), secret };
}

/**
 * Makes sure that the stage's ready admin key is there with this secret. If it was revoked it
 * stays so, unless the secret is a new one.
 * @param keyId 1 to 128 of `A-Z a-z 0-9 _ -`
 * @throws PlatformError `BadRequest` for another id, or an empty secret
 */
export async function ensureStageKey(ports: Ports, keyId: string, secret: string): Promise<AccessKey> {
  if (!/^[\w-]{1,128}$/.test(keyId)) {
    throw new PlatformError('BadRequest', `Access key id ${keyId} must be 1 to 128 of A-Z a-z 0-9 _ -`);
  }
  if (secret === '') throw new PlatformError('BadRequest', `Access key ${keyId} needs a secret`);
  const found = await ports.documents.get<StoredKey>(keyOf(keyId));
  if (found && (await openSecret(ports, found.value)) === secret) return withoutSecret(found.value);
  const stored: StoredKey = {
    keyId,
    name: 'The stage’s ready key',
    scopes: ['admin'],
    createdAt: ports.clock.now().toISOString(),
    sealedSecret: await ports.secrets.seal(secret, contextOf(keyId)),
  };
  await ports.documents.put(keyOf(keyId), stored);
  return withoutSecret(stored);
}

/** What a key was called when it was issued; `undefined` for one that left no trace. */
export async function keyName(
  { documents }: Pick<Ports, 'documents'>,
  keyId: string,
): Promise<string | undefined> {
  return (await documents.get<StoredKey>(keyOf(keyId)))?.value.name;
}

/** Every key ever issued, oldest first. */
export async function listKeys(ports: Ports): Promise<AccessKey[]> {
  const stored = await allDocuments<StoredKey>(ports.documents, PARTITION, 'key#');
  return stored
    .map(({ value }) => withoutSecret(value))
    .sort((a, b) => (a.createdAt + a.keyId < b.createdAt + b.keyId ? -1 : 1));
}

/**
 * Ends a key for good; a second time changes nothing.
 * @throws PlatformError `NotFound`; `BadRequest` for the last admin key, since without one nobody
 *   could issue another
 */
export async function revokeKey(ports: Ports, keyId: string): Promise<AccessKey> {
  const admins = (await listKeys(ports)).filter((key) => !key.revokedAt && key.scopes.includes('admin'));
  if (admins.length === 1 && admins[0]?.keyId === keyId) {
    throw new PlatformError('BadRequest', `Access key ${keyId} is the last one with the scope admin`);
  }
  const revoked = await changeDocument<StoredKey>(ports.documents, keyOf(keyId), (found) => {
    if (!found) throw new PlatformError('NotFound', `Access key ${keyId} not found`);
    return { ...found, revokedAt: found.revokedAt ?? ports.clock.now().toISOString() };
  });
  return withoutSecret(revoked);
}

/** Lets `use` act with a key that is gone afterwards, whatever happens, without a trace in the list of keys. */
export async function withTemporaryKey<T>(
  ports: Ports,
  name: string,
  use: (key: NewAccessKey) => Promise<T>,
): Promise<T> {
  const key = await createKey(ports, { name, scopes: ['admin'] });
  try {
    return await use(key);
  } finally {
    await ports.documents.delete(keyOf(key.keyId));
  }
}

/** @returns a key that is good, with its secret for the check of a signature. */
export type FindKey = (keyId: string) => Promise<NewAccessKey | undefined>;

/** How many opened secrets a process keeps: opening one may be a call to a key service. */
const SECRETS_KEPT = 1000;

/**
 * Finds keys for signature checks. Whether a key was revoked is read each time; only the
 * secret, once opened, is kept in memory.
 */
export function keyFinder(ports: Ports): FindKey {
  const opened = new Map<string, string>();
  return async (keyId) => {
    const found = await ports.documents.get<StoredKey>(keyOf(keyId));
    if (!found || found.value.revokedAt) return undefined;
    const { sealedSecret } = found.value;
    const secret = opened.get(sealedSecret) ?? (await openSecret(ports, found.value));
    if (opened.size >= SECRETS_KEPT) opened.clear();
    opened.set(sealedSecret, secret);
    return { ...withoutSecret(found.value), secret };
  };
}

function openSecret(ports: Ports, key: StoredKey): Promise<string> {
  return ports.secrets.open(key.sealedSecret, contextOf(key.keyId));
}

function withoutSecret({ sealedSecret: _, ...key }: StoredKey): AccessKey {
  return key;
}
