import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { Ids } from '../../ports/ids.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Names from the operating system's cryptographic source. */
export function cryptoIds(): Ids {
  return {
    resourceId: () => randomBytes(16).toString('hex'),
    requestId: () => randomUUID(),
    // randomInt draws without bias, unlike a byte modulo 62.
    secret: (length) => Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join(''),
  };
}
