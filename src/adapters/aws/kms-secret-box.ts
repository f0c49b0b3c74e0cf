import { DecryptCommand, EncryptCommand, type KMSClient, KMSServiceException } from '@aws-sdk/client-kms';
import { PlatformError } from '../../core/errors.ts';
import type { SecretBox } from '../../ports/secret-box.ts';

/** Opened secrets kept in memory: every signed request opens one, and a round trip to KMS takes milliseconds. */
const OPENED_AT_MOST = 1000;
/** Stands before the secret, because KMS refuses to encrypt nothing. */
const FORMAT = '1';
/** What KMS says of a text that this key did not seal for this context. */
const NOT_OURS = ['InvalidCiphertextException', 'IncorrectKeyException', 'ValidationException'];

/**
 * Seals with the stage's KMS key; the context is KMS's encryption context, so it also shows in CloudTrail.
 * Sealed text: base64 of KMS's ciphertext. A secret has at most 4,095 bytes (KMS takes 4,096).
 */
export function kmsSecretBox(client: KMSClient, keyId: string): SecretBox {
  const opened = new Map<string, string>();
  return {
    async seal(secret, context) {
      const { CiphertextBlob } = await client.send(
        new EncryptCommand({
          KeyId: keyId,
          Plaintext: Buffer.from(FORMAT + secret, 'utf8'),
          EncryptionContext: { context },
        }),
      );
      return Buffer.from(CiphertextBlob ?? []).toString('base64');
    },

    async open(sealed, context) {
      const known = `${context}\n${sealed}`;
      const secret = opened.get(known) ?? (await decrypt(client, keyId, sealed, context));
      if (opened.size >= OPENED_AT_MOST) opened.clear();
      opened.set(known, secret);
      return secret;
    },
  };
}

async function decrypt(client: KMSClient, keyId: string, sealed: string, context: string): Promise<string> {
  try {
    const { Plaintext } = await client.send(
      new DecryptCommand({
        KeyId: keyId, // names the key, so that a text sealed with another one is refused
        CiphertextBlob: Buffer.from(sealed, 'base64'),
        EncryptionContext: { context },
      }),
    );
    return Buffer.from(Plaintext ?? [])
      .toString('utf8')
      .slice(FORMAT.length);
  } catch (cause) {
    if (!(cause instanceof KMSServiceException) || !NOT_OURS.includes(cause.name)) throw cause;
    const message = `A secret of ${context} was not sealed by this stage for it`;
    throw new PlatformError('Internal', message, { context }, { cause });
  }
}
