import type { Readable } from 'node:stream';
import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import { PlatformError } from '../errors.ts';
import { parseRfmSettings } from '../rfm/settings.ts';
import { isUpload, receiveUpload, settingsKey } from './receive-upload.ts';
import { UPLOAD_PREFIX } from './upload.ts';

/** What a sender says of a file before its bytes come. */
export interface AnnouncedUpload {
  /** The file's name, below `uploads/`. */
  readonly name: string;
  /** The application that its customers belong to; absent: the stage's own choice. */
  readonly application?: string;
  /** How to score it, not yet checked; empty: as the application's uploads are scored. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Where a file's bytes are to be put by whoever has the URL; no key of the stage is needed there. */
export interface UploadTarget {
  readonly url: string;
  /** ISO 8601, UTC; a transfer must have begun by then, and may end later. */
  readonly expiresAt: string;
}

/** How long a target is good, in seconds. It is asked for right before the transfer; a quarter of an hour is ours. */
const TARGET_SECONDS = 15 * 60;

/**
 * Stores a file, and beside it what was said about scoring it; then starts its run.
 * @throws PlatformError `BadRequest` for a name or settings that are wrong, `NotFound` for the application
 */
export async function acceptUpload(
  ports: Ports,
  announced: AnnouncedUpload,
  body: Readable,
): Promise<{ uploadId: string }> {
  const key = await checkedKey(ports, announced);
  return inTurn(`${ports.uploads.bucket}/${key}`, async () => {
    const earlier = await ports.uploads.get(settingsKey(key));
    await putSettings(ports, key, announced);
    try {
      await ports.uploads.put(key, body);
    } catch (error) {
      // The earlier file is still there: so are its settings.
      if (earlier) await ports.uploads.put(settingsKey(key), earlier);
      else await ports.uploads.delete(settingsKey(key));
      throw error;
    }
    return receiveUpload(ports, { key });
  });
}

const turns = new Map<string, Promise<unknown>>();

/** One sender of a name at a time: a file and the settings beside it belong together. Within one process. */
async function inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
  const turn = (turns.get(name) ?? Promise.resolve()).then(work, work);
  turns.set(name, turn);
  try {
    return await turn;
  } finally {
    if (turns.get(name) === turn) turns.delete(name);
  }
}

/**
 * Stores what was said about scoring a file, and gives its sender a URL of the bucket itself. The
 * bucket's notice of the file starts the run; `describeObject` then knows the upload's id.
 * @returns `undefined`, with nothing stored, where the bucket has no such URLs: `acceptUpload` is the only way there
 * @throws PlatformError as `acceptUpload`
 */
export async function presignUpload(
  ports: Ports,
  announced: AnnouncedUpload,
): Promise<UploadTarget | undefined> {
  const key = await checkedKey(ports, announced);
  if (!ports.uploads.presignPut) return undefined;
  await putSettings(ports, key, announced);
  const expiresAt = new Date(ports.clock.now().getTime() + TARGET_SECONDS * 1000).toISOString();
  return { url: await ports.uploads.presignPut(key, TARGET_SECONDS), expiresAt };
}

/** Refuses what would fail later, before any byte is taken. */
async function checkedKey(ports: Ports, { name, application, settings }: AnnouncedUpload): Promise<string> {
  const key = UPLOAD_PREFIX + name;
  if (!isUpload(key)) {
    throw new PlatformError(
      'BadRequest',
      `Upload ${name}: the name must end in .csv, .tsv or .txt, also with .gz`,
    );
  }
  parseRfmSettings(settings, ports.stage.clusters);
  if (application !== undefined) await requireApp(ports, application);
  return key;
}

/** Settings of an earlier file of the same name do not outlive it. */
async function putSettings(
  ports: Ports,
  key: string,
  { application, settings }: AnnouncedUpload,
): Promise<void> {
  const beside = { ...settings, ...(application !== undefined && { application }) };
  if (Object.keys(beside).length > 0) await ports.uploads.put(settingsKey(key), JSON.stringify(beside));
  else await ports.uploads.delete(settingsKey(key));
}
