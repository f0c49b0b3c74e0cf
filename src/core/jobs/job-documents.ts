import type { Ports } from '../../ports/ports.ts';
import { applicationPartition } from '../apps/partition.ts';
import { allDocuments, changeDocument } from '../documents.ts';
import { PlatformError } from '../errors.ts';
import type { JobKind, Jobs } from './job.ts';

const prefixOf = (kind: JobKind) => `${kind}-job#`;
const keyOf = (kind: JobKind, applicationId: string, jobId: string) => ({
  partition: applicationPartition(applicationId),
  sort: prefixOf(kind) + jobId,
});

/** Where a job keeps its files in the lake bucket. */
export function jobPrefix(jobId: string): string {
  return `jobs/${jobId}/`;
}

export async function storeJob<Kind extends JobKind>(
  ports: Ports,
  kind: Kind,
  stored: Jobs[Kind],
): Promise<void> {
  const { ApplicationId, Id } = stored.job;
  await ports.documents.put(keyOf(kind, ApplicationId, Id), stored, { ifVersion: 'absent' });
}

export async function findJob<Kind extends JobKind>(
  ports: Ports,
  kind: Kind,
  applicationId: string,
  jobId: string,
): Promise<Jobs[Kind] | undefined> {
  return (await ports.documents.get<Jobs[Kind]>(keyOf(kind, applicationId, jobId)))?.value;
}

/** @throws PlatformError `NotFound` */
export async function requireJob<Kind extends JobKind>(
  ports: Ports,
  kind: Kind,
  applicationId: string,
  jobId: string,
): Promise<Jobs[Kind]> {
  const found = await findJob(ports, kind, applicationId, jobId);
  if (!found) throw jobNotFound(kind, applicationId, jobId);
  return found;
}

/** @throws PlatformError `NotFound` */
export function changeJob<Kind extends JobKind>(
  ports: Ports,
  kind: Kind,
  applicationId: string,
  jobId: string,
  change: (stored: Jobs[Kind]) => Jobs[Kind],
): Promise<Jobs[Kind]> {
  return changeDocument<Jobs[Kind]>(ports.documents, keyOf(kind, applicationId, jobId), (found) => {
    if (!found) throw jobNotFound(kind, applicationId, jobId);
    return change(found);
  });
}

export async function allJobs<Kind extends JobKind>(
  ports: Ports,
  kind: Kind,
  applicationId: string,
): Promise<Jobs[Kind][]> {
  const found = await allDocuments<Jobs[Kind]>(
    ports.documents,
    applicationPartition(applicationId),
    prefixOf(kind),
  );
  return found.map(({ value }) => value);
}

function jobNotFound(kind: JobKind, applicationId: string, jobId: string): PlatformError {
  return new PlatformError(
    'NotFound',
    `${kind === 'import' ? 'Import' : 'Export'} job ${jobId} not found in application ${applicationId}`,
  );
}
