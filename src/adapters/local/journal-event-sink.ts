import type { DuckDBConnection } from '@duckdb/node-api';
import type { StoredEvent } from '../../core/events/event-record.ts';
import { SEND_STATUS } from '../../core/schema/migrations.ts';
import type { EventSink } from '../../ports/event-sink.ts';
import type { LakeColumn } from '../../ports/lake-schema.ts';
import type { DuckDbLake } from './duckdb-lake.ts';
import { openEventJournal, type Segment } from './event-journal.ts';
import { duckDbType } from './hive-type.ts';

export interface JournalEventSink extends EventSink {
  /** Brings everything acknowledged into the table. */
  flush(): Promise<void>;
  /** Flushes, then takes no more. */
  close(): Promise<void>;
}

/**
 * The journal is brought into the lake when it has grown so far, also when nobody asks for it. That is
 * more than DuckDB's 122,880 rows of a row group, which it writes once; smaller loads go through its
 * write-ahead log first and take three to five times as long for each event.
 */
const LOAD_AT_BYTES = 96 * 1024 * 1024;
/** Appends wait for the lake when it has fallen so far behind. */
const WAIT_AT_BYTES = 512 * 1024 * 1024;

/**
 * The EventSink port on a journal beside the lake: one write and one sync for all events that come
 * together. They are loaded in bulk, each segment in one transaction together with the note that it
 * was, before the next statement that reads `events`.
 * @param folder of the journal
 */
export async function openJournalEventSink(
  lake: Pick<DuckDbLake, 'withConnection' | 'exclusively' | 'beforeReading' | 'columnsOf'>,
  folder: string,
): Promise<JournalEventSink> {
  const loaded = await lake.exclusively(lastLoaded);
  const journal = await openEventJournal(folder, loaded);
  const load = loading(lake.columnsOf('events'));
  let flushing: Promise<void> = Promise.resolve();
  let backgroundError: unknown;

  async function loadSealed(): Promise<void> {
    for (const segment of await journal.seal()) {
      await lake.exclusively((connection) => load(connection, segment));
      await journal.remove(segment);
    }
  }
  /** A flush that is under way may have begun before the last append, so another follows it. */
  function flush(): Promise<void> {
    if (journal.pendingBytes === 0) return flushing;
    const done = flushing.catch(() => undefined).then(loadSealed);
    flushing = done;
    done.catch(() => undefined); // whoever asked is told
    return done;
  }

  let inBackground = false;
  function flushInBackground(): void {
    if (inBackground) return;
    inBackground = true;
    flush()
      .then(() => {
        backgroundError = undefined;
      })
      .catch((error) => {
        backgroundError = error; // the next reader, or the next append that has to wait, meets it
      })
      .finally(() => {
        inBackground = false;
      });
  }

  await flush();
  lake.beforeReading('events', flush);
  return {
    async append(events) {
      if (events.length === 0) return;
      if (journal.pendingBytes >= WAIT_AT_BYTES) await flush();
      await journal.append(linesOf(events));
      if (journal.pendingBytes >= LOAD_AT_BYTES && !backgroundError) flushInBackground();
    },
    flush,
    async close() {
      await flush();
      await journal.close();
    },
  };
}

function linesOf(events: readonly StoredEvent[]): string {
  let lines = '';
  for (const event of events) lines += `${JSON.stringify(event)}\n`;
  return lines;
}

async function lastLoaded(connection: DuckDBConnection): Promise<number> {
  await connection.run('create table if not exists event_journal (loaded bigint)');
  const rows = await connection.runAndReadAll('select coalesce(max(loaded), 0) from event_journal');
  return Number(rows.getRows()[0]?.[0] ?? 0);
}

/** Members of a record whose column is spelt otherwise: Glue has lower-case names only. */
const MEMBERS: Readonly<Record<string, string>> = { awsaccountid: 'awsAccountId' };
/** Columns that are the table's path on AWS. Both follow from the record (resources/event-streams.yml). */
const PARTITIONS: Readonly<Record<string, string>> = {
  application_id: 'application.app_id',
  arrival_date: "strftime(epoch_ms(arrival_timestamp), '%Y-%m-%d')",
};

/** A key that records of an earlier version do not have beside their attributes. */
const DERIVED: Readonly<Record<string, string>> = { send_status: `coalesce(send_status, ${SEND_STATUS})` };
/**
 * Rows of one application, and of one campaign or journey, lie together: a question about one of them leaves the
 * others' values unread, vector by vector (docs/decisions/0012-events-lie-by-sender.md).
 */
const ORDER = 'application_id, campaign_id, journey_id, arrival_timestamp';

/** A value that its column cannot hold becomes null, since one bad record must not keep all others out for ever. */
function loading(columns: readonly LakeColumn[]) {
  const own = columns.filter(({ name }) => !(name in PARTITIONS));
  const types = own.map(({ name, type }) => `${MEMBERS[name] ?? name}: '${duckDbType(type)}'`).join(', ');
  const values = columns.map(
    ({ name }) => `${PARTITIONS[name] ?? DERIVED[name] ?? MEMBERS[name] ?? name} as ${name}`,
  );
  return async (connection: DuckDBConnection, { number, path }: Segment): Promise<void> => {
    const insert = await connection.prepare(
      `insert into events by name select ${values.join(', ')}
       from read_json($1, format = 'newline_delimited', columns = {${types}}, ignore_errors = true)
       order by ${ORDER}`,
    );
    insert.bindVarchar(1, path);
    await insert.run();
    await connection.run('delete from event_journal');
    const note = await connection.prepare('insert into event_journal values ($1)');
    note.bindBigInt(1, BigInt(number));
    await note.run();
  };
}
