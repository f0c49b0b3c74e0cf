import { Readable } from 'node:stream';
import { PlatformError } from '../core/errors.ts';
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
    async handle(ports, request) {
      const { raw, labels } = request;
      if (raw.body === null) {
        throw new PlatformError('BadRequest', `The file ${labels.name} has no bytes`);
      }
      const key = `${PREFIX}${labels.name}`;
      await ports.uploads.put(key, Readable.fromWeb(raw.body as never));
      return reply(201, { s3Url: `s3://${ports.uploads.bucket}/${key}` });
    },
  },
];
