import { z } from 'zod';
import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import { PlatformError } from '../errors.ts';
import { type Page, type PageRequest, pageOf } from '../paging.ts';
import { parse } from '../parse.ts';
import { requireSegment } from '../segments/segment-documents.ts';
import type { ExportDefinition, Job } from './job.ts';
import { allJobs, requireJob } from './job-documents.ts';
import { parseS3Url } from './s3-url.ts';
import { startJob } from './start-job.ts';

export type ExportJob = Job<ExportDefinition>;

const exportJobRequest = z.object({
  S3UrlPrefix: z.string(),
  RoleArn: z.string().min(1),
  SegmentId: z.string().min(1).nullish(),
  SegmentVersion: z.int().min(1).nullish(),
});

/**
 * Starts an export of a segment's endpoints, or of all endpoints of the application.
 *
 * @param body an ExportJobRequest, not yet checked
 * @param startedBy id of the access key that asks
 * @throws PlatformError `NotFound` for the application or the segment, `BadRequest` for a broken rule
 * @remarks pinpoint-segments.md 6. The role is noted, not used: the stage writes with its own rights.
 */
export async function createExportJob(
  ports: Ports,
  applicationId: string,
  body: unknown,
  startedBy?: string,
): Promise<ExportJob> {
  const { S3UrlPrefix, RoleArn, SegmentId, SegmentVersion } = parse(
    exportJobRequest,
    body,
    'ExportJobRequest',
  );
  parseS3Url('S3UrlPrefix', S3UrlPrefix);
  await requireApp(ports, applicationId);
  if (SegmentVersion != null && SegmentId == null) {
    throw new PlatformError('BadRequest', `SegmentVersion is ${SegmentVersion}, but SegmentId is missing`);
  }
  // The version is chosen now: what is exported is what was asked for.
  const segment =
    SegmentId == null
      ? undefined
      : await requireSegment(ports, applicationId, SegmentId, SegmentVersion ?? undefined);
  const { job } = await startJob(ports, 'export', {
    applicationId,
    startedBy,
    definition: {
      S3UrlPrefix,
      RoleArn,
      ...(segment && { SegmentId: segment.Id, SegmentVersion: segment.Version }),
    },
    run: { written: 0 },
  });
  return job;
}

/** @throws PlatformError `NotFound` for the application or the job */
export async function getExportJob(ports: Ports, applicationId: string, jobId: string): Promise<ExportJob> {
  await requireApp(ports, applicationId);
  return (await requireJob(ports, 'export', applicationId, jobId)).job;
}

/** Newest first. @param segmentId only exports of this segment @throws PlatformError `NotFound` */
export async function listExportJobs(
  ports: Ports,
  applicationId: string,
  request: PageRequest,
  segmentId?: string,
): Promise<Page<ExportJob>> {
  await requireApp(ports, applicationId);
  const jobs = (await allJobs(ports, 'export', applicationId)).map(({ job }) => job);
  const asked = jobs.filter((job) => segmentId === undefined || job.Definition.SegmentId === segmentId);
  return pageOf(asked, (job) => `${job.CreationDate}#${job.Id}`, request);
}
