import { setTimeout as pause } from 'node:timers/promises';
import { PlatformError } from '../core/errors.ts';
import type { UploadTarget } from '../core/uploads/accept-upload.ts';
import type { DescribedObject } from '../core/uploads/received-object.ts';
import type { StageClient, StageFile, StageRequest } from './stage-client.ts';

/**
 * The largest file, in bytes, that is simply sent to the stage. A deployed stage gets a request as
 * one event of at most 6 MiB (Lambda quotas: invocation payload, synchronous), with the body in
 * base64, which is a third longer; a little is left for the headers.
 */
const MAX_REQUEST_BYTES = 4 * 1024 * 1024;
const POLL_MS = 500;
/** How long a file may take to be received: as long as a function may run (Lambda quotas: timeout). */
const PATIENCE_MS = 15 * 60 * 1000;

/**
 * Sends a transactions file, which starts its run. A large one goes where the stage says, since
 * not every stage takes it itself.
 * @param name the upload's name
 * @param query as that of `PUT /uploads/{name}`
 * @throws PlatformError what the stage or its bucket answered, or that no run began; StageUnreachable
 */
export async function sendUpload(
  stage: StageClient,
  name: string,
  query: StageRequest['query'],
  file: StageFile,
): Promise<{ uploadId: string }> {
  const path = `/uploads/${encodeURIComponent(name)}`;
  if (file.size <= MAX_REQUEST_BYTES) return stage.sendFile(path, query, file);
  const { url } = await stage.call<Pick<UploadTarget, 'url'>>(path, { method: 'POST', query });
  if (url.startsWith('/')) return stage.sendFile(url, undefined, file);
  await stage.sendFileTo(url, file);
  return received(stage, name);
}

/** The bucket tells the stage of a new file by itself, and the stage reads it whole. */
async function received(stage: StageClient, name: string): Promise<{ uploadId: string }> {
  for (let waited = 0; waited < PATIENCE_MS; waited += POLL_MS) {
    const { uploadId } = await stage.call<DescribedObject>(`/uploads/objects/${encodeURIComponent(name)}`);
    if (uploadId !== undefined) return { uploadId };
    await pause(POLL_MS);
  }
  throw new PlatformError('Internal', `${name} is in the bucket, but the stage has started no run of it`);
}
