import type { Ports } from '../../ports/ports.ts';
import { noteImportedOptOuts } from '../suppression/imported-opt-outs.ts';
import { addImportMembers, defineSegmentOfImport } from './import-segment.ts';
import type { ImportDefinition, ImportRun, JobReference, StoredJob } from './job.ts';
import { withFailures } from './job.ts';
import { changeJob, jobPrefix, requireJob } from './job-documents.ts';
import { PIECE_ROWS } from './piece-writer.ts';
import { type ImportManifest, readImport, sourceOf } from './read-import.ts';
import { rejectWriter } from './rejects.ts';

type ImportJob = StoredJob<ImportDefinition, ImportRun>;

/** Whether the machine has to call again. */
export interface JobProgress {
  readonly finished: boolean;
}

/** Pieces that one call merges at most. */
const PIECES_A_CALL = 10;
/** After so long a call begins no other piece, so that it stays within a function's time. */
export const TURN_MS = 300_000;

/**
 * Takes an import job one part further: reads its files; merges some pieces into the endpoints;
 * adds some to its segment; defines the segment and ends. Each part can be done again after a
 * crash with the same result.
 * @throws PlatformError `NotFound` for the job, `BadFile` when there is nothing to read
 */
export async function runImportJob(
  ports: Ports,
  { applicationId, jobId }: JobReference,
): Promise<JobProgress> {
  const stored = await requireJob(ports, 'import', applicationId, jobId);
  const { job, run } = stored;
  if (job.JobStatus === 'COMPLETED' || job.JobStatus === 'FAILED') return { finished: true };
  const manifest = await manifestOf(ports, jobId);
  if (!manifest) {
    await read(ports, stored);
    return { finished: false };
  }
  if (job.Definition.RegisterEndpoints && run.merged < manifest.pieces.length) {
    await mergePieces(ports, stored, manifest);
    return { finished: false };
  }
  if (run.segment && run.added < manifest.pieces.length && !isLost(stored, manifest)) {
    await addPieces(ports, stored, run.segment, manifest);
    return { finished: false };
  }
  await finish(ports, stored, manifest);
  return { finished: true };
}

/** @returns whether another piece may be begun */
export function turn({ clock }: Pick<Ports, 'clock'>): () => boolean {
  const endAt = clock.now().getTime() + TURN_MS;
  return () => clock.now().getTime() < endAt;
}

async function read(ports: Ports, { job }: ImportJob): Promise<void> {
  const { ApplicationId: applicationId, Id: jobId, Definition: definition } = job;
  const prefix = jobPrefix(jobId);
  await changeJob(ports, 'import', applicationId, jobId, withStatus('INITIALIZING'));
  const manifest = await readImport(ports, {
    applicationId,
    definition,
    prefix,
    onProgress: async ({ processed, failed }) => {
      await changeJob(ports, 'import', applicationId, jobId, (stored) => ({
        ...stored,
        job: { ...stored.job, JobStatus: 'PROCESSING', TotalProcessed: processed, TotalFailures: failed },
      }));
    },
  });
  await changeJob(ports, 'import', applicationId, jobId, (stored) => ({
    ...stored,
    job: {
      ...stored.job,
      JobStatus: 'PROCESSING',
      TotalPieces: manifest.pieces.length + manifest.failedFiles,
      CompletedPieces: 0,
      FailedPieces: manifest.failedFiles,
      TotalProcessed: manifest.processed,
      TotalFailures: manifest.failed,
      Failures: withFailures([], manifest.failures),
    },
    run: { ...stored.run, merged: 0, added: 0, faults: withFailures([], manifest.faults) },
  }));
  // Last: with it the files count as read.
  await ports.lake.put(manifestKey(jobId), JSON.stringify(manifest));
}

async function mergePieces(ports: Ports, { job, run }: ImportJob, manifest: ImportManifest): Promise<void> {
  const { ApplicationId: applicationId, Id: jobId, CreationDate } = job;
  const inTime = turn(ports);
  for (const piece of manifest.pieces.slice(run.merged, run.merged + PIECES_A_CALL)) {
    if (!inTime()) return;
    await noteImportedOptOuts(ports, applicationId, piece);
    const at = new Date(CreationDate);
    const report = await ports.endpoints.importFile(applicationId, piece, at, PIECE_ROWS);
    const refusals = report.refusals.map(({ line = 0, reason }) => ({
      ...sourceOf(manifest.files, line),
      reason,
    }));
    const name = /(rows-\d+)/.exec(piece)?.[1] ?? 'rows';
    const rejects = rejectWriter(ports.lake, jobPrefix(jobId), name);
    for (const refusal of refusals) rejects.add(refusal);
    await rejects.flush();
    const told = refusals.map(({ file, line, reason }) => `${file} line ${line}: ${reason}`);
    await changeJob(ports, 'import', applicationId, jobId, (stored) => ({
      ...stored,
      job: {
        ...stored.job,
        CompletedPieces: stored.job.CompletedPieces + 1,
        TotalFailures: stored.job.TotalFailures + report.refused,
        Failures: withFailures(stored.job.Failures, told),
      },
      run: { ...stored.run, merged: stored.run.merged + 1 },
    }));
  }
}

async function addPieces(
  ports: Ports,
  { job, run }: ImportJob,
  segment: NonNullable<ImportRun['segment']>,
  manifest: ImportManifest,
): Promise<void> {
  const { ApplicationId: applicationId, Id: jobId } = job;
  const inTime = turn(ports);
  for (const [index, piece] of manifest.pieces.slice(run.added, run.added + PIECES_A_CALL).entries()) {
    if (!inTime()) return;
    await addImportMembers(ports, job, segment, { piece, isFirst: run.added + index === 0 });
    await changeJob(ports, 'import', applicationId, jobId, (stored) => ({
      ...stored,
      job: {
        ...stored.job,
        // A piece that is merged counted when it was.
        CompletedPieces: stored.job.CompletedPieces + (stored.job.Definition.RegisterEndpoints ? 0 : 1),
      },
      run: { ...stored.run, added: stored.run.added + 1 },
    }));
  }
}

async function finish(ports: Ports, stored: ImportJob, manifest: ImportManifest): Promise<void> {
  const { ApplicationId: applicationId, Id: jobId } = stored.job;
  const lost = isLost(stored, manifest);
  if (stored.run.segment && !lost) {
    await changeJob(ports, 'import', applicationId, jobId, withStatus('COMPLETING'));
    await defineSegmentOfImport(ports, stored.job, stored.run.segment);
  }
  const CompletionDate = ports.clock.now().toISOString();
  await changeJob(ports, 'import', applicationId, jobId, (now) => ({
    ...now,
    job: { ...now.job, JobStatus: lost ? 'FAILED' : 'COMPLETED', CompletionDate },
  }));
}

/** A job fails with one file that could not be used, or when not one definition could be (ours). */
function isLost({ job }: ImportJob, manifest: ImportManifest): boolean {
  return manifest.failedFiles > 0 || (job.TotalProcessed > 0 && job.TotalFailures === job.TotalProcessed);
}

function withStatus(JobStatus: ImportJob['job']['JobStatus']): (stored: ImportJob) => ImportJob {
  return (stored) => ({ ...stored, job: { ...stored.job, JobStatus } });
}

function manifestKey(jobId: string): string {
  return `${jobPrefix(jobId)}manifest.json`;
}

async function manifestOf(ports: Ports, jobId: string): Promise<ImportManifest | undefined> {
  const body = await ports.lake.get(manifestKey(jobId));
  return body && (JSON.parse(new TextDecoder().decode(body)) as ImportManifest);
}
