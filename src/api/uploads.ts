import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { requireApp } from '../core/apps/apps.ts';
import { PlatformError } from '../core/errors.ts';
import { parseRfmSettings } from '../core/rfm/settings.ts';
import { describeUpload, listUploads } from '../core/uploads/describe-upload.ts';
import { isUpload, receiveUpload, settingsKey } from '../core/uploads/receive-upload.ts';
import { requireUpload, UPLOAD_PREFIX } from '../core/uploads/upload.ts';
import { putRfmSettings, rfmSettingsOf } from '../core/uploads/upload-settings.ts';
import type { Ports } from '../ports/ports.ts';
import { type Route, type RouteRequest, reply } from './route.ts';

const SETTINGS = ['scores', 'table', 'k', 'asOf'] as const;

/** Transactions files in, runs out (design 8). */
export const uploadRoutes: readonly Route[] = [
  { method: 'PUT', path: '/uploads/{name+}', scope: 'ingest', handle: putUpload },
  {
    method: 'GET',
    path: '/uploads',
    scope: 'report',
    handle: async (ports, { query }) => ({ items: await listUploads(ports, query.get('app') ?? undefined) }),
  },
  {
    method: 'GET',
    path: '/uploads/{uploadId}',
    scope: 'report',
    handle: (ports, { labels }) => describeUpload(ports, labels.uploadId as string),
  },
  { method: 'GET', path: '/uploads/{uploadId}/rejects', scope: 'report', handle: getRejects },
  {
    method: 'GET',
    path: '/rfm/settings',
    scope: 'report',
    handle: async (ports, { query }) => rfmSettingsOf(ports, await namedApp(ports, query)),
  },
  {
    method: 'PUT',
    path: '/rfm/settings',
    scope: 'admin',
    handle: async (ports, request) =>
      putRfmSettings(ports, await namedApp(ports, request.query), await request.json()),
  },
];

/** Stores the file, and beside it what the query string says about scoring it; then starts the run. */
async function putUpload(ports: Ports, { labels, query, raw }: RouteRequest): Promise<Response> {
  const key = `${UPLOAD_PREFIX}${labels.name}`;
  if (!isUpload(key)) {
    throw new PlatformError(
      'BadRequest',
      `Upload ${labels.name}: the name must end in .csv, .tsv or .txt, also with .gz`,
    );
  }
  if (!raw.body) throw new PlatformError('BadRequest', `Upload ${labels.name} has no body`);
  const settings = Object.fromEntries(
    SETTINGS.flatMap((name) => (query.has(name) ? [[name, query.get(name)]] : [])),
  );
  parseRfmSettings(settings, ports.stage.clusters); // refused before the bytes are taken
  const application = query.get('app') ?? undefined;
  if (application !== undefined) await requireApp(ports, application);
  const beside = { ...settings, ...(application !== undefined && { application }) };
  if (Object.keys(beside).length > 0) await ports.uploads.put(settingsKey(key), JSON.stringify(beside));
  else await ports.uploads.delete(settingsKey(key));
  await ports.uploads.put(key, Readable.fromWeb(raw.body as ReadableStream));
  const { uploadId } = await receiveUpload(ports, { key });
  return reply(202, { uploadId }, { location: `/uploads/${uploadId}` });
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
  const id = query.get('app');
  if (!id) throw new PlatformError('BadRequest', 'Parameter app must name an application');
  return (await requireApp(ports, id)).Id;
}
