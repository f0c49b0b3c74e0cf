import { isOwn } from '../../api/put-file.ts';
import { ask, askJson, StageError } from '../../api/stage.ts';
import type { ExportFile, ExportFiles } from '../../api/types.ts';
import { followDownload, saveBlob } from '../../ui/save-blob.ts';
import { endpointsCsv } from './endpoints-csv.ts';

/** Compressed bytes that the page turns into CSV; more is better read where it lies. */
export const MOST_CSV_BYTES = 50_000_000;

/** Which export, of which application. */
export interface Exported {
  readonly app: string;
  readonly jobId: string;
}

/** The links are asked for anew at each download: those of a bucket are good for minutes. */
const filesOf = ({ app, jobId }: Exported) =>
  askJson<ExportFiles>(`/jobs/${jobId}/files`, { parameters: { app } });

/** Saves one file as it was written. @throws StageError with the stage's own words */
export async function saveFile(exported: Exported, name: string): Promise<void> {
  const file = (await filesOf(exported)).items.find((one) => one.name === name);
  if (!file) throw new StageError(404, `${name} is not there any more.`);
  if (isOwn(file.url)) saveBlob(await bodyOf(file), name);
  else followDownload(file.url, name);
}

/** Saves all files as one CSV. @throws StageError with the stage's own words */
export async function saveAsCsv(exported: Exported, name: string): Promise<void> {
  const { items } = await filesOf(exported);
  const endpoints: Record<string, unknown>[] = [];
  for (const file of items) {
    const unzipped = (await bodyOf(file)).stream().pipeThrough(new DecompressionStream('gzip'));
    const text = await new Response(unzipped).text();
    for (const line of text.split('\n')) if (line !== '') endpoints.push(JSON.parse(line));
  }
  saveBlob(new Blob([endpointsCsv(endpoints)], { type: 'text/csv' }), name);
}

/** A bucket's URL is signed, and the key is none of its business. */
async function bodyOf({ url, name }: ExportFile): Promise<Blob> {
  if (isOwn(url)) return (await ask(url)).blob();
  const response = await fetch(url);
  if (!response.ok) throw new StageError(response.status, `The bucket does not give ${name}.`);
  return response.blob();
}
