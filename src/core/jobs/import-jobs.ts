import { z } from 'zod';
import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import { PlatformError } from '../errors.ts';
import { type Page, type PageRequest, pageOf } from '../paging.ts';
import { parse } from '../parse.ts';
import { nextImport } from '../segments/segments.ts';
import type { ImportDefinition, Job } from './job.ts';
import { allJobs, requireJob } from './job-documents.ts';
import { parseS3Url } from './s3-url.ts';
import { startJob } from './start-job.ts';

export type ImportJob = Job<ImportDefinition>;

const importJobRequest = z.object({
  Format: z.enum(['CSV', 'JSON']),
  S3Url: z.string(),
  RoleArn: z.string().min(1),
  RegisterEndpoints: z.boolean().nullish(),
  DefineSegment: z.boolean().nullish(),
  SegmentName: z.string().nullish(),
  SegmentId: z.string().min(1).nullish(),
  ExternalId: z.string().nullish(),
});

/**
 * Starts an import.
 *
 * @param body an ImportJobRequest, not yet checked
 * @param startedBy id of the access key that asks
 * @throws PlatformError `NotFound` for the application or the segment, `BadRequest` for a broken rule
 * @remarks pinpoint-segments.md 5. Ours: `RegisterEndpoints` is false when absent, and
 *   `DefineSegment` true exactly when a `SegmentId` is given; the role is noted, not used: the
 *   stage reads with its own rights.
 */
export async function createImportJob(
  ports: Ports,
  applicationId: string,
  body: unknown,
  startedBy?: string,
): Promise<ImportJob> {
  const definition = definitionOf(body);
  await requireApp(ports, applicationId);
  const segment = definition.DefineSegment
    ? await nextImport(ports, applicationId, definition.SegmentId)
    : undefined;
  const { job } = await startJob(ports, 'import', {
    applicationId,
    startedBy,
    definition: { ...definition, ...(segment && { SegmentId: segment.segmentId }) },
    run: { ...(segment && { segment }), merged: 0, added: 0 },
  });
  return job;
}

/** @throws PlatformError `NotFound` for the application or the job */
export async function getImportJob(ports: Ports, applicationId: string, jobId: string): Promise<ImportJob> {
  await requireApp(ports, applicationId);
  return (await requireJob(ports, 'import', applicationId, jobId)).job;
}

/**
 * Newest first.
 * @param segmentId only jobs that made or added to this segment
 * @throws PlatformError `NotFound` for the application
 */
export async function listImportJobs(
  ports: Ports,
  applicationId: string,
  request: PageRequest,
  segmentId?: string,
): Promise<Page<ImportJob>> {
  await requireApp(ports, applicationId);
  const jobs = (await allJobs(ports, 'import', applicationId)).map(({ job }) => job);
  const asked = jobs.filter((job) => segmentId === undefined || job.Definition.SegmentId === segmentId);
  return pageOf(asked, (job) => `${job.CreationDate}#${job.Id}`, request);
}

function definitionOf(body: unknown): ImportDefinition {
  const given = parse(importJobRequest, body, 'ImportJobRequest');
  const { key } = parseS3Url('S3Url', given.S3Url);
  const RegisterEndpoints = given.RegisterEndpoints ?? false;
  const DefineSegment = given.DefineSegment ?? given.SegmentId != null;
  if (!RegisterEndpoints && !DefineSegment) {
    throw new PlatformError('BadRequest', 'One of RegisterEndpoints and DefineSegment must be true');
  }
  if (!DefineSegment && given.SegmentId != null) {
    throw new PlatformError('BadRequest', `DefineSegment is false, but SegmentId is ${given.SegmentId}`);
  }
  // A segment that exists keeps its name; a new one is called as its file.
  const SegmentName =
    given.SegmentName ?? (DefineSegment && given.SegmentId == null ? nameOf(key) : undefined);
  return {
    Format: given.Format,
    S3Url: given.S3Url,
    RoleArn: given.RoleArn,
    RegisterEndpoints,
    DefineSegment,
    ...(SegmentName && { SegmentName }),
    ...(given.SegmentId != null && { SegmentId: given.SegmentId }),
    ...(given.ExternalId != null && { ExternalId: given.ExternalId }),
  };
}

/** `a/b/customers.csv.gz` → `customers`; of a prefix, its last part. */
function nameOf(key: string): string {
  const last = key.split('/').filter(Boolean).at(-1) ?? '';
  return last.replace(/(\.(csv|json|jsonl|ndjson))?(\.gz)?$/i, '');
}
