import { parse } from 'csv-parse';
import { insertOnce } from '../../compiler/rfm.ts';
import { sql } from '../../compiler/sql.ts';
import { unloadedColumns } from '../../compiler/unloaded-columns.ts';
import type { Ports } from '../../ports/ports.ts';
import { PlatformError } from '../errors.ts';
import { cutFiles } from '../jobs/cut-files.ts';
import { keepRefusals } from './refusals.ts';
import { rfmNames } from './rfm-names.ts';
import { done, isSuperseded, keep, recordUpload } from './rfm-run.ts';
import type { ChunkResult, ChunkState, RfmState } from './rfm-state.ts';
import { type SniffedFile, sniffFile } from './sniff-file.ts';
import { uploadLimit } from './upload-limit.ts';

export { clusterUpload } from './cluster-upload.ts';
export { notifyUpload, recordFailure } from './report-upload.ts';
export { parseChunkState, parseRfmState } from './rfm-state.ts';
export { segmentUpload } from './segment-upload.ts';

const DAY_MS = 86_400_000;
/** Refused endpoints that a chunk tells of; what is told of all chunks stands in the report. */
const REFUSALS_TOLD = 5;

const ACTIVITY_COLUMNS = [
  'application_id',
  'upload_id',
  'customer_id',
  'channel_type',
  'address',
  'last_at',
  'events',
  'amount',
  'extra',
];

/** The result of a state; the machine puts it at `$.{state}`. */
type Result<Step extends keyof RfmState> = NonNullable<RfmState[Step]>;

/** State `Validate`: says how the file is written. @throws PlatformError `BadFile` */
export async function validateUpload(ports: Ports, state: RfmState): Promise<Result<'validate'>> {
  const sniffed = state.sniffed ?? (await sniffObject(ports, state.key));
  if ('refusal' in sniffed) throw new PlatformError('BadFile', sniffed.refusal);
  return keep(ports, state, 'validate', sniffed);
}

async function sniffObject(ports: Ports, key: string): Promise<SniffedFile> {
  const body = await ports.uploads.stream(key);
  if (!body) throw new PlatformError('BadFile', `${key} is not in bucket ${ports.uploads.bucket}`);
  return sniffFile(body, key, uploadLimit(ports.stage));
}

/** State `Load`: brings the file's good rows into the lake and sets the bad ones aside. @throws PlatformError `BadFile` */
export async function loadUpload(ports: Ports, state: RfmState): Promise<Result<'load'>> {
  const { dialect } = done(state, 'validate');
  const { applicationId, uploadId, key, runPrefix, attempt } = state;
  await requireSameObject(ports, state);
  const report = await ports.loader.load({ applicationId, uploadId, key, dialect, runPrefix, attempt });
  // Only what was the same before and after is sure to be what was loaded.
  await requireSameObject(ports, state).catch(async (error: unknown) => {
    const rows = sql`delete from rfm_activity where application_id = ${applicationId} and upload_id = ${uploadId}`;
    await ports.queries.run(rows.statement(), `${uploadId}-${state.attempt}-forget`);
    throw error;
  });
  if (report.accepted === 0) throw await nothingAccepted(ports, state, report);
  const activity = sql`select ${unloadedColumns('rfm_activity', ACTIVITY_COLUMNS)}
    from rfm_activity where application_id = ${applicationId} and upload_id = ${uploadId}`;
  await ports.queries.unload(activity.statement(), {
    prefix: `${runPrefix}load/activity/`,
    format: 'parquet',
  });
  const { rows, accepted, rejected, rejectsKey } = report;
  return keep(ports, state, 'load', { rows, accepted, rejected, rejectsKey });
}

