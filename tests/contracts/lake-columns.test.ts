import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, describe, expect, it } from '@jest/globals';
import { openDuckDbLake } from '../../src/adapters/local/duckdb-lake.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchpoint-columns-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a lake of an earlier version', () => {
  it('gets the columns that it lacks, the send status from the attributes', async () => {
    const file = join(folder, 'lake.duckdb');
    const lakeFolder = join(folder, 'lake');
    const fresh = await openDuckDbLake({ file, lakeFolder });
    await fresh.close();
    const instance = await DuckDBInstance.create(file);
    const connection = await instance.connect();
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

    const statuses = async () => {
      const lake = await openDuckDbLake({ file, lakeFolder });
      const text = 'select event_id, send_status from events order by event_id';
      const rows = await lake.engine.query({ text, values: [] });
      await lake.close();
      return rows;
    };

    const migrated = [
      { event_id: '1', send_status: 'DAILY_CAP' },
      { event_id: '2', send_status: 'SUCCESS' },
      { event_id: '3', send_status: null },
      { event_id: '4', send_status: null },
    ];
    expect(await statuses()).toEqual(migrated);
    expect(await statuses()).toEqual(migrated); // once is enough
  });
});
