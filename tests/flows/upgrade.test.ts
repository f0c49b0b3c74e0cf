import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { settableClock } from '../../src/adapters/local/settable-clock.ts';
import { openSqliteDocumentStore } from '../../src/adapters/local/sqlite-document-store.ts';
import { type MigrationPorts, migrate, readSchema } from '../../src/core/schema/migrate.ts';
import { MIGRATIONS, type Migration } from '../../src/core/schema/migrations.ts';
import type { DocumentStore } from '../../src/ports/document-store.ts';
import type { LakeSchema } from '../../src/ports/lake-schema.ts';
import { openLocalStage } from '../../src/runtime/local.ts';

const NOW = new Date('2026-11-28T09:00:00Z');
const AT = NOW.toISOString();
const KEY = { partition: 'stage', sort: 'schema' };
const clock = settableClock(NOW);

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'touchpoint-upgrade-'));
});
afterEach(() => rmSync(home, { recursive: true }));

async function withDocuments<T>(use: (documents: DocumentStore) => Promise<T>): Promise<T> {
  const documents = openSqliteDocumentStore(join(home, 'documents.db'), clock);
  try {
    return await use(documents);
  } finally {
    documents.close();
  }
}

const open = () => openLocalStage({ home, clock });

/** As code of before send_status left it (commit 87ab9dc added the column): no column, no version, events of a send. */
async function makeOldHome(): Promise<void> {
  await (await open()).close();
  await withDocuments((documents) => documents.delete(KEY));
  const instance = await DuckDBInstance.create(join(home, 'lake.duckdb'));
  const connection = await instance.connect();
  const views = await connection.runAndReadAll(`select view_name from duckdb_views() where not internal`);
  for (const [name] of views.getRows()) await connection.run(`drop view ${name}`);
  await connection.run('alter table events drop column send_status');
  await connection.run(`insert into events by name
    select * from (values
      ('1', '_campaign.send', map {'campaign_send_status': 'DAILY_CAP'}),
      ('2', '_journey.send', map {'journey_send_status': 'SUCCESS'}),
      ('3', '_email.send', map {'campaign_send_status': 'not of a send'}),
      ('4', '_campaign.send', null)
    ) as told (event_id, event_type, attributes)`);
  connection.closeSync();
  instance.closeSync();
}

async function statuses(): Promise<unknown> {
  const stage = await open();
  const text = 'select event_id, send_status from events order by event_id';
  const rows = await stage.ports.queries.query({ text, values: [] });
  await stage.close();
  return rows;
}

const STATUSES = [
  { event_id: '1', send_status: 'DAILY_CAP' },
  { event_id: '2', send_status: 'SUCCESS' },
  { event_id: '3', send_status: null },
  { event_id: '4', send_status: null },
];

describe('a home', () => {
  it('of before there were versions gets its columns with what earlier rows say, once', async () => {
    await makeOldHome();
    expect(await statuses()).toEqual(STATUSES);
    const noted = await withDocuments((documents) => documents.get(KEY));
    expect(noted).toMatchObject({
      value: { version: MIGRATIONS.length, at: AT },
      version: MIGRATIONS.length,
    });
    expect(await statuses()).toEqual(STATUSES);
    expect(await withDocuments((documents) => documents.get(KEY))).toEqual(noted);
  });

  it('that is new has the version of its code from the beginning', async () => {
    await (await open()).close();
    expect(await withDocuments(readSchema)).toEqual({
      version: MIGRATIONS.length,
      readableFrom: 0,
      at: AT,
    });
  });

  it('that later code made is refused before anything of it is touched, and opens again with that code', async () => {
    await makeOldHome();
    const later = { version: MIGRATIONS.length + 2, readableFrom: MIGRATIONS.length + 1, at: AT };
    await withDocuments((documents) => documents.put(KEY, later));

    await expect(open()).rejects.toMatchObject({
      code: 'Conflict',
      message: `The stage has schema version ${later.version}, which code of version ${later.readableFrom} or later understands; this code is of version ${MIGRATIONS.length}. Deploy or start the later code again (docs/operate.md, "Upgrade and rollback").`,
    });

    expect(await withDocuments(readSchema)).toEqual(later);
    const instance = await DuckDBInstance.create(join(home, 'lake.duckdb'));
    const connection = await instance.connect();
    const found = await connection.runAndReadAll(`select name from pragma_table_info('events')`);
    expect(found.getRows().flat()).not.toContain('send_status');
    connection.closeSync();
    instance.closeSync();
  });
});

