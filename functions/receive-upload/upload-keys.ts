import { z } from 'zod';
import { isUpload } from '../../src/core/uploads/receive-upload.ts';

/** EventBridge's `Object Created`: one object, its key as it is. */
const objectCreated = z.object({ detail: z.object({ object: z.object({ key: z.string() }) }) });
/** S3's own notification: any number of objects, their keys URL-encoded, blanks as `+`. */
const notification = z.object({
  Records: z.array(z.object({ s3: z.object({ object: z.object({ key: z.string() }) }) })),
});
const notice = z.union([
  objectCreated.transform(({ detail }) => [detail.object.key]),
  notification.transform(({ Records }) =>
    Records.map(({ s3 }) => decodeURIComponent(s3.object.key.replaceAll('+', ' '))),
  ),
]);

/**
 * Keys of the transactions files that an event tells of; settings files and others are left out.
 * @throws ZodError for an event of another shape, which then ends in the dead letters
 */
export function uploadKeys(event: unknown): string[] {
  return notice.parse(event).filter(isUpload);
}
