import { appendFileSync, copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { type DuckDbLake, openDuckDbLake } from '../../src/adapters/local/duckdb-lake.ts';
import { type JournalEventSink, openJournalEventSink } from '../../src/adapters/local/journal-event-sink.ts';
import type { StoredEvent } from '../../src/core/events/event-record.ts';
import { eventSinkContract, type OpenSink } from './event-sink.contract.ts';
import { appEvent } from './events.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchpoint-events-'));
const lakes: DuckDbLake[] = [];
afterAll(async () => {
  for (const lake of lakes) await lake.close();
  rmSync(folder, { recursive: true });
});

async function openLake(): Promise<DuckDbLake> {
  const lake = await openDuckDbLake({ file: ':memory:', lakeFolder: join(folder, 'lake') });
  lakes.push(lake);
  return lake;
}

async function openSink(): Promise<OpenSink & { lake: DuckDbLake; journal: string; sink: JournalEventSink }> {
  const lake = await openLake();
  const journal = mkdtempSync(join(folder, 'journal-'));
  const sink = await openJournalEventSink(lake, journal);
  return { lake, journal, sink, stored: () => storedIn(lake) };
}

async function storedIn({ engine }: DuckDbLake): Promise<StoredEvent[]> {
  const rows = await engine.query({ text: 'select * from events', values: [] });
  return rows.map(({ application_id, arrival_date, awsaccountid, ...record }) => {
    expect(application_id).toBe((record.application as { app_id: string }).app_id);
    expect(arrival_date).toBe(new Date(record.arrival_timestamp as number).toISOString().slice(0, 10));
    return withoutNulls({ ...record, awsAccountId: awsaccountid }) as StoredEvent;
  });
}

