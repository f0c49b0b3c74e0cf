import { createHash } from 'node:crypto';
import type { Ports } from '../../ports/ports.ts';
import { defaultApp, requireApp } from '../apps/apps.ts';
import { changeDocument } from '../documents.ts';
import { PlatformError } from '../errors.ts';
import { parseRfmSettings, type RfmSettings } from '../rfm/settings.ts';
import { uploadLimit } from '../rfm/upload-limit.ts';
import { inspectObject } from './inspect-object.ts';
import { type ReceivedObject, receivedObjectKey } from './received-object.ts';
import { finishUpload, requireUpload, UPLOAD_PREFIX, type Upload, uploadKey } from './upload.ts';
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
 * @throws PlatformError `NotFound` when the object is not there. Settings that make no sense fail the upload.
 */
export async function receiveUpload(
  ports: Ports,
  { key }: { readonly key: string },
): Promise<{ uploadId: string }> {
  const info = await ports.uploads.head(key);
  if (!info) throw new PlatformError('NotFound', `${key} is not in bucket ${ports.uploads.bucket}`);
  const seenKey = receivedObjectKey(key);
  const seen = (await ports.documents.get<ReceivedObject>(seenKey))?.value;
  const settings = new TextDecoder().decode(await ports.uploads.get(settingsKey(key)));
  // A notice that comes twice, or a start of the stage: also when defaults have changed since.
  if (seen && (seen.erasing || seen.mark === info.mark) && seen.settings === settings) {
    return resume(ports, seen.uploadId);
  }
  const told = await settingsOf(ports, key);
  const inspected = await inspectObject(ports.uploads, key, uploadLimit(ports.stage));
  if (!inspected) throw new PlatformError('NotFound', `${key} is not in bucket ${ports.uploads.bucket}`);
  const { digest, sniffed } = inspected;
  const identity = JSON.stringify([told.applicationId, told.settings ?? told.refusal]);
  const uploadId = createHash('sha256').update(`${identity}\n${digest}`).digest('hex').slice(0, ID_LENGTH);
  const object = { mark: info.mark };
  const started = await start(ports, { uploadId, key, sniffed, object, ...told });
  await ports.documents.put<ReceivedObject>(seenKey, { ...object, settings, uploadId });
  return started;
}

/** For whom and how a file is scored, or why that cannot be told. */
interface Told {
  readonly applicationId: string;
  readonly settings?: RfmSettings;
  readonly refusal?: string;
}

async function settingsOf(ports: Ports, key: string): Promise<Told> {
  try {
    const beside = await settingsBeside(ports, key);
    const applicationId = await applicationOf(ports, beside.application);
    const given = Object.keys(beside.rfm).length > 0;
    const settings = given
      ? parseRfmSettings(beside.rfm, ports.stage.clusters)
      : await rfmSettingsOf(ports, applicationId);
    return { applicationId, settings };
  } catch (error) {
    if (!(error instanceof PlatformError) || !['BadRequest', 'NotFound'].includes(error.code)) throw error;
    return {
      applicationId: await applicationOf(ports, undefined),
      refusal: `${settingsKey(key)}: ${error.message}`,
    };
  }
}

async function start(
  ports: Ports,
  { refusal, ...given }: Told & Pick<Upload, 'uploadId' | 'key' | 'sniffed' | 'object'>,
): Promise<{ uploadId: string }> {
  const { uploadId, key } = given;
  const runPrefix = `runs/${uploadId}/`;
  await closeBrokenOff(ports, uploadId);
  const upload = await changeDocument<Upload>(ports.documents, uploadKey(uploadId), (found) => {
    if (found && !(found.state === 'FAILED' && mayHelp(found))) return found;
    const attempt = (found?.attempt ?? 0) + 1;
    return {
      ...given,
      name: key.slice(UPLOAD_PREFIX.length),
      runPrefix,
      createdAt: ports.clock.now().toISOString(),
      attempt,
      ...(refusal === undefined
        ? { state: 'RUNNING', executionId: `${MACHINE}:${uploadId}-${attempt}` }
        : { state: 'FAILED', error: { code: 'BadFile', message: refusal } }),
    };
  });
  return execute(ports, upload);
}

/** What was received before: its run is started if a crash came between, and otherwise left alone. */
async function resume(ports: Ports, uploadId: string): Promise<{ uploadId: string }> {
  return execute(ports, await requireUpload(ports, uploadId));
}

async function execute(ports: Ports, upload: Upload): Promise<{ uploadId: string }> {
  const { uploadId, applicationId, key, runPrefix, settings, sniffed, object, attempt } = upload;
  if (upload.state !== 'RUNNING') return { uploadId };
  // Starting an execution of a name that is there already is no second start.
  const input = {
    applicationId,
    uploadId,
    key,
    runPrefix,
    settings,
    sniffed,
    object,
    attempt,
    receivedAt: upload.createdAt,
  };
  const executionId = await ports.workflows.start(MACHINE, `${uploadId}-${attempt}`, input);
  if (executionId !== upload.executionId) {
    await changeDocument<Upload>(ports.documents, uploadKey(uploadId), (found) => ({
      ...(found ?? upload),
      executionId,
    }));
  }
  return { uploadId };
}

/** An execution that was stopped from outside has not said so: its upload failed all the same. */
async function closeBrokenOff(ports: Ports, uploadId: string): Promise<void> {
  const found = (await ports.documents.get<Upload>(uploadKey(uploadId)))?.value;
  if (found?.state !== 'RUNNING' || found.executionId === undefined) return;
  const execution = await ports.workflows.describe(found.executionId);
  if (execution?.status !== 'FAILED') return;
  const { name: code = 'Internal', cause: message = 'The run was broken off' } = execution.error ?? {};
  await finishUpload(ports, uploadId, { state: 'FAILED', error: { code, message } });
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
    throw new PlatformError('BadRequest', 'it is not JSON', {}, { cause: error });
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new PlatformError('BadRequest', `it must hold an object, not ${JSON.stringify(given)}`);
  }
  const { application, ...rfm } = given as Record<string, unknown>;
  if (application !== undefined && typeof application !== 'string') {
    throw new PlatformError('BadRequest', `application must be a text, not ${JSON.stringify(application)}`);
  }
  return { application, rfm };
}

async function applicationOf(ports: Ports, named: string | undefined): Promise<string> {
  const id = named ?? ports.stage.applicationId;
  return (id === undefined ? await defaultApp(ports) : await requireApp(ports, id)).Id;
}
