import type { Ports } from '../../ports/ports.ts';
import { PlatformError } from '../errors.ts';
import type { UploadTarget } from '../uploads/accept-upload.ts';

/** Where files for import jobs lie in the upload bucket; nothing starts when one arrives. */
const PREFIX = 'imports/';
/** How long a target is good, in seconds; it is asked for right before the transfer. As for uploads. */
const TARGET_SECONDS = 15 * 60;

/**
 * The key of a file for an import job.
 * @param name below `imports/`; with slashes it lies in folders, so that a job can read all of one folder
 * @throws PlatformError `BadRequest` for a name that would lie elsewhere
 */
export function importKey(name: string): string {
  if (name.split('/').some((part) => part === '' || part === '.' || part === '..')) {
    throw new PlatformError(
      'BadRequest',
      `Import ${name}: the name must be a path without empty, . and .. parts`,
    );
  }
  return PREFIX + name;
}

/** The S3Url that an import job takes. */
export function importUrl(ports: Ports, key: string): string {
  return `s3://${ports.uploads.bucket}/${key}`;
}

/** A URL of the bucket itself for a file of any size; `undefined` where the bucket has no such URLs. */
export async function presignImport(ports: Ports, key: string): Promise<UploadTarget | undefined> {
  if (!ports.uploads.presignPut) return undefined;
  const expiresAt = new Date(ports.clock.now().getTime() + TARGET_SECONDS * 1000).toISOString();
  return { url: await ports.uploads.presignPut(key, TARGET_SECONDS), expiresAt };
}
