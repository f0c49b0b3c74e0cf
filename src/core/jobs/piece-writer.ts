import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { EndpointImportRow } from '../endpoints/import-row.ts';

/** So that one is merged well within a function's time: an endpoint's change takes DynamoDB about two milliseconds. */
export const PIECE_ROWS = 50_000;
/** Characters of a piece, so that rows of 15 KB do not fill the memory. */
const PIECE_CHARACTERS = 16_000_000;
const gzipped = promisify(gzip);

export interface PieceWriter {
  /** Keys of the pieces written, in order. */
  readonly keys: readonly string[];
  add(row: EndpointImportRow): void;
  /** The same of a row that is JSON already. */
  addText(row: string): void;
  /** Writes a piece when there is a full one. @returns whether there was */
  flushFull(): Promise<boolean>;
  /** Writes what is left. */
  flush(): Promise<void>;
}

/** Writes import rows as files for `EndpointStore.importFile`: `{prefix}rows-00001.ndjson.gz`, … */
export function pieceWriter(store: ObjectStore, prefix: string): PieceWriter {
  const keys: string[] = [];
  let lines: string[] = [];
  let characters = 0;

  async function flush(): Promise<void> {
    if (lines.length === 0) return;
    const key = `${prefix}rows-${String(keys.length + 1).padStart(5, '0')}.ndjson.gz`;
    const body = await gzipped(lines.join(''), { level: 1 });
    lines = [];
    characters = 0;
    await store.put(key, body);
    keys.push(key);
  }

  function addText(row: string): void {
    lines.push(`${row}\n`);
    characters += row.length + 1;
  }

  return {
    keys,
    flush,
    add: (row) => addText(JSON.stringify(row)),
    addText,
    async flushFull() {
      if (lines.length < PIECE_ROWS && characters < PIECE_CHARACTERS) return false;
      await flush();
      return true;
    },
  };
}