/** Columns that a record does not fill are null. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([name, member]) => [name, withoutNulls(member)]));
}

const idsIn = async (lake: DuckDbLake) => (await storedIn(lake)).map(({ event_id }) => event_id).sort();

eventSinkContract('journal', openSink);

describe('the journal event sink', () => {
  it('brings events into the table before any kind of statement that reads it', async () => {
    const { sink, lake } = await openSink();
    const count = { text: 'select count(*) as events from EVENTS', values: [] };
    await sink.append([appEvent('e-1')]);
    expect(await lake.engine.query(count)).toEqual([{ events: 1 }]);
    await sink.append([appEvent('e-2')]);
    await lake.engine.run({ text: 'create table counted as select event_id from events', values: [] }, 't');
    expect(await lake.engine.query({ text: 'select count(*) as n from counted', values: [] })).toEqual([
      { n: 2 },
    ]);
    await sink.append([appEvent('e-3')]);
    await lake.engine.unload(
      { text: 'select event_id from events order by event_id', values: [] },
      { prefix: 'out/', format: 'csv' },
    );
    expect(readdirSync(join(folder, 'lake/out'))).toEqual(['part-0.csv']);
    expect(await lake.engine.query(count)).toEqual([{ events: 3 }]);
  });

  it('leaves no file behind once events are in the table', async () => {
    const { sink, lake, journal } = await openSink();
    await sink.append([appEvent('e-1')]);
    expect(readdirSync(journal)).toHaveLength(1);
    await idsIn(lake);
    expect(readdirSync(journal)).toEqual([]);
  });

  it('lays the events of an application, and of a campaign or journey, together', async () => {
    const { sink, lake } = await openSink();
    const told = (event_id: string, app: string, ids: Partial<StoredEvent> = {}): StoredEvent => {
      const event = appEvent(event_id);
      return { ...event, ...ids, application: { ...event.application, app_id: app } };
    };
    await sink.append([
      told('1', 'b', { campaign_id: 'c2' }),
      told('2', 'a', { journey_id: 'j1' }),
      told('3', 'b', { campaign_id: 'c1' }),
      told('4', 'a'),
      told('5', 'b', { campaign_id: 'c2' }),
      told('6', 'a', { journey_id: 'j1' }),
    ]);
    await lake.engine.query({ text: 'select 1 from events limit 1', values: [] });

    const rows = await lake.engine.query({
      text: 'select application_id, campaign_id, journey_id from events order by rowid',
      values: [],
    });

    expect(rows.map((row) => Object.values(row).map(String).join(' '))).toEqual([
      'a null j1',
      'a null j1',
      'a null null',
      'b c1 null',
      'b c2 null',
      'b c2 null',
    ]);
  });

  it('fills the send status of records of an earlier version from their attributes', async () => {
    const { sink, lake } = await openSink();
    const send = (event_id: string, event_type: string, status: string, more = {}): StoredEvent => ({
      ...appEvent(event_id),
      event_type,
      attributes: { [`${event_type.slice(1, -5)}_send_status`]: status },
      ...more,
    });
    await sink.append([
      send('1', '_campaign.send', 'HOLDOUT'),
      send('2', '_journey.send', 'SUCCESS'),
      send('3', '_campaign.send', 'of the map', { send_status: 'of the record' }),
      appEvent('4'),
    ]);

    expect(
      await lake.engine.query({ text: 'select event_id, send_status from events order by 1', values: [] }),
    ).toEqual([
      { event_id: '1', send_status: 'HOLDOUT' },
      { event_id: '2', send_status: 'SUCCESS' },
      { event_id: '3', send_status: 'of the record' },
      { event_id: '4', send_status: null },
    ]);
  });

  it('finds what an earlier process acknowledged, without the line that it did not finish', async () => {
    const { sink, journal } = await openSink();
    await sink.append([appEvent('e-1'), appEvent('e-2')]);
    const [file = ''] = readdirSync(journal);
    appendFileSync(join(journal, file), JSON.stringify(appEvent('e-3')).slice(0, 100));
    const lake = await openLake();

    const reopened = await openJournalEventSink(lake, journal);

    expect(await idsIn(lake)).toEqual(['e-1', 'e-2']);
    await reopened.append([appEvent('e-4')]);
    expect(await idsIn(lake)).toEqual(['e-1', 'e-2', 'e-4']);
  });

  it('does not load a segment again that a crash kept from being removed', async () => {
    const { sink, lake, journal } = await openSink();
    await sink.append([appEvent('e-1')]);
    const [file = ''] = readdirSync(journal);
    copyFileSync(join(journal, file), join(folder, 'kept'));
    await idsIn(lake);
    copyFileSync(join(folder, 'kept'), join(journal, file));

    const reopened = await openJournalEventSink(lake, journal);
    await reopened.append([appEvent('e-2')]);

    expect(await idsIn(lake)).toEqual(['e-1', 'e-2']);
  });

  it('ignores lines of which the end of the file was never written to disk', async () => {
    const { sink, journal } = await openSink();
    await sink.append([appEvent('e-1')]);
    const [file = ''] = readdirSync(journal);
    appendFileSync(join(journal, file), `${'\0'.repeat(4096)}\n${JSON.stringify(appEvent('e-2'))}\n`);
    const lake = await openLake();
    await openJournalEventSink(lake, journal);
    expect(await idsIn(lake)).toEqual(['e-1']);
  });

  it('does not let one record that no column can hold keep the others out', async () => {
    const { sink, lake } = await openSink();
    await sink.append([
      appEvent('e-1'),
      { ...appEvent('e-2'), event_timestamp: 'soon' as unknown as number },
      appEvent('e-3'),
    ]);
    const rows = await lake.engine.query({
      text: 'select event_id, event_timestamp is null as lost from events order by event_id',
      values: [],
    });
    expect(rows).toEqual([
      { event_id: 'e-1', lost: false },
      { event_id: 'e-2', lost: true },
      { event_id: 'e-3', lost: false },
    ]);
  });

  it('tells the caller when the journal cannot be written, and goes on when it can again', async () => {
    const journal = mkdtempSync(join(folder, 'journal-'));
    const lake = await openLake();
    const sink = await openJournalEventSink(lake, journal);
    writeFileSync(join(journal, '000000000001.ndjson'), ''); // in the way of the first segment
    await expect(sink.append([appEvent('e-1')])).rejects.toThrow('EEXIST');
    await sink.append([appEvent('e-2')]);
    expect(await idsIn(lake)).toEqual(['e-2']);
  });
});
