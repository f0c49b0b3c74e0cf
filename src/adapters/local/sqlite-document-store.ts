import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PlatformError } from '../../core/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import {
  type Document,
  type DocumentKey,
  type DocumentStore,
  MAX_DOCUMENT_BYTES,
  type QueryOptions,
} from '../../ports/document-store.ts';

export interface SqliteDocumentStore extends DocumentStore {
  /**
   * Writes the file anew without what was deleted or written over, and empties its log.
   * Expired documents go, too.
   */
  compact(): void;
  close(): void;
}

interface Row {
  readonly sort: Uint8Array;
  readonly value: string;
  readonly version: number;
}

const DEFAULT_LIMIT = 1000;
/** Expired rows are hidden at once and removed after so many writes. */
const WRITES_BETWEEN_PURGES = 1000;

/**
 * Documents in one SQLite file. `synchronous = full` makes each write durable before it is
 * acknowledged. Sort keys are blobs: SQLite compares those byte by byte, which is the port's order.
 * One process at a time may have the file open.
 * @param file a path, or `:memory:`
 */
export function openSqliteDocumentStore(file: string, clock: Clock): SqliteDocumentStore {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file);
  database.exec(`
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma busy_timeout = 5000;
    pragma secure_delete = on; -- what is gone is not readable in the file either
    create table if not exists documents (
      partition text not null,
      sort blob not null,
      value text not null,
      version integer not null,
      expires_at integer, -- epoch milliseconds
      primary key (partition, sort)
    ) without rowid;
    create index if not exists documents_expiry on documents (expires_at) where expires_at is not null;
  `);
  const purge = database.prepare('delete from documents where expires_at <= ?');
  const select = database.prepare(
    'select value, version from documents where partition = ? and sort = ? and (expires_at is null or expires_at > ?)',
  );
  const upsert = database.prepare(
    `insert into documents (partition, sort, value, version, expires_at) values (?, ?, ?, ?, ?)
     on conflict do update set value = excluded.value, version = excluded.version, expires_at = excluded.expires_at`,
  );
  const remove = database.prepare('delete from documents where partition = ? and sort = ?');
  const range = (order: 'asc' | 'desc') =>
    database.prepare(
      `select sort, value, version from documents
       where partition = ? and sort >= ? and sort < ? and (expires_at is null or expires_at > ?)
       order by sort ${order} limit ?`,
    );
  const ascending = range('asc');
  const descending = range('desc');

  const now = () => clock.now().getTime();
  const find = ({ partition, sort }: DocumentKey) =>
    select.get(partition, Buffer.from(sort), now()) as unknown as Row | undefined;

  let writes = 0;
  purge.run(now());

  // Each method runs to its end without yielding, so that reading and then writing is one step.
  return {
    async get<T>(key: DocumentKey) {
      const row = find(key);
      return row && { key, value: JSON.parse(row.value) as T, version: row.version };
    },

    async put(key, value, options = {}) {
      const text = JSON.stringify(value);
      if (Buffer.byteLength(text) > MAX_DOCUMENT_BYTES) {
        throw new PlatformError('PayloadTooLarge', `${describe(key)} is over ${MAX_DOCUMENT_BYTES} bytes`);
      }
      const version = find(key)?.version;
      if (options.ifVersion !== undefined && options.ifVersion !== (version ?? 'absent')) {
        throw conflict(key, options.ifVersion, version);
      }
      const next = (version ?? 0) + 1;
      upsert.run(
        key.partition,
        Buffer.from(key.sort),
        text,
        next,
        options.expiresAt ? options.expiresAt.getTime() : null,
      );
      if (++writes % WRITES_BETWEEN_PURGES === 0) purge.run(now());
      return next;
    },

    async delete(key, options = {}) {
      if (options.ifVersion !== undefined) {
        const version = find(key)?.version;
        if (version !== options.ifVersion) throw conflict(key, options.ifVersion, version);
      }
      remove.run(key.partition, Buffer.from(key.sort));
    },

    async query<T>(partition: string, sortPrefix: string, options: QueryOptions = {}) {
      const { limit = DEFAULT_LIMIT, after, descending: backwards = false } = options;
      const prefix = Buffer.from(sortPrefix);
      let from: Buffer = prefix;
      // No UTF-8 text holds the byte 0xff, so this bound lies behind every key with the prefix.
      let to: Buffer = Buffer.concat([prefix, Buffer.of(0xff)]);
      if (after !== undefined) {
        const bound = Buffer.from(after);
        // A zero byte more is the next key there can be.
        if (backwards) to = least(to, bound);
        else from = greatest(from, Buffer.concat([bound, Buffer.of(0)]));
      }
      const rows = (backwards ? descending : ascending).all(
        partition,
        from,
        to,
        now(),
        limit,
      ) as unknown as Row[];
      return rows.map(
        (row): Document<T> => ({
          key: { partition, sort: Buffer.from(row.sort).toString() },
          value: JSON.parse(row.value) as T,
          version: row.version,
        }),
      );
    },

    compact() {
      purge.run(now());
      database.exec('vacuum; pragma wal_checkpoint(truncate)');
    },

    close: () => database.close(),
  };
}

function conflict(key: DocumentKey, wanted: number | 'absent', found: number | undefined): PlatformError {
  return new PlatformError('Conflict', `${describe(key)} is at version ${found ?? 'absent'}, not ${wanted}`, {
    ...key,
    wanted,
    found: found ?? 'absent',
  });
}

const describe = (key: DocumentKey) => `Document ${key.partition} ${key.sort}`;
const least = (a: Buffer, b: Buffer) => (Buffer.compare(a, b) <= 0 ? a : b);
const greatest = (a: Buffer, b: Buffer) => (Buffer.compare(a, b) >= 0 ? a : b);
