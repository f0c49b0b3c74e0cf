import type { Ports } from '../../ports/ports.ts';
import { PlatformError } from '../errors.ts';
import { UPLOAD_PREFIX, UPLOADS } from './upload.ts';

/** What was received, so that the same notice, or a start of the stage, need not read the bytes again. */
export interface ReceivedObject {
  /** The object store's mark of its bytes. */
  readonly mark: string;
  /** The settings file beside it, as it stood; empty when there was none. */
  readonly settings: string;
  readonly uploadId: string;
  /** The stage itself writes the object anew, without an erased person: it is no other upload. */
  readonly erasing?: boolean;
}

/** Under which document it is kept what was received from an object. */
export const receivedObjectKey = (key: string) => ({ partition: UPLOADS, sort: `object#${key}` });

/** The object that lies under `uploads/{name}` now. */
export interface DescribedObject {
  readonly name: string;
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** ISO 8601, UTC. */
  readonly lastModified: string;
  /** The upload that it was received as; absent until it has been received. */
  readonly uploadId?: string;
}

/**
 * Says which upload an object became. Who puts a file into the bucket itself learns here of its run:
 * the upload's id comes from the bytes, which the stage reads only when they are all there. What was
 * received from an earlier object of that name does not count.
 * @param name the file's name, below `uploads/`
 * @throws PlatformError `NotFound` when no object lies there
 */
export async function describeObject(ports: Ports, name: string): Promise<DescribedObject> {
  const key = UPLOAD_PREFIX + name;
  const info = await ports.uploads.head(key);
  if (!info) throw new PlatformError('NotFound', `${key} is not in bucket ${ports.uploads.bucket}`);
  const { size, lastModified, mark } = info;
  const received = (await ports.documents.get<ReceivedObject>(receivedObjectKey(key)))?.value;
  const isReceived = received?.mark === mark;
  return {
    name,
    key,
    size,
    lastModified: lastModified.toISOString(),
    ...(isReceived && { uploadId: received.uploadId }),
  };
}
