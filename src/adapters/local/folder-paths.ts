import path from 'node:path';
import { PlatformError } from '../../core/errors.ts';

/** S3's limit of a key. */
const KEY_BYTES = 1024;
/** What common file systems take for one name. */
const NAME_BYTES = 255;
/** Characters of an encoded key that go into one folder name of the set-aside tree. */
const CHUNK = 200;

/** @throws PlatformError `BadRequest` unless it is a name that S3 takes for a bucket */
export function checkBucketName(bucket: string): void {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
    throw new PlatformError('BadRequest', `Not a bucket name: ${JSON.stringify(bucket)}`);
  }
}

/** @throws PlatformError `BadRequest` unless the key is UTF-8 text of 1 to 1,024 bytes */
export function checkKey(key: string): void {
  if (!key.isWellFormed() || key === '' || Buffer.byteLength(key) > KEY_BYTES) {
    throw new PlatformError(
      'BadRequest',
      `Not an object key (UTF-8 text of 1 to ${KEY_BYTES} bytes): ${JSON.stringify(key.slice(0, 100))}`,
    );
  }
}

/**
 * The path below the bucket's folder that is the key itself.
 * @returns `undefined` for a key that cannot be a path: with an empty, `.` or `..` segment
 *   (so also with a `/` at either end), a NUL, or a segment that is too long for a file name
 */
export function plainPath(key: string): string | undefined {
  const segments = key.split('/');
  const possible = segments.every(
    (segment) =>
      segment !== '' && segment !== '.' && segment !== '..' && Buffer.byteLength(segment) <= NAME_BYTES,
  );
  return possible && !key.includes('\0') ? path.join(...segments) : undefined;
}

/**
 * The path below the set-aside folder for a key that cannot lie at its plain path: the key
 * percent-encoded and cut into names, of which all but the last end in `+`. So it can be read
 * back, never leaves its folder, and no key's file stands where another needs a folder.
 */
export function setAsidePath(key: string): string {
  const encoded = encodeURIComponent(key).replaceAll('.', '%2E');
  const names = encoded.match(new RegExp(`.{1,${CHUNK}}`, 'g')) ?? [];
  return path.join(...names.map((name, index) => (index < names.length - 1 ? `${name}+` : name)));
}

/** The inverse of `setAsidePath`; `undefined` for a file that is not ours. */
export function setAsideKey(file: string): string | undefined {
  try {
    const key = decodeURIComponent(file.split(path.sep).join('').replaceAll('+', ''));
    return setAsidePath(key) === file ? key : undefined;
  } catch {
    return undefined;
  }
}

/** Compares keys as S3 lists them: by their UTF-8 bytes. */
export function compareKeys(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
