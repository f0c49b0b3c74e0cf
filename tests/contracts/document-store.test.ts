import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, it } from '@jest/globals';
import { settableClock } from '../../src/adapters/local/settable-clock.ts';
import {
  openSqliteDocumentStore,
  type SqliteDocumentStore,
} from '../../src/adapters/local/sqlite-document-store.ts';
import { documentStoreContract } from './document-store.contract.ts';

const start = new Date('2026-03-01T09:00:00Z');
const folder = mkdtempSync(join(tmpdir(), 'touchpoint-documents-'));
const opened: SqliteDocumentStore[] = [];
afterAll(() => {
  for (const store of opened) store.close();
  rmSync(folder, { recursive: true });
});

function open(file: string, clock = settableClock(start)): SqliteDocumentStore {
  const store = openSqliteDocumentStore(file, clock);
  opened.push(store);
  return store;
}

documentStoreContract('sqlite', async () => {
  const clock = settableClock(start);
  return { store: open(':memory:', clock), clock };
});

describe('sqlite document store', () => {
  it('has every acknowledged put after its process was killed', async () => {
    const file = join(folder, 'killed.db');
    const adapter = new URL('../../src/adapters/local/sqlite-document-store.ts', import.meta.url);
    const writer = spawn(process.execPath, [
      '--disable-warning=ExperimentalWarning',
      '--input-type=module',
      '--eval',
      `import { openSqliteDocumentStore } from '${adapter}';
       const store = openSqliteDocumentStore('${file}', { now: () => new Date() });
       for (let n = 0; ; n++) {
         await store.put({ partition: 'p', sort: String(n).padStart(6, '0') }, n);
         process.stdout.write(n + '\\n');
         await new Promise(setImmediate);
       }`,
    ]);
    const acknowledged: number[] = [];
    for await (const line of createInterface({ input: writer.stdout })) {
      acknowledged.push(Number(line));
      if (acknowledged.length === 50) writer.kill('SIGKILL');
    }

    const kept = await open(file).query<number>('p', '');

    expect(acknowledged.length).toBeGreaterThanOrEqual(50);
    expect(kept.slice(0, acknowledged.length).map((document) => document.value)).toEqual(acknowledged);
  });

  it('removes expired documents from the file when it is opened again', async () => {
    const file = join(folder, 'expired.db');
    const first = open(file);
    await first.put({ partition: 'p', sort: 'a' }, 1, { expiresAt: new Date('2026-03-01T10:00:00Z') });
    first.close();
    opened.splice(opened.indexOf(first), 1);

    open(file, settableClock(new Date('2026-03-01T10:00:00Z')));

    // An earlier clock would still show it, had it only been hidden.
    expect(await open(file).get({ partition: 'p', sort: 'a' })).toBeUndefined();
  });
});
