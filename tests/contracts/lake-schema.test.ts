import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AthenaClient, MetadataException } from '@aws-sdk/client-athena';
import { describe, expect, it } from '@jest/globals';
import { athenaLakeSchema } from '../../src/adapters/aws/athena-lake-schema.ts';
import { cryptoIds } from '../../src/adapters/local/crypto-ids.ts';
import { openDuckDbLake } from '../../src/adapters/local/duckdb-lake.ts';
import { duckDbLakeSchema } from '../../src/adapters/local/duckdb-lake-schema.ts';
import type { LakeColumn, LakeSchema } from '../../src/ports/lake-schema.ts';
import type { QueryEngine } from '../../src/ports/query-engine.ts';
import { lakeSchemaContract } from './lake-schema.contract.ts';

async function open() {
  const home = mkdtempSync(join(tmpdir(), 'touchpoint-schema-'));
  const lake = await openDuckDbLake({ file: join(home, 'lake.duckdb'), lakeFolder: join(home, 'lake') });
  await lake.exclusively(async (connection) => {
    await connection.run(`create table told as
      select '1' as id, map {'told': 'yes'} as attributes union all select '2', map {'told': 'no'}`);
    await connection.run(`create table kept as select 'first' as id`);
  });
  const onConnection = <T>(use: (schema: LakeSchema) => Promise<T>) =>
    lake.withConnection((connection) => use(duckDbLakeSchema(connection)));
  const duckDb: LakeSchema = {
    columnsOf: (table) => onConnection((schema) => schema.columnsOf(table)),
    addColumns: (table, columns) => onConnection((schema) => schema.addColumns(table, columns)),
    fill: (table, change) => onConnection((schema) => schema.fill(table, change)),
  };
  return {
    lake,
    duckDb,
    rows: (table: string) => lake.engine.query({ text: `select * from ${table} order by id`, values: [] }),
    async close() {
      await lake.close();
      rmSync(home, { recursive: true });
    },
  };
}

/** Athena's ALTER TABLE, as its manual has it: names and Hive's types between brackets, after COLUMNS. */
const ADD_COLUMNS = /^alter table (\w+) add columns \((.*)\)$/;

/** The adapter of AWS with DuckDB in Athena's place; `kept` is a table of files. */
async function openAthena() {
  const opened = await open();
  const athena = {
    async send({ input }: { input: { TableName: string } }) {
      const names = await opened.duckDb.columnsOf(input.TableName);
      if (names.length === 0)
        throw new MetadataException({
          message: `EntityNotFoundException: Entity Not Found: ${input.TableName}`,
          $metadata: {},
        });
      return { TableMetadata: { Columns: names.map((Name) => ({ Name, Type: 'string' })) } };
    },
  };
  const queries = {
    async run(statement) {
      const [, table, columns] = ADD_COLUMNS.exec(statement.text) ?? [];
      if (!table || !columns) return opened.lake.engine.run(statement, 'token');
      const added = columns.split(/, (?=\w+ )/).map((column): LakeColumn => {
        const [name = '', type = ''] = column.split(' ');
        return { name, type };
      });
      await opened.duckDb.addColumns(table, added);
    },
  } as Pick<QueryEngine, 'run'> as QueryEngine;
  const schema = athenaLakeSchema({
    athena: athena as unknown as AthenaClient,
    workGroup: 'stage',
    database: 'stage',
    queries,
    ids: cryptoIds(),
    fileTables: ['kept'],
  });
  return { ...opened, schema, filesStand: true };
}

lakeSchemaContract('DuckDB', async () => {
  const opened = await open();
  return { ...opened, schema: opened.duckDb, filesStand: false };
});
lakeSchemaContract('Athena', openAthena);

describe('the lake schema on Athena', () => {
  it('leaves columns of a table of files to CloudFormation, and says which are missing', async () => {
    const { schema, close } = await openAthena();
    await expect(schema.addColumns('kept', [{ name: 'status', type: 'string' }])).rejects.toThrow(
      'CloudFormation did not give kept its columns status (resources/event-lake.yml)',
    );
    await close();
  });
});
