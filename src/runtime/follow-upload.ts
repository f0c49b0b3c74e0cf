import { setTimeout as pause } from 'node:timers/promises';
import type { DescribedUpload } from '../core/uploads/describe-upload.ts';
import type { StageClient } from './stage-client.ts';

const POLL_MS = 250;

/** Reads an upload again and again until its run ends; `onChange` sees every answer on the way. */
export async function followUpload(
  stage: StageClient,
  uploadId: string,
  onChange: (upload: DescribedUpload) => void,
): Promise<DescribedUpload> {
  for (;;) {
    const upload = await stage.call<DescribedUpload>(`/uploads/${encodeURIComponent(uploadId)}`);
    onChange(upload);
    if (upload.state !== 'RUNNING') return upload;
    await pause(POLL_MS);
  }
}
