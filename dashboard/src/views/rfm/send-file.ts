import { session } from '../../api/session.ts';
import { address, askJson, type Parameters, refusal, StageError } from '../../api/stage.ts';
import type { UploadTarget } from '../../api/types.ts';

/** What a deployed stage takes in one request, with room for headers; larger files go to the bucket itself. */
const DIRECT_BYTES = 4 * 1000 * 1000;
const POLL_MS = 1000;
/** How long the stage may take to notice a file in the bucket, in milliseconds. */
const PATIENCE_MS = 10 * 60_000;

interface SendOptions {
  /** `app`, and how to score. */
  readonly parameters: Parameters;
  /** Told the share that has gone, 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/**
 * Sends a file: a small one to the stage, a large one to where the stage says.
 * @returns the id of the upload that it became
 * @throws StageError with the stage's own words
 */
export async function sendFile(file: File, { parameters, onProgress }: SendOptions): Promise<string> {
  const path = `/uploads/${encodeURIComponent(file.name)}`;
  if (file.size <= DIRECT_BYTES) return uploadIdIn(await put(file, address(path, parameters), onProgress));
  const target = await askJson<UploadTarget>(path, { method: 'POST', parameters });
  const answer = await put(file, target.url, onProgress);
  return isOwn(target.url) ? uploadIdIn(answer) : receivedAs(file.name);
}

function uploadIdIn(answer: string): string {
  return (JSON.parse(answer) as { uploadId: string }).uploadId;
}

/** A path is the stage's, which wants the key; a bucket's URL is signed, and the key is none of its business. */
function isOwn(url: string): boolean {
  return new URL(url, location.href).origin === location.origin;
}

async function receivedAs(name: string): Promise<string> {
  for (let waited = 0; waited < PATIENCE_MS; waited += POLL_MS) {
    const { uploadId } = await askJson<{ uploadId?: string }>(`/uploads/objects/${encodeURIComponent(name)}`);
    if (uploadId !== undefined) return uploadId;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new StageError(0, 'The file is there, but the stage has started no run of it.');
}

function put(file: File, url: string, onProgress: SendOptions['onProgress']): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch does not tell how far a body has gone
    request.open('PUT', url);
    if (isOwn(url)) request.setRequestHeader('authorization', `Bearer ${session.key()}`);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0);
    request.onerror = () => reject(new StageError(0, 'The file did not get there: the connection broke.'));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(request.responseText);
      else reject(refusal(request.status, request.responseText));
    };
    request.send(file);
  });
}
