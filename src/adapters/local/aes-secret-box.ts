import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PlatformError } from '../../core/errors.ts';
import type { SecretBox } from '../../ports/secret-box.ts';

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Stands before every sealed text, so that a later format can be told apart. */
const FORMAT = 'aes1.';

/**
 * Seals with AES-256-GCM under a key kept in `keyFile` (mode 0600, made at first use).
 * Sealed text: `aes1.` and base64url of nonce, tag and ciphertext; the context is authenticated with it.
 * @throws PlatformError `Internal` when the file does not hold a key
 */
export async function openAesSecretBox(keyFile: string): Promise<SecretBox> {
  const key = (await readKey(keyFile)) ?? (await createKey(keyFile));
  return {
    async seal(secret, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(context));
      const ciphertext = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return FORMAT + Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]).toString('base64url');
    },
    async open(sealed, context) {
      try {
        if (!sealed.startsWith(FORMAT)) throw new Error('not in the format of this box');
        const bytes = Buffer.from(sealed.slice(FORMAT.length), 'base64url');
        const nonce = bytes.subarray(0, NONCE_BYTES);
        const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
        const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
        decipher.setAAD(Buffer.from(context)).setAuthTag(tag);
        const plain = [decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()];
        return Buffer.concat(plain).toString('utf8');
      } catch (cause) {
        throw new PlatformError(
          'Internal',
          `A secret of ${context} was not sealed by this stage for it`,
          { context },
          { cause },
        );
      }
    },
  };
}

async function readKey(keyFile: string): Promise<Buffer | undefined> {
  let key: Buffer;
  try {
    key = await readFile(keyFile);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  if (key.length === KEY_BYTES) return key;
  throw new PlatformError('Internal', `Key file ${keyFile} has ${key.length} bytes instead of ${KEY_BYTES}`);
}

/** Whole or not at all, and the first of several processes wins: a half-written key would lose every secret. */
async function createKey(keyFile: string): Promise<Buffer> {
  await mkdir(dirname(keyFile), { recursive: true });
  const draft = `${keyFile}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(randomBytes(KEY_BYTES));
    await file.sync();
    await file.close();
    await link(draft, keyFile).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await unlink(draft);
  }
  const key = await readKey(keyFile);
  if (key === undefined)
    throw new PlatformError('Internal', `Key file ${keyFile} vanished while it was made`);
  return key;
}
