import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Every file below a folder, with its bytes, those of gzip files unpacked as well. */
export function* filesBelow(folder: string): Generator<{ readonly path: string; readonly bytes: Buffer }> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const bytes = readFileSync(file);
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    yield { path: relative(folder, file), bytes: isGzip ? gunzipSync(bytes) : bytes };
  }
}

/** In which files a text stands, in any case of its letters. */
export function filesWith(folder: string, text: string): string[] {
  const found: string[] = [];
  for (const { path, bytes } of filesBelow(folder)) {
    if (bytes.toString('latin1').toLowerCase().includes(text.toLowerCase())) found.push(path);
  }
  return found.sort();
}
