import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { PlatformError } from '../core/errors.ts';
import { IMPORT_COLUMNS } from '../core/jobs/import-columns.ts';
import { checkImportSize, MAX_IMPORT_BYTES } from '../core/jobs/import-files.ts';
import { importKey, importUrl, presignImport } from '../core/jobs/place-import.ts';
import { previewImport } from '../core/jobs/preview-import.ts';
import type { Ports } from '../ports/ports.ts';
import { readBody } from './body.ts';
import {
  IMPORT_FORMAT,
  IMPORT_PREVIEW,
  IMPORT_TARGET,
  KEPT_IMPORT,
  PREVIEW_PARAMETERS,
} from './job-schemas.ts';
import { text } from './json-schema.ts';
import { requiredApp } from './parameters.ts';
import { type Route, type RouteRequest, reply } from './route.ts';

/** Files for CreateImportJob, for clients that cannot write to the bucket themselves. */
export const importRoutes: readonly Route[] = [
  {
    method: 'PUT',
    path: '/imports/{name+}',
    scope: 'ingest',
    doc: {
      summary: 'Keeps a file for an import job, as it is; a job can also read all files of a folder',
      body: text,
      bodyType: 'application/octet-stream',
      answers: { 201: { description: 'Kept', schema: KEPT_IMPORT } },
    },
    handle: putImport,
  },
  {
    method: 'POST',
    path: '/imports/{name+}',
    scope: 'ingest',
    doc: {
      summary: 'Says where a file of any size for an import job is to be put',
      answers: { 201: { description: 'Where to put it', schema: IMPORT_TARGET } },
    },
    handle: announceImport,
  },
  {
    method: 'POST',
    path: '/imports/preview',
    scope: 'ingest',
    doc: {
      summary: 'Reads the beginning of a file as an import would, and stores nothing',
      query: PREVIEW_PARAMETERS,
      body: text,
      bodyType: 'application/octet-stream',
      answers: {
        200: { description: 'The first rows, and those that would be refused', schema: IMPORT_PREVIEW },
      },
    },
    handle: preview,
  },
  {
    method: 'GET',
    path: '/imports/format',
    scope: 'report',
    doc: {
      summary: 'The columns that a file for an import job may have',
      answers: { 200: { description: 'The columns, the needed ones first', schema: IMPORT_FORMAT } },
    },
    handle: async () => ({ columns: IMPORT_COLUMNS, limitBytes: MAX_IMPORT_BYTES }),
  },
];

async function putImport(ports: Ports, { raw, labels }: RouteRequest): Promise<Response> {
  const name = labels.name as string;
  const key = importKey(name);
  checkImportSize(name, Number(raw.headers.get('content-length') ?? 0));
  await ports.uploads.put(key, raw.body ? Readable.fromWeb(raw.body as ReadableStream) : '');
  return reply(201, { s3Url: importUrl(ports, key) });
}

/** As for uploads: on AWS a URL of the bucket, used without the stage's key; elsewhere the stage's own PUT. */
async function announceImport(ports: Ports, { raw, labels }: RouteRequest): Promise<Response> {
  const key = importKey(labels.name as string);
  const s3Url = importUrl(ports, key);
  const target = await presignImport(ports, key);
  return reply(201, { method: 'PUT', ...(target ?? { url: new URL(raw.url).pathname }), s3Url });
}

async function preview(ports: Ports, { query, raw }: RouteRequest) {
  const Format = query.get('format');
  if (Format !== 'CSV' && Format !== 'JSON') {
    throw new PlatformError('BadRequest', `Parameter format must be CSV or JSON, not ${Format ?? 'absent'}`);
  }
  const request = {
    applicationId: requiredApp(query),
    Format,
    name: query.get('name') ?? 'The file',
    RegisterEndpoints: readFlag(query, 'registerEndpoints'),
    DefineSegment: readFlag(query, 'defineSegment'),
  } as const;
  return previewImport(ports, request, await readBody(raw));
}

/** True when absent. */
function readFlag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name) ?? 'true';
  if (value === 'true' || value === 'false') return value === 'true';
  throw new PlatformError('BadRequest', `Parameter ${name} must be true or false, not ${value}`);
}
