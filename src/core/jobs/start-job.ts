import type { Ports } from '../../ports/ports.ts';
import type { JobKind, JobReference, Jobs } from './job.ts';
import { storeJob } from './job-documents.ts';

/** Stores a new job and starts its machine. */
export async function startJob<Kind extends JobKind>(
  ports: Ports,
  kind: Kind,
  asked: {
    readonly applicationId: string;
    readonly definition: Jobs[Kind]['job']['Definition'];
    readonly run: Jobs[Kind]['run'];
    /** Id of the access key that asks. */
    readonly startedBy?: string;
  },
): Promise<Jobs[Kind]> {
  const jobId = ports.ids.resourceId();
  const stored = {
    job: {
      ApplicationId: asked.applicationId,
      Id: jobId,
      Type: kind === 'import' ? 'IMPORT' : 'EXPORT',
      JobStatus: 'CREATED',
      Definition: asked.definition,
      CreationDate: ports.clock.now().toISOString(),
      TotalPieces: 0,
      CompletedPieces: 0,
      FailedPieces: 0,
      TotalProcessed: 0,
      TotalFailures: 0,
    },
    run: asked.run,
    ...(asked.startedBy !== undefined && { startedBy: asked.startedBy }),
  } as Jobs[Kind];
  await storeJob(ports, kind, stored);
  const reference: JobReference = { kind, applicationId: asked.applicationId, jobId };
  await ports.workflows.start(kind, jobId, reference);
  return stored;
}
