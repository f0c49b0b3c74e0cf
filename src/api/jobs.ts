import { createExportJob, getExportJob, listExportJobs } from '../core/jobs/export-jobs.ts';
import { createImportJob, getImportJob, listImportJobs } from '../core/jobs/import-jobs.ts';
import { readPageRequest } from '../core/paging.ts';
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
      listImportJobs(ports, applicationId(request), readPageRequest(request.query)),
  },
  {
    name: 'GetImportJob',
    method: 'GET',
    path: '/v1/apps/{ApplicationId}/jobs/import/{JobId}',
    status: 200,
    scope: 'report',
    handle: (ports, request) => getImportJob(ports, applicationId(request), request.labels.JobId ?? ''),
  },
  {
    name: 'GetSegmentImportJobs',
    method: 'GET',
    path: '/v1/apps/{ApplicationId}/segments/{SegmentId}/jobs/import',
    status: 200,
    scope: 'report',
    handle: async (ports, request) =>
      listImportJobs(ports, applicationId(request), readPageRequest(request.query), segmentId(request)),
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
      listExportJobs(ports, applicationId(request), readPageRequest(request.query)),
  },
  {
    name: 'GetExportJob',
    method: 'GET',
    path: '/v1/apps/{ApplicationId}/jobs/export/{JobId}',
    status: 200,
    scope: 'report',
    handle: (ports, request) => getExportJob(ports, applicationId(request), request.labels.JobId ?? ''),
  },
  {
    name: 'GetSegmentExportJobs',
    method: 'GET',
    path: '/v1/apps/{ApplicationId}/segments/{SegmentId}/jobs/export',
    status: 200,
    scope: 'report',
    handle: async (ports, request) =>
      listExportJobs(ports, applicationId(request), readPageRequest(request.query), segmentId(request)),
  },
];

function applicationId({ labels }: OperationRequest): string {
  return labels.ApplicationId ?? '';
}

function segmentId({ labels }: OperationRequest): string {
  return labels.SegmentId ?? '';
}