/** State `Score`: features and scores of every customer. @throws PlatformError `BadFile` when the analysis date is too early */
export async function scoreUpload(ports: Ports, state: RfmState): Promise<Result<'score'>> {
  const run = { application_id: state.applicationId, upload_id: state.uploadId };
  const [totals] = await ports.queries.query<{ newest: Date; customers: number; addresses: number }>(
    ports.named('rfm_totals', run),
  );
  if (!totals) throw new PlatformError('Internal', `Upload ${state.uploadId} has no activity to score`);
  const given = state.settings.asOf;
  const asOf = given === undefined ? new Date(totals.newest.getTime() + DAY_MS) : new Date(given);
  if (asOf < totals.newest) {
    const newest = totals.newest.toISOString();
    throw new PlatformError(
      'BadFile',
      `${state.key}: analysis date ${given} is before its newest event, ${newest}`,
    );
  }
  const scores = state.settings.scores === 'quartile' ? 4 : 5;
  const features = ports.named('rfm_features', { ...run, as_of: asOf, scores });
  await ports.queries.run(insertOnce('rfm_features', state, features), `${state.uploadId}-features`);
  const stored = sql`select * from rfm_features where application_id = ${state.applicationId} and upload_id = ${state.uploadId}`;
  await ports.queries.unload(stored.statement(), {
    prefix: `${state.runPrefix}score/features/`,
    format: 'parquet',
  });
  const { customers, addresses } = totals;
  return keep(ports, state, 'score', { customers, addresses, asOf: asOf.toISOString() });
}

/**
 * State `Publish`: writes the files that renew the endpoints. None when a file that was received
 * later has been published already: older scores do not take the place of newer ones.
 */
export async function publishUpload(ports: Ports, state: RfmState): Promise<Result<'publish'>> {
  await recordUpload(ports, state);
  if (await isSuperseded(ports, state))
    return keep(ports, state, 'publish', { chunks: [], superseded: true });
  await ports.endpoints.refreshLake();
  const { mark } = await rfmNames(ports, state);
  const rows = ports.named('rfm_endpoints', {
    application_id: state.applicationId,
    upload_id: state.uploadId,
    mark,
  });
  const format = ports.endpoints.importFormat;
  const files = await ports.queries.unload(rows, { prefix: `${state.runPrefix}publish/endpoints/`, format });
  const chunks =
    format === 'ndjson' ? await cutFiles(ports.lake, files, `${state.runPrefix}publish/pieces/`) : files;
  return keep(ports, state, 'publish', { chunks: [...chunks] });
}

/**
 * State `PublishChunk`, one turn for each file: merges it into the endpoints. Idempotent. Who was refused is left in a
 * file for `Notify`, since the machine's payload holds the results of all chunks.
 */
export async function publishChunk(ports: Ports, state: ChunkState): Promise<ChunkResult> {
  const { applicationId, chunk, receivedAt } = state;
  if (await isSuperseded(ports, state)) return { merged: 0, refused: 0 };
  const { merged, refused, refusals } = await ports.endpoints.importFile(
    applicationId,
    chunk,
    new Date(receivedAt),
  );
  if (refusals.length > 0) await keepRefusals(ports, state, refusals.slice(0, REFUSALS_TOLD));
  return { merged, refused };
}

/** @throws PlatformError `BadRequest` when the object was replaced since it was received: its own notice starts its run */
async function requireSameObject(ports: Ports, { key, object }: RfmState): Promise<void> {
  const now = object && (await ports.uploads.head(key));
  if (object && now?.mark !== object.mark) {
    throw new PlatformError(
      'BadRequest',
      `${key} was replaced before it was loaded; send the file again under another name`,
    );
  }
}

async function nothingAccepted(
  ports: Ports,
  state: RfmState,
  report: { readonly rows: number; readonly rejectsKey: string },
): Promise<PlatformError> {
  if (report.rows === 0)
    return new PlatformError('BadFile', `${state.key} is empty: it has no row below its header`);
  const first = await firstReject(ports, report.rejectsKey);
  return new PlatformError(
    'BadFile',
    `${state.key}: none of its ${report.rows} rows can be used; the first is line ${first.line}, column ${first.column}: ${first.reason}`,
    { rejectsKey: report.rejectsKey },
  );
}

async function firstReject(
  ports: Ports,
  rejectsKey: string,
): Promise<Record<'line' | 'column' | 'reason', string>> {
  const body = await ports.lake.stream(rejectsKey);
  try {
    const rejects = body?.pipe(parse({ columns: true, to: 1 }));
    for await (const reject of rejects ?? []) return reject as Record<'line' | 'column' | 'reason', string>;
  } finally {
    body?.destroy();
  }
  throw new PlatformError('Internal', `${rejectsKey} holds no reject`);
}
