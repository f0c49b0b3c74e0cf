import type { SecretBox } from '../../ports/secret-box.ts';

/** A secret in pieces: KMS seals 4,095 bytes at most, and a certificate with its chain has more. */
export type SealedSecret = readonly string[];

/** In base64 characters. */
const PIECE = 4000;

export async function sealSecret(box: SecretBox, secret: string, context: string): Promise<SealedSecret> {
  const text = Buffer.from(secret).toString('base64');
  const pieces = text.match(new RegExp(`.{1,${PIECE}}`, 'g')) ?? [''];
  return Promise.all(pieces.map((piece, index) => box.seal(piece, `${context}#${index}`)));
}

/** @throws PlatformError `Internal` when it was not sealed by this stage for this context */
export async function openSecret(box: SecretBox, sealed: SealedSecret, context: string): Promise<string> {
  const pieces = await Promise.all(sealed.map((piece, index) => box.open(piece, `${context}#${index}`)));
  return Buffer.from(pieces.join(''), 'base64').toString();
}
