import type { Ports } from '../../ports/ports.ts';
import { finishUpload } from '../uploads/upload.ts';
import { readRefusals } from './refusals.ts';
import { done, keep } from './rfm-run.ts';
import type { RfmState } from './rfm-state.ts';

/** Refused endpoints that the report names. */
const REFUSALS_KEPT = 100;

/** State `Notify`: writes the run's report and closes the upload. `rows = scored + rejected`, checked. */
export async function notifyUpload(ports: Ports, state: RfmState): Promise<{ reportKey: string }> {
  const { rows, accepted, rejected, rejectsKey } = done(state, 'load');
  const { customers, addresses, asOf } = done(state, 'score');
  const published = done(state, 'published');
  const result = {
    rows,
    scored: accepted,
    rejected,
    balanced: rows === accepted + rejected,
    customers,
    addresses,
    endpoints: published.reduce((sum, chunk) => sum + chunk.merged, 0),
    refused: published.reduce((sum, chunk) => sum + chunk.refused, 0),
    refusals: await readRefusals(ports, state, REFUSALS_KEPT),
    asOf,
    ...(done(state, 'publish').superseded && { superseded: true }),
    rejectsKey,
    clusters: done(state, 'cluster').clusters,
    segments: done(state, 'segment').segments,
  };
  const reportKey = `${state.runPrefix}report.json`;
  await ports.lake.put(reportKey, `${JSON.stringify({ uploadId: state.uploadId, ...result }, null, 2)}\n`);
  await finishUpload(ports, state.uploadId, { state: 'SUCCEEDED', ...result });
  return keep(ports, state, 'notify', { reportKey });
}

/** State `RecordFailure`: keeps what went wrong with the upload, in words for whoever sent it. */
export async function recordFailure(
  ports: Ports,
  state: RfmState,
): Promise<{ code: string; message: string }> {
  const error = readError(state.error);
  await finishUpload(ports, state.uploadId, {
    state: 'FAILED',
    error,
    ...(state.load && rowsOf(state.load)),
  });
  return keep(ports, state, 'failure', error);
}

function rowsOf({ rows, accepted, rejected, rejectsKey }: NonNullable<RfmState['load']>) {
  return { rows, scored: accepted, rejected, rejectsKey };
}

/** Lambda wraps an error's message in JSON as `errorMessage`; the local engine gives it bare. */
function readError(error: RfmState['error']): { code: string; message: string } {
  if (!error) return { code: 'Internal', message: 'The run failed without saying why' };
  try {
    const { errorMessage } = JSON.parse(error.Cause) as { errorMessage?: unknown };
    if (typeof errorMessage === 'string') return { code: error.Error, message: errorMessage };
  } catch {
    // a bare message
  }
  return { code: error.Error, message: error.Cause };
}
