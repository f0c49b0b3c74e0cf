import type { Ports } from '../../ports/ports.ts';
import { describeStoredJob } from '../jobs/describe-job.ts';
import type { JobKind, Jobs } from '../jobs/job.ts';
import { allJobs } from '../jobs/job-documents.ts';
import { listUploads } from '../uploads/describe-upload.ts';
import type { Upload } from '../uploads/upload.ts';
import { type AttentionItem, type AttentionSpan, isStuck, isWithin } from './attention.ts';

/** Uploads, imports and exports that failed, do not end, or left rows out. */
export async function fileAttention(ports: Ports, span: AttentionSpan): Promise<AttentionItem[]> {
  const [uploads, imports, exports] = await Promise.all([
    listUploads(ports, span.applicationId),
    allJobs(ports, 'import', span.applicationId),
    allJobs(ports, 'export', span.applicationId),
  ]);
  return [
    ...uploads
      .filter(({ createdAt }) => isWithin(span, createdAt))
      .flatMap((upload) => ofUpload(upload, span)),
    ...[...imports, ...exports]
      .filter(({ job }) => isWithin(span, job.CreationDate))
      .flatMap((stored) => ofJob(stored, span)),
  ];
}

function ofUpload(upload: Upload, { now }: AttentionSpan): AttentionItem[] {
  const { uploadId: id, name, state, createdAt: at, error, rows, rejected = 0 } = upload;
  const subject = { type: 'upload', id, name } as const;
  if (state === 'FAILED') {
    const detail = error?.message;
    return [{ kind: 'failedUpload', severity: 'serious', subject, count: 1, at, ...(detail && { detail }) }];
  }
  if (state === 'RUNNING') {
    return isStuck(at, now) ? [{ kind: 'stuckUpload', severity: 'warning', subject, count: 1, at }] : [];
  }
  if (rejected === 0) return [];
  return [
    {
      kind: 'rejectedRows',
      severity: 'warning',
      subject,
      count: rejected,
      ...(rows !== undefined && { of: rows }),
      at,
    },
  ];
}

function ofJob(stored: Jobs[JobKind], { now }: AttentionSpan): AttentionItem[] {
  const { jobId: id, type, name, state, createdAt, completedAt, ...job } = describeStoredJob(stored);
  const subject = { type, id, name } as const;
  const at = completedAt ?? createdAt;
  const [failure] = stored.job.Failures ?? [];
  const detail = job.faults[0] ?? failure;
  const more = { subject, at, ...(detail !== undefined && { detail }) };
  if (state === 'FAILED') return [{ kind: 'failedJob', severity: 'serious', count: 1, ...more }];
  if (state === 'RUNNING') {
    return isStuck(createdAt, now) ? [{ kind: 'stuckJob', severity: 'warning', count: 1, ...more }] : [];
  }
  const { rejected: count, processed: of } = job;
  return count === 0 ? [] : [{ kind: 'rejectedRecords', severity: 'warning', count, of, ...more }];
}
