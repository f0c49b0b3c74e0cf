import type { DocumentStore } from '../../ports/document-store.ts';
import type { Ids } from '../../ports/ids.ts';
import type { SecretBox } from '../../ports/secret-box.ts';
import { changeDocument } from '../documents.ts';

const KEY = { partition: 'stage', sort: 'webhook-secret' };
const CONTEXT = 'webhook-secret';
const SECRET_LENGTH = 40;

interface StoredSecret {
  readonly sealed: string;
}

export interface WebhookSecretPorts {
  readonly documents: DocumentStore;
  readonly secrets: SecretBox;
  readonly ids: Ids;
}

/**
 * The stage's secret that its calls to webhooks are signed with, so that a receiver can tell them
 * from others'. Made when it is first asked for; of several that ask at once all get the same.
 */
export async function webhookSecret({ documents, secrets, ids }: WebhookSecretPorts): Promise<string> {
  const kept = await documents.get<StoredSecret>(KEY);
  if (kept) return secrets.open(kept.value.sealed, CONTEXT);
  const fresh = { sealed: await secrets.seal(ids.secret(SECRET_LENGTH), CONTEXT) };
  const { sealed } = await changeDocument<StoredSecret>(documents, KEY, (found) => found ?? fresh);
  return secrets.open(sealed, CONTEXT);
}
