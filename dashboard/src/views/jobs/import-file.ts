/** What a file of customers is, as far as the page can tell. */
export type Format = 'CSV' | 'JSON';

/** Bytes of a file that are looked at before it is sent. */
const BEGINNING = 256 * 1024;
const NEWLINE = 10;

/** By the file's name, as the stage tells files of a folder apart. */
export function formatOf(name: string): Format | undefined {
  if (/\.csv(\.gz)?$/i.test(name)) return 'CSV';
  return /\.(json|jsonl|ndjson)(\.gz)?$/i.test(name) ? 'JSON' : undefined;
}

/** `Customers March.csv.gz` → `Customers March` */
export function bareName(name: string): string {
  return name.replace(/(\.(csv|json|jsonl|ndjson))?(\.gz)?$/i, '');
}

/**
 * The whole lines at a file's beginning, unzipped.
 * @throws Error when the file is no gzip although its name says so
 */
export async function beginningOf(file: File): Promise<Blob> {
  if (!/\.gz$/i.test(file.name)) {
    const isWhole = file.size <= BEGINNING;
    return wholeLines(await file.slice(0, BEGINNING).arrayBuffer(), isWhole);
  }
  const { bytes, isWhole } = await inflated(file);
  return wholeLines(bytes, isWhole);
}

function wholeLines(buffer: ArrayBuffer, isWhole: boolean): Blob {
  if (isWhole) return new Blob([buffer]);
  const end = new Uint8Array(buffer).lastIndexOf(NEWLINE);
  return new Blob([end < 0 ? buffer : buffer.slice(0, end + 1)]);
}

async function inflated(file: File): Promise<{ bytes: ArrayBuffer; isWhole: boolean }> {
  const reader = file.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  try {
    while (size < BEGINNING) {
      const { value, done } = await reader.read();
      if (done) return { bytes: await new Blob(parts).arrayBuffer(), isWhole: true };
      parts.push(value);
      size += value.byteLength;
    }
  } catch (cause) {
    throw new Error(`${file.name}: not a whole gzip file`, { cause });
  }
  await reader.cancel();
  return { bytes: await new Blob(parts).arrayBuffer(), isWhole: false };
}
