import { createHash } from 'node:crypto';
import type { Ports } from '../../ports/ports.ts';
import { defaultApp, requireApp } from '../apps/apps.ts';
import { changeDocument } from '../documents.ts';
import { PlatformError } from '../errors.ts';
import { parseRfmSettings } from '../rfm/settings.ts';
import { type ReceivedObject, receivedObjectKey } from './received-object.ts';
import { UPLOAD_PREFIX, type Upload, uploadKey } from './upload.ts';
import { rfmSettingsOf } from './upload-settings.ts';

const TRANSACTIONS = /\.(csv|tsv|txt)(\.gz)?$/i;
const MACHINE = 'rfm';
const ID_LENGTH = 32;

/** Which object a settings file beside an upload is: `uploads/a.csv` has `uploads/a.csv.json`. */
export function settingsKey(key: string): string {
  return `${key}.json`;
}

/** Whether an object is a transactions file, and not a settings file or something else. */
export function isUpload(key: string): boolean {
  return key.startsWith(UPLOAD_PREFIX) && TRANSACTIONS.test(key);
}

/**
 * Starts the RFM machine for an object under `uploads/`. The same bytes with the same settings for
 * the same application are the same upload: they start nothing and change nothing, unless the earlier
 * run failed for a reason that was not the file's.
 * @returns the upload's id
 * @throws PlatformError `NotFound` when the object or its application is not there, `BadRequest` for bad settings
 */
export async function receiveUpload(
  ports: Ports,
  { key }: { readonly key: string },
): Promise<{ uploadId: string }> {
  const info = await ports.uploads.head(key);
  if (!info) throw new PlatformError('NotFound', `${key} is not in bucket ${ports.uploads.bucket}`);
  const beside = await settingsBeside(ports, key);
  const applicationId = await applicationOf(ports, beside.application);
  const settings =
    Object.keys(beside.rfm).length > 0
      ? parseRfmSettings(beside.rfm, ports.stage.clusters)
      : await rfmSettingsOf(ports, applicationId);
  const told = JSON.stringify([applicationId, settings]);
  const seenKey = receivedObjectKey(key);
  const seen = (await ports.documents.get<ReceivedObject>(seenKey))?.value;
  const modified = info.lastModified.getTime();
  if (seen && seen.size === info.size && seen.modified === modified && seen.settings === told) {
    return start(ports, { uploadId: seen.uploadId, applicationId, settings, key });
  }
  const uploadId = await contentId(ports, key, told);
  const started = await start(ports, { uploadId, applicationId, settings, key });
  await ports.documents.put<ReceivedObject>(seenKey, { size: info.size, modified, settings: told, uploadId });
  return started;
}

async function start(
  ports: Ports,
  given: Pick<Upload, 'uploadId' | 'applicationId' | 'settings' | 'key'>,
): Promise<{ uploadId: string }> {
  const { uploadId, applicationId, settings, key } = given;
  const runPrefix = `runs/${uploadId}/`;
  const upload = await changeDocument<Upload>(ports.documents, uploadKey(uploadId), (found) => {
    if (found && !(found.state === 'FAILED' && mayHelp(found))) return found;
    const attempt = (found?.attempt ?? 0) + 1;
    return {
      ...given,
      name: key.slice(UPLOAD_PREFIX.length),
      state: 'RUNNING',
      runPrefix,
      createdAt: found?.createdAt ?? ports.clock.now().toISOString(),
      executionId: `${MACHINE}:${uploadId}-${attempt}`,
      attempt,
    };
  });
  if (upload.state !== 'RUNNING') return { uploadId };
  // Starting an execution of a name that is there already is no second start.
  const input = {
    applicationId,
    uploadId,
    key: upload.key,
    runPrefix,
    settings,
    receivedAt: upload.createdAt,
  };
  const executionId = await ports.workflows.start(MACHINE, `${uploadId}-${upload.attempt}`, input);
  if (executionId !== upload.executionId) {
    await changeDocument<Upload>(ports.documents, uploadKey(uploadId), (found) => ({
      ...(found ?? upload),
      executionId,
    }));
  }
  return { uploadId };
}

/** A file that was bad stays bad. */
function mayHelp(failed: Upload): boolean {
  return failed.error?.code !== 'BadFile';
}

async function settingsBeside(
  ports: Ports,
  key: string,
): Promise<{ application?: string; rfm: Record<string, unknown> }> {
  const body = await ports.uploads.get(settingsKey(key));
  if (!body) return { rfm: {} };
  let given: unknown;
  try {
    given = JSON.parse(new TextDecoder().decode(body));
  } catch (error) {
    throw new PlatformError('BadRequest', `${settingsKey(key)} is not JSON`, {}, { cause: error });
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new PlatformError(
      'BadRequest',
      `${settingsKey(key)} must hold an object, not ${JSON.stringify(given)}`,
    );
  }
  const { application, ...rfm } = given as Record<string, unknown>;
  if (application !== undefined && typeof application !== 'string') {
    throw new PlatformError(
      'BadRequest',
      `${settingsKey(key)}: application must be a text, not ${JSON.stringify(application)}`,
    );
  }
  return { application, rfm };
}

async function applicationOf(ports: Ports, named: string | undefined): Promise<string> {
  const id = named ?? ports.stage.applicationId;
  return (id === undefined ? await defaultApp(ports) : await requireApp(ports, id)).Id;
}

async function contentId(ports: Ports, key: string, told: string): Promise<string> {
  const body = await ports.uploads.stream(key);
  if (!body) throw new PlatformError('NotFound', `${key} is not in bucket ${ports.uploads.bucket}`);
  const hash = createHash('sha256').update(told).update('\n');
  for await (const chunk of body as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex').slice(0, ID_LENGTH);
}
