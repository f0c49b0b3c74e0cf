import { setTimeout as pause } from 'node:timers/promises';
import type { StageClient } from './stage-client.ts';

export interface UploadState {
  readonly name: string;
  readonly state: 'RUNNING' | 'SUCCEEDED' | 'FAILED';
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly durationMs?: number;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly error?: { readonly name: string; readonly cause: string } | string;
  /** Where the state's outputs lie in the lake bucket. */
  readonly outputKeys?: readonly string[];
}

/** The answer of `GET /uploads/{uploadId}`. */
export interface UploadRun {
  readonly uploadId: string;
  readonly name: string;
  readonly applicationId: string;
  readonly state: 'RUNNING' | 'SUCCEEDED' | 'FAILED';
  readonly rows?: number;
  readonly scored?: number;
  readonly rejected?: number;
  readonly customers?: number;
  readonly rejectsKey?: string;
  readonly settings?: unknown;
  readonly segments?: readonly { readonly id: string; readonly name: string; readonly size?: number }[];
  readonly states?: readonly UploadState[];
  readonly error?: { readonly name?: string; readonly message?: string } | string;
  readonly createdAt: string;
  readonly runPrefix?: string;
}

const POLL_MS = 250;

/** Reads the run again and again until it ends; `onChange` sees every answer on the way. */
export async function followUpload(
  stage: StageClient,
  uploadId: string,
  onChange: (run: UploadRun) => void,
): Promise<UploadRun> {
  for (;;) {
    const run = await stage.call<UploadRun>(`/uploads/${encodeURIComponent(uploadId)}`);
    onChange(run);
    if (run.state !== 'RUNNING') return run;
    await pause(POLL_MS);
  }
}
