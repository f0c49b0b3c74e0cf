import type { ErasablePlace, ErasedValue, ErasureOrder, ErasureTurn } from '../../ports/erasable-place.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { applicationPartition } from '../apps/partition.ts';
import { allDocuments } from '../documents.ts';
import type { Jobs } from '../jobs/job.ts';
import { jobPrefix } from '../jobs/job-documents.ts';
import { parseS3Url } from '../jobs/s3-url.ts';
import { type ReceivedObject, receivedObjectKey } from '../uploads/received-object.ts';
import { UPLOAD_PREFIX, UPLOADS, type Upload } from '../uploads/upload.ts';
import { exportedTo } from './application-files.ts';
import { type Counter, counter } from './erase-documents.ts';
import { eraseFile, type FileRule } from './erase-file.ts';
import { byApplication, type ErasedValues, erasedValues } from './erased-values.ts';
import { requireErasure } from './erasure.ts';

/** Objects that one turn reads. */
const A_TURN = 200;

/** Files that may name persons: what came in, what runs and jobs left, what is on its way. */
interface Found {
  readonly store: ObjectStore;
  readonly key: string;
  /** Whose it is; looked through for every application's persons when that cannot be told. */
  readonly applicationId?: string;
  readonly rule: FileRule | 'remove';
}

/**
 * The objects of the upload bucket, of the lake bucket beside the tables, and of the places that the application's
 * jobs read and wrote where the stage may write there.
 */
export function objectsPlace(ports: Ports): ErasablePlace {
  return {
    name: 'files',
    async erase({ values }: ErasureOrder, next): Promise<ErasureTurn> {
      const counts = counter();
      if (values.length === 0) return { counts: counts.found };
      const applications = byApplication(values);
      if (next === undefined) await removeApplications(ports, values, counts);
      const matchers = new Map([...applications].map(([id, theirs]) => [id, erasedValues(theirs)]));
      const everybody = erasedValues(values);
      const objects = await allObjects(ports, [...applications.keys()]);
      let left = A_TURN;
      for (const { store, key, applicationId, rule } of objects) {
        const place = `${store.bucket}/${key}`;
        if (next !== undefined && place <= next) continue;
        const matcher = applicationId === undefined ? everybody : matchers.get(applicationId);
        if (!matcher) continue;
        if (rule === 'remove') await removeObject(store, key);
        else {
          const met = await eraseObject(ports, store, key, rule, matcher);
          for (const [erasureId, records] of Object.entries(met))
            counts.add(erasureId, 'fileRecords', records);
        }
        if (--left === 0) return { counts: counts.found, next: place };
      }
      return { counts: counts.found };
    },
  };
}

async function eraseObject(
  ports: Ports,
  store: ObjectStore,
  key: string,
  rule: FileRule,
  matcher: ErasedValues,
): Promise<Record<string, number>> {
  if (store.bucket !== ports.uploads.bucket || !key.startsWith(UPLOAD_PREFIX)) {
    const met = await eraseFile(store, key, rule, matcher, (body) => store.put(key, body));
    if (Object.keys(met).length > 0) await store.dropOlder?.(key);
    return met;
  }
  // A file under uploads/ that changes is a new upload, unless it is said that it is the same one.
  const seenKey = receivedObjectKey(key);
  const seen = await ports.documents.get<ReceivedObject>(seenKey);
  const met = await eraseFile(store, key, rule, matcher, async (body) => {
    if (seen) await ports.documents.put<ReceivedObject>(seenKey, { ...seen.value, erasing: true });
    await store.put(key, body);
  });
  if (Object.keys(met).length > 0) await store.dropOlder?.(key);
  const info =
    seen && (Object.keys(met).length > 0 || seen.value.erasing) ? await store.head(key) : undefined;
  if (seen && info) {
    await ports.documents.put<ReceivedObject>(seenKey, {
      ...seen.value,
      erasing: undefined,
      mark: info.mark,
    });
  }
  return met;
}

