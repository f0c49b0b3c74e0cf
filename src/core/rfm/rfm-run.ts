import { insertOnce } from '../../compiler/rfm.ts';
import { bound, sql } from '../../compiler/sql.ts';
import type { Ports } from '../../ports/ports.ts';
import { PlatformError } from '../errors.ts';
import type { RfmState } from './rfm-state.ts';

/** A state's earlier result. @throws PlatformError `BadRequest` when the machine did not run that state */
export function done<Step extends keyof RfmState>(state: RfmState, step: Step): NonNullable<RfmState[Step]> {
  const result = state[step];
  if (result === undefined)
    throw new PlatformError('BadRequest', `RFM state lacks the result of ${String(step)}`);
  return result as NonNullable<RfmState[Step]>;
}

/** Keeps a state's result beside its files. */
export async function keep<T>(ports: Ports, state: RfmState, step: string, result: T): Promise<T> {
  await ports.lake.put(`${state.runPrefix}${step}/result.json`, `${JSON.stringify(result, null, 2)}\n`);
  return result;
}

/** Remembers that an upload is published, so that older ones are not published after it, and for comparisons. */
export async function recordUpload(ports: Ports, state: RfmState): Promise<void> {
  const row = sql`select ${bound('varchar', state.applicationId)} as application_id, ${bound('varchar', state.uploadId)} as upload_id,
    ${new Date(state.receivedAt)} as received_at, ${new Date(done(state, 'score').asOf)} as as_of, ${bound('varchar', state.settings.table)} as segment_table`;
  await ports.queries.run(insertOnce('rfm_uploads', state, row.statement()), `${state.uploadId}-upload`);
}

/** Whether an upload of the application that was received later has begun to publish. */
export async function isSuperseded(
  ports: Ports,
  { applicationId, receivedAt }: Pick<RfmState, 'applicationId' | 'receivedAt'>,
): Promise<boolean> {
  const later = sql`select upload_id from rfm_uploads
    where application_id = ${applicationId} and received_at > ${new Date(receivedAt)}`;
  return (await ports.queries.query(later.statement())).length > 0;
}

/** The segment table of the upload that was received last, of those that began to publish before this one; absent when none did. */
export async function tableBefore(
  ports: Ports,
  { applicationId, uploadId }: Pick<RfmState, 'applicationId' | 'uploadId'>,
): Promise<string | undefined> {
  const uploads = sql`select segment_table from rfm_uploads
    where application_id = ${applicationId} and upload_id <> ${uploadId}
    order by received_at desc, upload_id desc limit 1`;
  const [row] = await ports.queries.query<{ segment_table: string | null }>(uploads.statement());
  return row?.segment_table ?? undefined;
}
