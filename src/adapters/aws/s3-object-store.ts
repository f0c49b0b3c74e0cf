import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { PlatformError } from '../../core/errors.ts';
import type { ObjectInfo, ObjectStore } from '../../ports/object-store.ts';

const MAX_KEY_BYTES = 1024;
/** What one DeleteObjects takes. */
const DELETED_AT_ONCE = 1000;

/**
 * One S3 bucket. A stream is put in parts, which S3 shows only when the last has arrived.
 * @param presigner client that signs URLs for others' bytes; without one the store gives no URLs. It needs
 *   `requestChecksumCalculation: 'WHEN_REQUIRED'`: otherwise the SDK signs a checksum of the body that
 *   it knows, the empty one, and S3 refuses every other
 */
export function s3ObjectStore(client: S3Client, bucket: string, presigner?: S3Client): ObjectStore {
  const at = (key: string) => {
    checkKey(key);
    return { Bucket: bucket, Key: key };
  };

  async function body(key: string) {
    try {
      return (await client.send(new GetObjectCommand(at(key)))).Body;
    } catch (error) {
      return absentOrThrow(error, bucket);
    }
  }

  return {
    bucket,

    get: async (key) => (await body(key))?.transformToByteArray(),

    stream: async (key) => (await body(key)) as Readable | undefined, // on Node the SDK gives a Readable

    async head(key) {
      try {
        const { ContentLength, LastModified, ETag } = await client.send(new HeadObjectCommand(at(key)));
        return { key, size: ContentLength ?? 0, lastModified: LastModified ?? new Date(0), mark: ETag ?? '' };
      } catch (error) {
        return absentOrThrow(error, bucket);
      }
    },

    async put(key, content) {
      const object = at(key);
      const isWhole = typeof content === 'string' || content instanceof Uint8Array;
      const Body = isWhole ? Buffer.from(content) : content;
      const send =
        Body instanceof Buffer
          ? client.send(new PutObjectCommand({ ...object, Body, ContentLength: Body.length }))
          : new Upload({ client, params: { ...object, Body } }).done();
      await send.catch((error) => absentOrThrow(error, bucket));
    },

    async delete(key) {
      await client.send(new DeleteObjectCommand(at(key))).catch((error) => absentOrThrow(error, bucket));
    },

    async list(prefix) {
      const found: ObjectInfo[] = [];
      try {
        for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
          for (const { Key = '', Size = 0, LastModified = new Date(0), ETag = '' } of page.Contents ?? []) {
            found.push({ key: Key, size: Size, lastModified: LastModified, mark: ETag });
          }
        }
      } catch (error) {
        absentOrThrow(error, bucket);
      }
      return found;
    },

    async dropOlder(key) {
      const older: { Key: string; VersionId: string }[] = [];
      for await (const { Versions = [], DeleteMarkers = [] } of versionsOf(client, bucket, key)) {
        for (const { Key = '', VersionId = '', IsLatest } of [...Versions, ...DeleteMarkers]) {
          if (Key === key && !IsLatest) older.push({ Key, VersionId });
        }
      }
      for (let at = 0; at < older.length; at += DELETED_AT_ONCE) {
        const Delete = { Objects: older.slice(at, at + DELETED_AT_ONCE), Quiet: true };
        const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete }));
        const [first] = Errors;
        if (first)
          throw new PlatformError('Internal', `A version of ${key} stays: ${first.Code} ${first.Message}`);
      }
    },

    ...(presigner && {
      async presignPut(key: string, seconds: number) {
        return getSignedUrl(presigner, new PutObjectCommand(at(key)), { expiresIn: seconds });
      },
      async presignGet(key: string, seconds: number, { name, type }: { name: string; type: string }) {
        const command = new GetObjectCommand({
          ...at(key),
          ResponseContentDisposition: `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
          ResponseContentType: type,
        });
        return getSignedUrl(presigner, command, { expiresIn: seconds });
      },
    }),
  };
}

/** Every page of the versions of a key, and of those that begin with it. */
async function* versionsOf(client: S3Client, bucket: string, key: string) {
  let next: Pick<ListObjectVersionsCommandInput, 'KeyMarker' | 'VersionIdMarker'> = {};
  for (;;) {
    const page = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key, ...next }));
    yield page;
    if (!page.IsTruncated) return;
    next = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  }
}

/** S3 would take the empty key for the bucket itself, and the SDK cannot encode half a surrogate pair. */
function checkKey(key: string): void {
  if (key !== '' && key.isWellFormed() && Buffer.byteLength(key) <= MAX_KEY_BYTES) return;
  const shown = JSON.stringify(key.slice(0, 100));
  throw new PlatformError(
    'BadRequest',
    `Object keys are UTF-8 text of 1 to ${MAX_KEY_BYTES} bytes, not ${shown}`,
  );
}

/** An absent object is an answer; an absent or closed bucket is the caller's mistake. */
function absentOrThrow(error: unknown, bucket: string): undefined {
  if (error instanceof NoSuchKey || error instanceof NotFound) return undefined;
  if (!(error instanceof S3ServiceException)) throw error;
  const raise = (code: 'NotFound' | 'BadRequest' | 'Throttled', message: string) => {
    throw new PlatformError(code, message, { bucket }, { cause: error });
  };
  if (error.name === 'NoSuchBucket') raise('NotFound', `Bucket ${bucket} does not exist`);
  if (error.name === 'AccessDenied') raise('BadRequest', `This stage may not use bucket ${bucket}`);
  if (error.name === 'SlowDown' || error.$metadata.httpStatusCode === 503) {
    raise('Throttled', `Bucket ${bucket} asks to slow down`);
  }
  throw error;
}