/** A lake of one table. */
function memorySchema(columns: string[]): LakeSchema & { readonly fills: string[] } {
  const fills: string[] = [];
  return {
    fills,
    columnsOf: async (table) => (table === 'events' ? [...columns] : []),
    addColumns: async (_, added) => void columns.push(...added.map(({ name }) => name)),
    async fill(_, { column }) {
      fills.push(column);
      return true;
    },
  };
}

const column = (name: string): Migration['columns'] => [
  { table: 'events', name, type: 'string', earlierRows: { value: 'event_type', where: 'true' } },
];
/** Lists what it was done to, so that a step done twice would show. */
const documentsStep =
  (name: string): Migration['documents'] =>
  async ({ documents }) =>
    void (await documents.put({ partition: 'done', sort: name }, { name }));
const ONE: Migration = { what: 'first', readableFrom: 0, columns: column('a') };
const TWO: Migration = {
  what: 'second',
  readableFrom: 1,
  columns: column('b'),
  documents: documentsStep('two'),
};
const CLOSED: Migration = { what: 'third', documents: documentsStep('three') };

describe('migrations', () => {
  const withPorts = <T>(
    use: (ports: MigrationPorts & { schema: ReturnType<typeof memorySchema> }) => Promise<T>,
  ) => withDocuments((documents) => use({ documents, clock, schema: memorySchema(['event_id']) }));

  it('are done in order, those alone that a stage lacks', () =>
    withPorts(async (ports) => {
      expect(await migrate(ports, [ONE])).toEqual({ from: 0, to: 1, steps: ['1: first'] });
      expect(await migrate(ports, [ONE, TWO])).toEqual({ from: 1, to: 2, steps: ['2: second'] });
      expect(await migrate(ports, [ONE, TWO])).toEqual({ from: 2, to: 2, steps: [] });
      expect(await ports.schema.columnsOf('events')).toEqual(['event_id', 'a', 'b']);
      expect(ports.schema.fills).toEqual(['a', 'b']);
    }));

  it.each(['addColumns', 'fill', 'documents'] as const)(
    'that a crash interrupted in %s are done again from the step that it met',
    (place) =>
      withPorts(async (ports) => {
        const crash = async () => {
          throw new Error('power failed');
        };
        await migrate(ports, [ONE]);
        const broken: MigrationPorts =
          place === 'documents' ? ports : { ...ports, schema: { ...ports.schema, [place]: crash } };
        const failing = place === 'documents' ? { ...TWO, documents: crash } : TWO;
        await expect(migrate(broken, [ONE, failing])).rejects.toThrow('power failed');
        expect(await readSchema(ports.documents)).toMatchObject({ version: 1 });

        expect(await migrate(ports, [ONE, TWO])).toEqual({ from: 1, to: 2, steps: ['2: second'] });
        expect(await ports.schema.columnsOf('events')).toEqual(['event_id', 'a', 'b']);
        expect(ports.schema.fills.at(-1)).toBe('b');
        expect(await ports.documents.get({ partition: 'done', sort: 'two' })).toBeDefined();
      }),
  );

  it('let earlier code have the stage that can work with it, and are done again after that', () =>
    withPorts(async (ports) => {
      await migrate(ports, [ONE, TWO]);
      expect(await migrate(ports, [ONE])).toEqual({ from: 2, to: 1, steps: [] });
      expect(await readSchema(ports.documents)).toEqual({ version: 1, readableFrom: 1, at: AT });
      await expect(migrate(ports, [])).rejects.toThrow('this code is of version 0');
      expect((await migrate(ports, [ONE, TWO])).steps).toEqual(['2: second']);
    }));

  it('lead no way back from one that earlier code does not understand, whatever comes after', () =>
    withPorts(async (ports) => {
      await migrate(ports, [ONE, TWO, CLOSED]);
      await migrate(ports, [ONE, TWO, CLOSED, { what: 'fourth', readableFrom: 0 }]);
      expect(await readSchema(ports.documents)).toEqual({ version: 4, readableFrom: 3, at: AT });
      await expect(migrate(ports, [ONE, TWO])).rejects.toMatchObject({
        code: 'Conflict',
        details: { version: 4, readableFrom: 3, known: 2 },
      });
      expect((await migrate(ports, [ONE, TWO, CLOSED])).to).toBe(3);
    }));

  it('name a table that is not there', () =>
    withPorts(async (ports) => {
      const astray: Migration = {
        what: 'astray',
        columns: [{ table: 'nowhere', name: 'a', type: 'string' }],
      };
      await expect(migrate(ports, [astray])).rejects.toThrow('The lake has no table nowhere to migrate');
    }));
});
