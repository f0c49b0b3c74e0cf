import type { StageIdentity } from '../../ports/ports.ts';

/** S3 takes no more in one request. */
const UPLOAD_LIMIT_BYTES = 5 * 1024 ** 3;

/** The largest transactions file that a stage takes, in bytes after decompression. */
export function uploadLimit(stage: StageIdentity): number {
  return stage.uploadLimitBytes ?? UPLOAD_LIMIT_BYTES;
}
