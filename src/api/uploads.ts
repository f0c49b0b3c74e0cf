import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { requireApp } from '../core/apps/apps.ts';
import { PlatformError } from '../core/errors.ts';
import { type AnnouncedUpload, acceptUpload, presignUpload } from '../core/uploads/accept-upload.ts';
import { describeUpload, listUploads } from '../core/uploads/describe-upload.ts';
import { describeObject } from '../core/uploads/received-object.ts';
import { requireUpload } from '../core/uploads/upload.ts';
import { putRfmSettings, rfmSettingsOf } from '../core/uploads/upload-settings.ts';
import type { Ports } from '../ports/ports.ts';
import { list, object, text } from './json-schema.ts';
import { APP, REQUIRED_APP, requiredApp } from './parameters.ts';
import { type Route, type RouteRequest, reply } from './route.ts';
import {
  DESCRIBED_UPLOAD,
  NEW_SETTINGS,
  RECEIVED_OBJECT,
  SETTING_PARAMETERS,
  SETTINGS,
  UPLOAD,
  UPLOAD_TARGET,
} from './upload-schemas.ts';

/** What is said of a file beside its bytes. */
const ANNOUNCED = [
  { ...APP, description: 'whose customers these are; the stage’s own choice when absent' },
  ...SETTING_PARAMETERS,
];

/** Transactions files in, runs out (design 8). */
export const uploadRoutes: readonly Route[] = [
  {
    method: 'PUT',
    path: '/uploads/{name+}',
    scope: 'ingest',
    doc: {
      summary: 'Takes a file of transactions and starts its run',
      query: ANNOUNCED,
      body: text,
      bodyType: 'text/csv',
      answers: {
        202: {
          description: 'Received; `Location` says where its run is told of',
          schema: object({ uploadId: text }),
        },
      },
    },
    handle: putUpload,
  },
  {
    method: 'POST',
    path: '/uploads/{name+}',
    scope: 'ingest',
    doc: {
      summary: 'Says where a file of any size is to be put',
      query: ANNOUNCED,
      answers: { 201: { description: 'Where to put it', schema: UPLOAD_TARGET } },
    },
    handle: announceUpload,
  },
  {
    method: 'GET',
    path: '/uploads/objects/{name+}',
    scope: 'ingest', // it is the sender's question
    doc: {
      summary: 'Which upload the file under a name became',
      answers: { 200: { description: 'The object', schema: RECEIVED_OBJECT } },
    },
    handle: (ports, { labels }) => describeObject(ports, labels.name as string),
  },
  {
    method: 'GET',
    path: '/uploads',
    scope: 'report',
    doc: {
      summary: 'Uploads, newest first',
      query: [{ ...APP, description: 'only those of this application' }],
      answers: { 200: { description: 'All of them', schema: object({ items: list(UPLOAD) }) } },
    },
    handle: async (ports, { query }) => ({ items: await listUploads(ports, query.get('app') ?? undefined) }),
  },
  {
    method: 'GET',
    path: '/uploads/{uploadId}',
    scope: 'report',
    doc: {
      summary: 'One upload with the states of its run',
      answers: { 200: { description: 'How it stands', schema: DESCRIBED_UPLOAD } },
    },
    handle: (ports, { labels }) => describeUpload(ports, labels.uploadId as string),
  },
  {
    method: 'GET',
    path: '/uploads/{uploadId}/rejects',
    scope: 'report-admin',
    doc: {
      summary: 'The rows of an upload that were rejected, with line, column and reason',
      answers: { 200: { description: 'CSV with a header', type: 'text/csv', schema: text } },
    },
    handle: getRejects,
  },
  {
    method: 'GET',
    path: '/rfm/settings',
    scope: 'report',
    doc: {
      summary: 'How an application’s uploads are scored when they do not say',
      query: [REQUIRED_APP],
      answers: { 200: { description: 'The settings', schema: SETTINGS } },
    },
    handle: async (ports, { query }) => rfmSettingsOf(ports, await namedApp(ports, query)),
  },
  {
    method: 'PUT',
    path: '/rfm/settings',
    scope: 'admin',
    doc: {
      summary: 'Changes how an application’s uploads are scored when they do not say',
      query: [REQUIRED_APP],
      body: NEW_SETTINGS,
      answers: { 200: { description: 'The settings with their defaults', schema: SETTINGS } },
    },
    handle: async (ports, request) =>
      putRfmSettings(ports, await namedApp(ports, request.query), await request.json()),
  },
];

/** Takes the file as the body; the query string says how to score it. Answers 202 `{ uploadId }`. */
async function putUpload(ports: Ports, request: RouteRequest): Promise<Response> {
  const { labels, raw } = request;
  if (!raw.body) throw new PlatformError('BadRequest', `Upload ${labels.name} has no body`);
  const body = Readable.fromWeb(raw.body as ReadableStream);
  const { uploadId } = await acceptUpload(ports, announcedBy(request), body);
  return reply(202, { uploadId }, { location: `/uploads/${uploadId}` });
}

/**
 * Says where a file of any size is to be put; the query string is that of `PUT`. Answers 201
 * `{ method: 'PUT', url, expiresAt? }`: on AWS a URL of the bucket, to be used without the stage's key,
 * after which `GET /uploads/objects/{name}` tells the upload's id; elsewhere the stage's own PUT, a
 * path that needs the key as ever and does not expire.
 */
async function announceUpload(ports: Ports, request: RouteRequest): Promise<Response> {
  const target = await presignUpload(ports, announcedBy(request));
  if (target) return reply(201, { method: 'PUT', ...target });
  const { pathname, search } = new URL(request.raw.url);
  return reply(201, { method: 'PUT', url: pathname + search });
}

function announcedBy({ labels, query }: RouteRequest): AnnouncedUpload {
  return {
    name: labels.name as string,
    application: query.get('app') ?? undefined,
    settings: Object.fromEntries(
      SETTING_PARAMETERS.flatMap(({ name }) => (query.has(name) ? [[name, query.get(name)]] : [])),
    ),
  };
}

async function getRejects(ports: Ports, { labels }: RouteRequest): Promise<Response> {
  const { rejectsKey, name } = await requireUpload(ports, labels.uploadId as string);
  const body = rejectsKey && (await ports.lake.stream(rejectsKey));
  if (!body) throw new PlatformError('NotFound', `Upload ${labels.uploadId} has no rejects.csv (yet)`);
  return new Response(Readable.toWeb(body) as never, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(`${name}.rejects.csv`)}`,
    },
  });
}

async function namedApp(ports: Ports, query: URLSearchParams): Promise<string> {
  return (await requireApp(ports, requiredApp(query))).Id;
}