/** The same order at each turn: by bucket and key. */
async function allObjects(ports: Ports, applicationIds: readonly string[]): Promise<Found[]> {
  const { uploads: bucket, lake } = ports;
  const uploads = (await allDocuments<Upload>(ports.documents, UPLOADS, 'upload#')).map(({ value }) => value);
  const byKey = new Map(uploads.map((upload) => [upload.key, upload]));
  const running = new Set(uploads.filter(({ state }) => state === 'RUNNING').map(({ key }) => key));
  const byRun = new Map(uploads.map((upload) => [upload.runPrefix, upload]));
  const jobs = new Map<string, string>();
  const found: Found[] = [];
  for (const applicationId of applicationIds) {
    for (const { job } of await jobsOf(ports, applicationId)) {
      jobs.set(jobPrefix(job.Id), applicationId);
      found.push(...(await objectsOfJob(ports, applicationId, job)));
    }
  }
  for (const { key } of await bucket.list(UPLOAD_PREFIX)) {
    if (/\.json$/i.test(key)) continue; // settings beside a file
    if (running.has(key)) continue; // it is looked at again when its run has ended
    found.push({ store: bucket, key, applicationId: byKey.get(key)?.applicationId, rule: 'drop' });
  }
  for (const { key } of await bucket.list('imports/')) found.push({ store: bucket, key, rule: 'drop' });
  for (const { key } of await lake.list('runs/')) {
    const upload = byRun.get(key.split('/').slice(0, 2).join('/').concat('/'));
    if (upload?.state === 'RUNNING') continue;
    found.push({ store: lake, key, applicationId: upload?.applicationId, rule: ruleOf(key) });
  }
  for (const { key } of await lake.list('jobs/')) {
    const owner = jobs.get(key.split('/').slice(0, 2).join('/').concat('/'));
    found.push({ store: lake, key, applicationId: owner, rule: ruleOf(key) });
  }
  for (const { key } of await lake.list('batches/')) {
    if (key.includes('/rows/'))
      found.push({ store: lake, key, applicationId: key.split('/')[1], rule: 'blank' });
  }
  for (const prefix of ['staged/', 'transactions/', 'undelivered/']) {
    for (const { key } of await lake.list(prefix)) found.push({ store: lake, key, rule: 'drop' });
  }
  const places = new Map(found.map((one) => [`${one.store.bucket}/${one.key}`, one]));
  return [...places].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, one]) => one);
}

/** Columnar files of a run are what it hands from state to state; its tables hold the same when it has ended. */
function ruleOf(key: string): Found['rule'] {
  if (key.endsWith('.parquet')) return 'remove';
  return key.endsWith('.json') ? 'redact' : 'drop';
}

type AnyJob = Jobs['import'] | Jobs['export'];

async function jobsOf(ports: Ports, applicationId: string): Promise<AnyJob[]> {
  const partition = applicationPartition(applicationId);
  const found = await Promise.all(
    ['import-job#', 'export-job#'].map((prefix) => allDocuments<AnyJob>(ports.documents, partition, prefix)),
  );
  return found.flat().map(({ value }) => value);
}

/**
 * What an export wrote, wherever that is, and what an import read where it lies in the stage's own buckets: other
 * sources are their owner's to change, as is a bucket that the stage may not use any more.
 */
async function objectsOfJob(ports: Ports, applicationId: string, job: AnyJob['job']): Promise<Found[]> {
  const { Definition } = job;
  const { bucket, key: prefix } =
    'S3Url' in Definition ? parseS3Url('S3Url', Definition.S3Url) : exportedTo({ Id: job.Id, Definition });
  if ('S3Url' in Definition && bucket !== ports.uploads.bucket && bucket !== ports.lake.bucket) return [];
  const store = ports.bucket(bucket);
  const objects = await store.list(prefix).catch(() => []);
  return objects.map((object) => ({ store, key: object.key, applicationId, rule: 'drop' as const }));
}

/** All that lies in places of their own. */
async function removeApplications(
  ports: Ports,
  values: readonly ErasedValue[],
  counts: Counter,
): Promise<void> {
  const { lake } = ports;
  for (const { kind, erasureId, applicationId } of values) {
    if (kind !== 'application') continue;
    const remove = async (store: ObjectStore, prefix: string) => {
      for (const { key } of await store.list(prefix)) {
        await removeObject(store, key);
        counts.add(erasureId, 'files');
      }
    };
    const { files = [] } = await requireErasure(ports, erasureId);
    for (const { bucket, key } of files) await remove(ports.bucket(bucket), key);
    for (const prefix of [`batches/${applicationId}/`, `campaigns/${applicationId}/`])
      await remove(lake, prefix);
    const uploads = await allDocuments<Upload>(ports.documents, UPLOADS, 'upload#');
    for (const { key, value } of uploads.filter(({ value }) => value.applicationId === applicationId)) {
      await remove(lake, value.runPrefix);
      await remove(lake, `transactions/upload_id=${value.uploadId}/`);
      const isOthers = uploads.some(
        (one) => one.value.key === value.key && one.value.applicationId !== applicationId,
      );
      if (!isOthers) {
        for (const name of [value.key, `${value.key}.json`]) {
          if (await ports.uploads.head(name)) counts.add(erasureId, 'files');
          await removeObject(ports.uploads, name);
        }
        await ports.documents.delete(receivedObjectKey(value.key));
      }
      await ports.documents.delete(key);
    }
  }
}

async function removeObject(store: ObjectStore, key: string): Promise<void> {
  await store.delete(key);
  await store.dropOlder?.(key);
}
