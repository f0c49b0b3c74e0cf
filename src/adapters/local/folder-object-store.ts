import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ObjectInfo, ObjectStore } from '../../ports/object-store.ts';
import {
  checkBucketName,
  checkKey,
  compareKeys,
  plainPath,
  setAsideKey,
  setAsidePath,
} from './folder-paths.ts';

/** What the file system says when nothing, a folder, or a file in a folder's place is there. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);
/** What it says when a path cannot be a file because of what else is there. */
const TAKEN = new Set(['ENOTDIR', 'EISDIR', 'EEXIST', 'ENOTEMPTY', 'ENAMETOOLONG']);
/** Read at once: uploads are read whole, to be hashed and checked. */
const READ_BYTES = 1024 * 1024;

/**
 * One bucket as a folder: the object `a/b.csv` is the file `{folder}/{bucket}/a/b.csv`, so that a
 * file copied there by hand is an object. What is half written lies in `{folder}/.incoming`, and
 * the few keys that cannot be paths (`a//b`, `../a`, `a` beside `a/b`) in `{folder}/.set-aside`.
 *
 * @param folder one folder on one file system for all buckets
 * @throws PlatformError `BadRequest` when `bucket` is no bucket name
 * @remarks On a file system that ignores case, keys that differ in case only are one object.
 */
export function folderObjectStore(folder: string, bucket: string): ObjectStore {
  checkBucketName(bucket);
  const objects = path.resolve(folder, bucket);
  const setAside = path.resolve(folder, '.set-aside', bucket);
  const incoming = path.resolve(folder, '.incoming', bucket);

  /** Where an object may lie, the place that wins first. */
  function places(key: string): string[] {
    checkKey(key);
    const plain = plainPath(key);
    const aside = path.join(setAside, setAsidePath(key));
    return plain === undefined ? [aside] : [path.join(objects, plain), aside];
  }

  async function found(key: string): Promise<{ file: string; info: ObjectInfo } | undefined> {
    for (const file of places(key)) {
      const info = await describe(file, key);
      if (info) return { file, info };
    }
    return undefined;
  }

  return {
    bucket,

    async get(key) {
      for (const file of places(key)) {
        const body = await unlessAbsent(readFile(file));
        if (body) return body;
      }
      return undefined;
    },

    async stream(key) {
      const place = await found(key);
      if (!place) return undefined;
      // The open handle keeps reading the old body when the object is replaced meanwhile.
      const handle = await unlessAbsent(open(place.file));
      return handle?.createReadStream({ highWaterMark: READ_BYTES });
    },

    async scan(key) {
      const place = await found(key);
      const handle = place && (await unlessAbsent(open(place.file)));
      return handle && lent(handle);
    },

    head: async (key) => (await found(key))?.info,

    async put(key, body) {
      const candidates = places(key);
      await mkdir(incoming, { recursive: true });
      const temporary = path.join(incoming, randomUUID());
      try {
        if (body instanceof Readable) await pipeline(body, createWriteStream(temporary, { flush: true }));
        else await writeFile(temporary, body, { flush: true });
        for (const [index, file] of candidates.entries()) {
          if (!(await moveTo(file, temporary, index === candidates.length - 1))) continue;
          // An older body may stand aside from a time when the plain path was taken.
          for (const older of candidates.slice(index + 1)) await rm(older, { force: true });
          return;
        }
      } finally {
        await rm(temporary, { force: true });
      }
    },

    async delete(key) {
      for (const file of places(key).reverse()) {
        if (await describe(file, key)) await rm(file, { force: true });
      }
    },

    async list(prefix) {
      const keys = new Map<string, ObjectInfo>();
      for await (const file of filesBelow(setAside, '')) {
        const key = setAsideKey(file);
        if (!key?.startsWith(prefix)) continue;
        const info = await describe(path.join(setAside, file), key);
        if (info) keys.set(key, info);
      }
      for await (const file of filesBelow(objects, prefix)) {
        const key = file.split(path.sep).join('/');
        const info = await describe(path.join(objects, file), key);
        if (info) keys.set(key, info);
      }
      return [...keys.values()].sort((left, right) => compareKeys(left.key, right.key));
    },
  };
}

/** @returns whether the file now stands there; false when something else does, unless `must` */
async function moveTo(file: string, temporary: string, must: boolean): Promise<boolean> {
  try {
    const created = await mkdir(path.dirname(file), { recursive: true });
    await rename(temporary, file);
    // A rename is durable once its folder is, and a new folder once its parent is.
    const last = created === undefined ? path.dirname(file) : path.dirname(created);
    for (let at = path.dirname(file); at.length >= last.length; at = path.dirname(at)) await sync(at);
    return true;
  } catch (error) {
    if (must || !TAKEN.has(codeOf(error))) throw error;
    return false;
  }
}

async function sync(directory: string): Promise<void> {
  const handle = await open(directory);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function describe(file: string, key: string): Promise<ObjectInfo | undefined> {
  const stats = await unlessAbsent(stat(file, { bigint: true }));
  if (!stats?.isFile()) return undefined;
  const { size, mtimeMs, mtimeNs, ino } = stats;
  return {
    key,
    size: Number(size),
    lastModified: new Date(Number(mtimeMs)),
    mark: `${size}-${mtimeNs}-${ino}`,
  };
}

/** Paths, relative to `root`, of the files whose path starts with `prefix` (written with `/`). */
async function* filesBelow(root: string, prefix: string): AsyncGenerator<string> {
  const directories = prefix.split('/').slice(0, -1);
  // A prefix that no path can have matches no file of this tree.
  if (directories.length > 0 && plainPath(directories.join('/')) === undefined) return;
  yield* walk(root, path.join(...directories, '.'), prefix);
}

async function* walk(root: string, at: string, prefix: string): AsyncGenerator<string> {
  const entries = await unlessAbsent(readdir(path.join(root, at), { withFileTypes: true }));
  for (const entry of entries ?? []) {
    const file = path.join(at, entry.name);
    const key = file.split(path.sep).join('/');
    if (entry.isDirectory()) {
      if (`${key}/`.startsWith(prefix) || prefix.startsWith(`${key}/`)) yield* walk(root, file, prefix);
    } else if (key.startsWith(prefix)) {
      yield file;
    }
  }
}

async function unlessAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (ABSENT.has(codeOf(error))) return undefined; // absence is an answer, not a failure
    throw error;
  }
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | undefined)?.code ?? '');
}

/** The pieces of a file, all in one buffer; closes it in the end. */
async function* lent(handle: FileHandle): AsyncGenerator<Buffer> {
  try {
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, READ_BYTES, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
