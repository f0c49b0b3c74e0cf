import { Readable } from 'node:stream';
import { PlatformError } from '../core/errors.ts';
import { type DescribedJob, describeJob, listJobs, requireAnyJob } from '../core/jobs/describe-job.ts';
import { listExportFiles, presignExportFile, requireExportFile } from '../core/jobs/export-files.ts';
import { jobPrefix } from '../core/jobs/job-documents.ts';
import { readRejects } from '../core/jobs/rejects.ts';
import { permits } from '../core/keys/scope.ts';
import { readPage } from '../core/paging.ts';
import type { Ports } from '../ports/ports.ts';
import { EXPORT_FILES, JOB, JOBS } from './job-schemas.ts';
import { oneOf, text } from './json-schema.ts';
import { limitOf, NEXT, REQUIRED_APP, requiredApp } from './parameters.ts';
import { csvLine } from './result-format.ts';
import type { Route, RouteRequest } from './route.ts';

const TYPES = ['import', 'export'] as const;
const MOST = 1000;

/** Imports and exports, for people: all of an application, one of them, and what it did not take. */
export const jobReportRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/jobs',
    scope: 'report',
    doc: {
      summary: 'Imports and exports of an application, the newest first',
      query: [
        REQUIRED_APP,
        { name: 'type', description: 'only these; both when absent', schema: oneOf(TYPES) },
        { name: 'segment', description: 'only those of this segment: its id', schema: text },
        limitOf(MOST, MOST),
        NEXT,
      ],
      answers: { 200: { description: 'A page of them', schema: JOBS } },
    },
    handle: getJobs,
  },
  {
    method: 'GET',
    path: '/jobs/{jobId}',
    scope: 'report',
    doc: {
      summary: 'How an import or export stands',
      query: [REQUIRED_APP],
      answers: { 200: { description: 'The job', schema: JOB } },
    },
    async handle(ports, request) {
      const job = await describeJob(ports, requiredApp(request.query), request.labels.jobId as string);
      return tellable(job, request);
    },
  },
  {
    method: 'GET',
    path: '/jobs/{jobId}/rejects',
    scope: 'report-admin',
    doc: {
      summary: 'The records of an import that were not taken, with file, line and reason',
      query: [REQUIRED_APP],
      answers: { 200: { description: 'CSV with a header', type: 'text/csv', schema: text } },
    },
    handle: getRejects,
  },
  {
    method: 'GET',
    path: '/jobs/{jobId}/files',
    scope: 'report-admin',
    doc: {
      summary: 'The files that an export has written, and how they are fetched',
      query: [REQUIRED_APP],
      answers: { 200: { description: 'In their order', schema: EXPORT_FILES } },
    },
    handle: (ports, request) =>
      listExportFiles(ports, requiredApp(request.query), request.labels.jobId as string),
  },
  {
    method: 'GET',
    path: '/jobs/{jobId}/files/{name}',
    scope: 'report-admin',
    doc: {
      summary: 'One of them: gzip, one endpoint a line, as JSON; on AWS the way to it',
      query: [REQUIRED_APP],
      answers: {
        200: { description: 'The file', type: 'application/gzip', schema: text },
        303: { description: '`Location` is a URL of the bucket, used without the stage’s key' },
      },
    },
    handle: getFile,
  },
];

async function getJobs(ports: Ports, request: RouteRequest) {
  const { query } = request;
  const type = TYPES.find((one) => one === query.get('type'));
  if (query.has('type') && !type) {
    throw new PlatformError(
      'BadRequest',
      `type must be one of ${TYPES.join(', ')}, not ${query.get('type')}`,
    );
  }
  const filter = { type, segmentId: query.get('segment') ?? undefined };
  const page = await listJobs(
    ports,
    requiredApp(request.query),
    filter,
    readPage(query, { size: 'limit', token: 'next' }),
  );
  return { ...page, items: page.items.map((job) => tellable(job, request)) };
}

/** A fault may quote a file's first line, in which persons stand when its header is missing. */
function tellable(job: DescribedJob, { scopes = [] }: RouteRequest): DescribedJob {
  return permits(scopes, 'report-admin') ? job : { ...job, faults: [] };
}

async function getRejects(ports: Ports, request: RouteRequest): Promise<Response> {
  const { job } = await requireAnyJob(ports, requiredApp(request.query), request.labels.jobId as string);
  const rejects = readRejects(ports.lake, jobPrefix(job.Id));
  const lines = async function* () {
    yield csvLine(['file', 'line', 'reason']);
    for await (const { file, line, reason } of rejects) {
      yield csvLine([file.split('/').at(-1) ?? file, String(line), reason]);
    }
  };
  const limit = ports.stage.answerLimitBytes;
  const body = limit === undefined ? Readable.toWeb(Readable.from(lines())) : await upTo(limit, lines());
  return new Response(body as never, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="rejects-${job.Id}.csv"`,
    },
  });
}

async function getFile(ports: Ports, request: RouteRequest): Promise<Response> {
  const { jobId = '', name = '' } = request.labels;
  const { key } = await requireExportFile(ports, { applicationId: requiredApp(request.query), jobId, name });
  const location = await presignExportFile(ports, key, name);
  if (location !== undefined) return new Response(null, { status: 303, headers: { location } });
  const body = await ports.uploads.stream(key);
  if (!body) throw new PlatformError('NotFound', `${key} is not in bucket ${ports.uploads.bucket} any more`);
  return new Response(Readable.toWeb(body) as never, {
    headers: {
      'content-type': 'application/gzip',
      'content-disposition': `attachment; filename="${name}"`,
    },
  });
}

/** As many lines as one answer can carry; the last one says that there are more. */
async function upTo(limit: number, lines: AsyncIterable<string>): Promise<string> {
  let text = '';
  let bytes = 0;
  for await (const line of lines) {
    bytes += Buffer.byteLength(line);
    if (bytes > limit) return text + csvLine([null, null, 'there are more than one answer can carry']);
    text += line;
  }
  return text;
}
