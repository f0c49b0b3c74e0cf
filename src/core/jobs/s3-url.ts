import { PlatformError } from '../errors.ts';

export interface S3Location {
  readonly bucket: string;
  /** A key or a prefix of keys; may be empty. */
  readonly key: string;
}

/**
 * Reads `s3://bucket/key`. The key is taken as it stands, without decoding.
 * @param member names the value in the message
 * @throws PlatformError `BadRequest`
 */
export function parseS3Url(member: string, url: string): S3Location {
  const [, bucket, key = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s.exec(url) ?? [];
  if (bucket === undefined) {
    throw new PlatformError('BadRequest', `${member} must have the form s3://bucket/key, not ${url}`);
  }
  return { bucket, key };
}
