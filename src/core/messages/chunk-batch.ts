import { batchRows } from '../../compiler/batch-rows.ts';
import type { Ports } from '../../ports/ports.ts';
import { PlatformError } from '../errors.ts';
import type { BatchReference } from './batch.ts';
import {
  type ChunkManifest,
  keptUntil,
  manifestKey,
  readBatch,
  requireManifest,
  rowsPrefix,
} from './chunk-documents.ts';

/** Reasons of members whom Pinpoint's events tell of though nothing was sent (pinpoint-events-kpis.md 1.3, 1.4). */
const REPORTED = {
  campaign: ['DUPLICATE_ADDRESS', 'HOLDOUT', 'CAMPAIGN_CAP', 'DAILY_CAP', 'QUIET_TIME'],
  journey: ['DAILY_CAP', 'QUIET_TIME', 'QUIET_TIME_MISSING_TIMEZONE'],
} as const;

/**
 * State `Chunk`: leaves a batch's rows in files, of which each is a chunk. Done again, also by two at
 * once, it gives the chunks of whoever was first: their ledgers count the lines of those files.
 * @returns the chunks' places
 */
export async function chunkBatch(
  ports: Ports,
  reference: BatchReference,
): Promise<{ readonly chunks: readonly number[] }> {
  const found = await ports.documents.get<ChunkManifest>(manifestKey(reference));
  const { keys } = found?.value ?? (await cut(ports, reference));
  return { chunks: keys.map((_, chunk) => chunk) };
}

async function cut(ports: Ports, reference: BatchReference): Promise<ChunkManifest> {
  const { applicationId, batchId, kind } = reference;
  const batch = await readBatch(ports, reference);
  const attempt = ports.ids.resourceId(); // files of an attempt that comes too late lie beside those in use
  const prefix = `${rowsPrefix(applicationId, batchId)}${attempt}/`;
  const keys = await ports.queries.unload(batchRows(batch, REPORTED[kind]), { prefix, format: 'ndjson' });
  try {
    await ports.documents.put<ChunkManifest>(
      manifestKey(reference),
      { keys },
      { ifVersion: 'absent', expiresAt: keptUntil(ports) },
    );
    return { keys };
  } catch (error) {
    if (!(error instanceof PlatformError && error.code === 'Conflict')) throw error;
    return requireManifest(ports, reference);
  }
}
