import { DIRECT_BYTES, isOwn, putFile } from '../../api/put-file.ts';
import { address, askJson, type Parameters, StageError } from '../../api/stage.ts';
import type { UploadTarget } from '../../api/types.ts';

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
  if (file.size <= DIRECT_BYTES)
    return uploadIdIn(await putFile(file, address(path, parameters), onProgress));
  const target = await askJson<UploadTarget>(path, { method: 'POST', parameters });
  const answer = await putFile(file, target.url, onProgress);
  return isOwn(target.url) ? uploadIdIn(answer) : receivedAs(file.name);
}

function uploadIdIn(answer: string): string {
  return (JSON.parse(answer) as { uploadId: string }).uploadId;
}

async function receivedAs(name: string): Promise<string> {
  for (let waited = 0; waited < PATIENCE_MS; waited += POLL_MS) {
    const { uploadId } = await askJson<{ uploadId?: string }>(`/uploads/objects/${encodeURIComponent(name)}`);
    if (uploadId !== undefined) return uploadId;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new StageError(0, 'The file is there, but the stage has started no run of it.');
}
