import type { Readable } from 'node:stream';

export interface ObjectInfo {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  readonly lastModified: Date;
  /** Differs when the bytes under the key were replaced by others; equal bytes may share it. */
  readonly mark: string;
}

/**
 * Bytes by key in one bucket, with S3's semantics: last write wins, a reader never sees half a
 * write, keys list in UTF-8 byte order. Keys are any non-empty UTF-8 text of up to 1,024 bytes.
 */
export interface ObjectStore {
  /** The bucket's name, as it stands in `s3://{bucket}/{key}`. */
  readonly bucket: string;
  /** @returns the body, or `undefined` when the key does not exist. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** @returns the body as a stream, or `undefined` when the key does not exist. */
  stream(key: string): Promise<Readable | undefined>;
  /**
   * The body in pieces that are lent: each may be overwritten when the next is asked for. Absent where that saves
   * nothing; `stream` then does. Reading a large body so makes no garbage.
   * @returns `undefined` when the key does not exist
   */
  scan?(key: string): Promise<AsyncIterable<Buffer> | undefined>;
  /** @returns size and time, or `undefined` when the key does not exist. */
  head(key: string): Promise<ObjectInfo | undefined>;
  /** Stores the body whole or not at all. */
  put(key: string, body: Uint8Array | string | Readable): Promise<void>;
  /** Deleting a key that does not exist is no error. */
  delete(key: string): Promise<void>;
  /** Every object whose key starts with `prefix`; follows pages to the end. */
  list(prefix: string): Promise<ObjectInfo[]>;
  /** Removes for good what was stored under the key before; absent where nothing of it is kept anyway. */
  dropOlder?(key: string): Promise<void>;
  /**
   * A URL where whoever has it may PUT the body of `key` once or more, with no other right. Absent
   * where the store is reached through the stage alone.
   * @param seconds from now; by then a transfer must have begun
   */
  presignPut?(key: string, seconds: number): Promise<string>;
  /**
   * A URL where whoever has it may GET the body of `key`, with no other right; a browser saves it under a name. Absent
   * as `presignPut`.
   * @param seconds from now; by then a transfer must have begun
   */
  presignGet?(
    key: string,
    seconds: number,
    file: { readonly name: string; readonly type: string },
  ): Promise<string>;
}
