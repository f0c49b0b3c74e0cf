import { createExportJob, getExportJob, listExportJobs } from '../core/jobs/export-jobs.ts';
import { createImportJob, getImportJob, listImportJobs } from '../core/jobs/import-jobs.ts';
import { permits } from '../core/keys/scope.ts';
import { type Page, readPageRequest } from '../core/paging.ts';
import type { Operation, OperationRequest } from './operation.ts';

/** Import and export jobs (pinpoint-api.md 2). */
export const jobOperations: readonly Operation[] = [
  {
    name: 'CreateImportJob',
    method: 'POST',
    path: '/v1/apps/{ApplicationId}/jobs/import',
    status: 201,
    scope: 'admin',
    handle: async (ports, request) =>
      createImportJob(ports, applicationId(request), request.body, request.keyId),
  },
  {
    name: 'GetImportJobs',
    method: 'GET',
    path: '/v1/apps/{ApplicationId}/jobs/import',
    status: 200,
    scope: 'report',
    handle: async (ports, request) =>
      tellablePage(
        await listImportJobs(ports, applicationId(request), readPageRequest(request.query)),
        request,
      ),
  },
  {
    name: 'GetImportJob',
    method: 'GET',
    path: '/v1/apps/{ApplicationId}/jobs/import/{JobId}',
    status: 200,
    scope: 'report',
    handle: async (ports, request) =>
      tellable(await getImportJob(ports, applicationId(request), request.labels.JobId ?? ''), request),
  },
  {
    name: 'GetSegmentImportJobs',
    method: 'GET',
    path: '/v1/apps/{ApplicationId}/segments/{SegmentId}/jobs/import',
    status: 200,
    scope: 'report',
    handle: async (ports, request) =>
      tellablePage(
        await listImportJobs(
          ports,
          applicationId(request),
          readPageRequest(request.query),
          segmentId(request),
        ),
        request,
      ),
  },
  {
    name: 'CreateExportJob',
    method: 'POST',
    path: '/v1/apps/{ApplicationId}/jobs/export',
    status: 202,
    scope: 'admin',
    handle: async (ports, request) =>
      createExportJob(ports, applicationId(request), request.body, request.keyId),
  },
  {
    name: 'GetExportJobs',
    method: 'GET',
    path: '/v1/apps/{ApplicationId}/jobs/export',
    status: 200,
    scope: 'report',
    handle: async (ports, request) =>
      tellablePage(
        await listExportJobs(ports, applicationId(request), readPageRequest(request.query)),
        request,
      ),
  },
  {
    name: 'GetExportJob',
    method: 'GET',
    path: '/v1/apps/{ApplicationId}/jobs/export/{JobId}',
    status: 200,
    scope: 'report',
    handle: async (ports, request) =>
      tellable(await getExportJob(ports, applicationId(request), request.labels.JobId ?? ''), request),
  },
  {
    name: 'GetSegmentExportJobs',
    method: 'GET',
    path: '/v1/apps/{ApplicationId}/segments/{SegmentId}/jobs/export',
    status: 200,
    scope: 'report',
    handle: async (ports, request) =>
      tellablePage(
        await listExportJobs(
          ports,
          applicationId(request),
          readPageRequest(request.query),
          segmentId(request),
        ),
        request,
      ),
  },
];

function applicationId({ labels }: OperationRequest): string {
  return labels.ApplicationId ?? '';
}

function segmentId({ labels }: OperationRequest): string {
  return labels.SegmentId ?? '';
}

/** Failures quote what stands in the file, which may be persons: a key for numbers alone is not told them (ours). */
function tellable<Job extends { readonly Failures?: unknown }>(job: Job, { scopes }: OperationRequest): Job {
  return permits(scopes, 'report-admin') ? job : { ...job, Failures: undefined };
}

function tellablePage<Job extends { readonly Failures?: unknown }>(
  page: Page<Job>,
  request: OperationRequest,
): Page<Job> {
  return { ...page, Item: page.Item.map((job) => tellable(job, request)) };
}
