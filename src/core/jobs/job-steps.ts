import { z } from 'zod';
import type { Ports } from '../../ports/ports.ts';
import { parse } from '../parse.ts';
import { dropImportMembers } from './import-segment.ts';
import { type JobReference, withFailures } from './job.ts';
import { changeJob, requireJob } from './job-documents.ts';

export { runExportJob } from './run-export-job.ts';
export { runImportJob } from './run-import-job.ts';

const jobReference = z.object({
  kind: z.enum(['import', 'export']),
  applicationId: z.string(),
  jobId: z.string(),
});
const failedState = jobReference.extend({
  error: z.object({ Error: z.string().optional(), Cause: z.string().optional() }),
});

export interface FailedJob extends JobReference {
  readonly error: { readonly Error?: string; readonly Cause?: string };
}

/** The input of the machines' states `Import` and `Export`. */
export function parseJobReference(input: unknown): JobReference {
  return parse(jobReference, input, 'The state');
}

/** The input of the state `RecordFailure`. */
export function parseFailedJob(input: unknown): FailedJob {
  return parse(failedState, input, 'The state');
}

/**
 * State `RecordFailure`: ends a job that cannot go on.
 * @returns what the machine fails with
 */
export async function recordJobFailure(
  ports: Ports,
  { kind, applicationId, jobId, error }: FailedJob,
): Promise<{ code: string; message: string }> {
  const code = error.Error ?? 'Internal';
  const message = messageOf(error.Cause) ?? `The ${kind} job failed with ${code}`;
  if (kind === 'import') {
    const { job, run } = await requireJob(ports, 'import', applicationId, jobId);
    if (run.segment && job.JobStatus !== 'COMPLETED') await dropImportMembers(ports, job, run.segment);
  }
  const CompletionDate = ports.clock.now().toISOString();
  await changeJob(
    ports,
    kind,
    applicationId,
    jobId,
    (stored) =>
      ({
        ...stored,
        job: {
          ...stored.job,
          JobStatus: 'FAILED',
          CompletionDate,
          FailedPieces: Math.max(1, stored.job.FailedPieces),
          Failures: withFailures(stored.job.Failures, [message]),
        },
        run: { ...stored.run, faults: withFailures(stored.run.faults, [message]) },
      }) as typeof stored,
  );
  return { code, message };
}

/** Step Functions gives what a Lambda threw as JSON in `Cause`. */
function messageOf(cause: string | undefined): string | undefined {
  try {
    const { errorMessage } = JSON.parse(cause ?? '') as { errorMessage?: unknown };
    if (typeof errorMessage === 'string') return errorMessage;
  } catch {
    // a plain text
  }
  return cause;
}
