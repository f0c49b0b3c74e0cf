import { createSecretKey, type KeyObject } from 'node:crypto';
import type { DocumentStore } from '../../ports/document-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { changeDocument } from '../documents.ts';

/** What signs the links of e-mails, and where they lead. */
export interface LinkSigner {
  /** Of HMAC-SHA256. */
  readonly key: KeyObject;
  /** Without a slash at its end. */
  readonly publicUrl: string;
}

interface StoredLinkKey {
  readonly sealedSecret: string;
}

const KEY = { partition: 'stage', sort: 'link-key' };
const SECRET_LENGTH = 64;
/** Binds the sealed secret to its use. */
const CONTEXT = 'link-key';

/** Opening the secret may be a call to a key service: a process does it once per store. */
const opened = new WeakMap<DocumentStore, Promise<KeyObject>>();

type LinkPorts = Pick<Ports, 'documents' | 'secrets' | 'ids' | 'stage'>;

/** The stage's signer; its key is made when it is first asked for, and kept for good: old mails stay clickable. */
export async function linkSigner(ports: LinkPorts): Promise<LinkSigner> {
  const { documents, stage } = ports;
  let key = opened.get(documents);
  if (!key) {
    key = openKey(ports);
    opened.set(documents, key);
    key.catch(() => opened.delete(documents));
  }
  return { key: await key, publicUrl: stage.publicUrl };
}

async function openKey(ports: LinkPorts): Promise<KeyObject> {
  const found = (await ports.documents.get<StoredLinkKey>(KEY))?.value ?? (await makeKey(ports));
  return createSecretKey(await ports.secrets.open(found.sealedSecret, CONTEXT), 'utf8');
}

/** @returns the key of whoever was first */
async function makeKey({ documents, secrets, ids }: LinkPorts): Promise<StoredLinkKey> {
  const made = { sealedSecret: await secrets.seal(ids.secret(SECRET_LENGTH), CONTEXT) };
  return changeDocument<StoredLinkKey>(documents, KEY, (found) => found ?? made);
}

/** Signs links that lead nowhere: whoever follows one is neither counted nor unsubscribed. */
export function previewSigner({ stage }: Pick<Ports, 'stage'>): LinkSigner {
  return { key: createSecretKey('preview', 'utf8'), publicUrl: stage.publicUrl };
}
