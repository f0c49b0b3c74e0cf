import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { object, said, text } from './json-schema.ts';
import { type Route, reply } from './route.ts';

/** Where files for import jobs lie in the upload bucket; nothing starts when one arrives. */
const PREFIX = 'imports/';

/** A file for CreateImportJob, for clients that cannot write to the bucket themselves. */
export const importRoutes: readonly Route[] = [
  {
    method: 'PUT',
    path: '/imports/{name}',
    scope: 'ingest',
    doc: {
      summary: 'Keeps a file for an import job, as it is',
      body: text,
      bodyType: 'application/octet-stream',
      answers: {
        201: {
          description: 'Kept',
          schema: object({ s3Url: said(text, 'the S3Url to give to an import job') }),
        },
      },
    },
    async handle(ports, { raw, labels }) {
      const key = `${PREFIX}${labels.name}`;
      await ports.uploads.put(key, raw.body ? Readable.fromWeb(raw.body as ReadableStream) : '');
      return reply(201, { s3Url: `s3://${ports.uploads.bucket}/${key}` });
    },
  },
];
