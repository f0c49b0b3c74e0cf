import type { Ports } from '../../ports/ports.ts';
import type { StateRun } from '../../ports/workflow-engine.ts';
import { allDocuments } from '../documents.ts';
import { requireUpload, UPLOADS, type Upload } from './upload.ts';

/** One state of a run, as `GET /uploads/{id}` shows it. */
export interface UploadStep {
  readonly name: string;
  readonly state: 'RUNNING' | 'SUCCEEDED' | 'FAILED';
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly durationMs?: number;
  /** 1 unless it was retried. */
  readonly attempts: number;
  readonly input: unknown;
  readonly output?: unknown;
  readonly error?: { readonly name: string; readonly cause: string };
  /** What the state left in the lake bucket. */
  readonly outputKeys: readonly string[];
}

export interface DescribedUpload extends Upload {
  readonly states: readonly UploadStep[];
}

/** @throws PlatformError `NotFound` */
export async function describeUpload(ports: Ports, uploadId: string): Promise<DescribedUpload> {
  const { sniffed: _, object: __, ...upload } = await requireUpload(ports, uploadId); // the states show it
  const [execution, outputs] = await Promise.all([
    upload.executionId === undefined ? undefined : ports.workflows.describe(upload.executionId),
    ports.lake.list(upload.runPrefix),
  ]);
  const keys = outputs.map(({ key }) => key);
  return {
    ...upload,
    states: (execution?.states ?? []).map((run) => describeState(run, upload.runPrefix, keys)),
  };
}

/** Newest first. */
export async function listUploads(ports: Ports, applicationId?: string): Promise<Upload[]> {
  const stored = await allDocuments<Upload>(ports.documents, UPLOADS, 'upload#');
  return stored
    .map(({ value: { sniffed: _, object: __, ...upload } }) => upload)
    .filter((upload) => applicationId === undefined || upload.applicationId === applicationId)
    .sort((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : 0));
}

/** The folder below the run's prefix that a state writes to; RecordFailure writes `failure/`. */
function folderOf(state: string): string {
  return state === 'RecordFailure' ? 'failure/' : `${state.toLowerCase()}/`;
}

function describeState(run: StateRun, runPrefix: string, keys: readonly string[]): UploadStep {
  const { name, enteredAt, exitedAt, attempts, input, output, error } = run;
  const rejects = name === 'Load' ? `${runPrefix}rejects.csv` : undefined;
  return {
    name,
    state: error ? 'FAILED' : exitedAt ? 'SUCCEEDED' : 'RUNNING',
    startedAt: enteredAt.toISOString(),
    endedAt: exitedAt?.toISOString(),
    durationMs: exitedAt && exitedAt.getTime() - enteredAt.getTime(),
    attempts,
    input,
    output,
    error,
    outputKeys: keys.filter((key) => key.startsWith(runPrefix + folderOf(name)) || key === rejects),
  };
}
