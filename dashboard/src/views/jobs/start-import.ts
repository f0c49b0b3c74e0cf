import type { ImportJobRequest, ImportJobResponse } from '../../api/pinpoint.ts';
import { DIRECT_BYTES, putFile } from '../../api/put-file.ts';
import { askJson } from '../../api/stage.ts';
import type { ImportTarget } from '../../api/types.ts';
import type { Format } from './import-file.ts';

/** What becomes of the customers of a file. */
export type Purpose = 'both' | 'store' | 'segment';

export interface ImportOrder {
  readonly app: string;
  readonly files: readonly File[];
  readonly format: Format;
  readonly purpose: Purpose;
  /** Of the new segment. */
  readonly segmentName: string;
  /** A segment that was imported before and is added to, in place of a new one. */
  readonly segmentId?: string;
}

/** The stage reads with its own rights, and only notes what Pinpoint needs here. */
const ROLE = 'none';

/**
 * Sends the files into a folder of their own, so that nobody else's of the same name is read, and starts the import.
 * @param onProgress told which file is under way, and its share
 * @returns the job's id
 * @throws StageError with the stage's own words
 */
export async function startImport(
  order: ImportOrder,
  onProgress: (file: File, share: number) => void,
): Promise<string> {
  const { app, files, format, purpose, segmentName, segmentId } = order;
  const folder = folderName();
  let s3Url = '';
  for (const file of files) {
    s3Url = await sendImport(file, `/imports/${folder}/${encodeURIComponent(file.name)}`, (share) =>
      onProgress(file, share),
    );
  }
  const defines = purpose !== 'store';
  const body: ImportJobRequest = {
    Format: format,
    S3Url: files.length === 1 ? s3Url : s3Url.slice(0, s3Url.lastIndexOf('/') + 1),
    RoleArn: ROLE,
    RegisterEndpoints: purpose !== 'segment',
    DefineSegment: defines,
    ...(defines && (segmentId ? { SegmentId: segmentId } : { SegmentName: segmentName.trim() })),
  };
  const { Id } = await askJson<ImportJobResponse>(`/v1/apps/${app}/jobs/import`, { method: 'POST', body });
  return Id;
}

/** @returns the S3Url of the file */
async function sendImport(file: File, path: string, onProgress: (share: number) => void): Promise<string> {
  if (file.size <= DIRECT_BYTES) {
    return (JSON.parse(await putFile(file, path, onProgress)) as { s3Url: string }).s3Url;
  }
  const { url, s3Url } = await askJson<ImportTarget>(path, { method: 'POST' });
  await putFile(file, url, onProgress);
  return s3Url;
}

/** Such as `2026-11-28-3f9c01ab`. */
function folderName(): string {
  const random = [...crypto.getRandomValues(new Uint8Array(4))].map((byte) =>
    byte.toString(16).padStart(2, '0'),
  );
  return `${new Date().toISOString().slice(0, 10)}-${random.join('')}`;
}
