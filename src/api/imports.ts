import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { type Route, reply } from './route.ts';

/** Where files for import jobs lie in the upload bucket; nothing starts when one arrives. */
const PREFIX = 'imports/';

/** A file for CreateImportJob, for clients that cannot write to the bucket themselves. */
export const importRoutes: readonly Route[] = [
  {
    method: 'PUT',
    path: '/imports/{name}',
    scope: 'ingest',
    /** Keeps the body as it is. Answers 201 `{ s3Url }`, the `S3Url` to give to an import job. */
    async handle(ports, { raw, labels }) {
      const key = `${PREFIX}${labels.name}`;
      await ports.uploads.put(key, raw.body ? Readable.fromWeb(raw.body as ReadableStream) : '');
      return reply(201, { s3Url: `s3://${ports.uploads.bucket}/${key}` });
    },
  },
];
