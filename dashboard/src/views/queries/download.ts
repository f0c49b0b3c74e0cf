import { ask } from '../../api/stage.ts';
import { saveBlob } from '../../ui/save-blob.ts';

/** Most of an answer that the page gathers, in bytes; more is better fetched by curl. */
const MOST_BYTES = 200_000_000;

/** Saves the whole result as a file. A stage on AWS gives it in parts, each naming the next in `Link`. */
export async function download(execution: string, format: 'csv' | 'ndjson', name: string): Promise<void> {
  const parts: Blob[] = [];
  let size = 0;
  let place: string | undefined = `/queries/executions/${execution}/results?format=${format}`;
  while (place) {
    const response: Response = await ask(place);
    const part = await response.blob();
    parts.push(part);
    size += part.size;
    if (size > MOST_BYTES)
      throw new Error('The result is too large for the page; copy the question as curl.');
    place = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
  }
  saveBlob(new Blob(parts), `${name}.${format}`);
}
