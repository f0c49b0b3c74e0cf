import { describe, expect, it } from '@jest/globals';
import { readLakeTables } from '../../../src/adapters/local/lake-tables.ts';
import { ERASED_TABLES, IMPERSONAL_TABLES } from '../../../src/compiler/erased-tables.ts';
import { eraseRows } from '../../../src/compiler/erasure.ts';
import { athenaErasure } from '../../../src/compiler/erasure-dialect.ts';
import { FILE_TABLES } from '../../../src/compiler/erasure-files.ts';
import { sql } from '../../../src/compiler/sql.ts';
import { athenaErasureDialect } from '../../../src/runtime/erasure-statements.ts';

const read = (file: string) => readLakeTables(new URL(`../../../resources/${file}`, import.meta.url));
const tables = [...read('lake-tables.yml'), ...read('event-lake.yml')];
/** Rows on their way into a table, as files of lines that erasures go through (`src/core/erasure/erase-objects.ts`). */
const LINES = ['imported_changes', 'staged_members', 'transactions'];
const NAMING = /^(endpoint_id|given_id|user_id|customer_id|participant_id|address|message_id)$/;
const TEXTS = /^(attributes|client|client_context|device|extra|facets|session)$/;

describe('the tables of an erasure', () => {
  it('are all that the lake has', () => {
    const known = [
      ...ERASED_TABLES.map(({ name }) => name),
      ...FILE_TABLES.map(({ name }) => name),
      ...IMPERSONAL_TABLES,
      ...LINES,
      'erased_values',
    ];
    expect([...new Set(known)].sort()).toEqual(tables.map(({ name }) => name).sort());
  });

  it('hold no person where none is looked for', () => {
    for (const { name, columns } of tables.filter(({ name: one }) => IMPERSONAL_TABLES.includes(one))) {
      expect({ name, persons: columns.filter((column) => NAMING.test(column.name)) }).toEqual({
        name,
        persons: [],
      });
    }
  });

  it('lose every column that may name somebody, where rows stay', () => {
    for (const { name, columns } of ERASED_TABLES.filter(({ outcome }) => outcome === 'anonymise')) {
      const all = tables.find((table) => table.name === name)?.columns.map((column) => column.name) ?? [];
      const telling = all.filter((column) => NAMING.test(column) || TEXTS.test(column));
      expect({ name, left: telling.filter((column) => !(column in columns)) }).toEqual({ name, left: [] });
      expect(Object.keys(columns).filter((column) => !all.includes(column))).toEqual([]);
    }
  });

  it('are changed by one MERGE for each way in which a row may be somebody’s, with no value in its text', () => {
    const messages = ERASED_TABLES.find(({ name }) => name === 'messages');
    const statements = messages
      ? eraseRows(
          messages,
          athenaErasure((column) => column),
        )
      : [];
    expect(statements.map(({ values }) => values)).toEqual(
      ['endpoint', 'user', 'address'].map((kind) => [{ type: 'varchar', value: kind }]),
    );
    expect(statements[0]?.text).toBe(`merge into messages as stored
using (select * from erased_values where kind = ?) as person
on person.application_id = stored.application_id and person.value = lower(stored.endpoint_id) and coalesce(stored.decided_at, timestamp '1970-01-01 00:00:00') <= person.until
when matched then update set message_id = 'erased-' || substr(lower(to_hex(md5(to_utf8(person.salt || stored.message_id)))), 1, 24), participant_id = 'erased-' || substr(lower(to_hex(md5(to_utf8(person.salt || stored.participant_id)))), 1, 24), endpoint_id = 'erased-' || substr(lower(to_hex(md5(to_utf8(person.salt || stored.endpoint_id)))), 1, 24), user_id = 'erased-' || substr(lower(to_hex(md5(to_utf8(person.salt || stored.user_id)))), 1, 24), address = null`);
  });

  it('spell nested types as Athena does, with members that are words of SQL in quotes', () => {
    const dialect = athenaErasureDialect(
      () => 'struct<from:string,to:array<string>,sent:struct<at:bigint,tags:map<string,string>>>',
    );
    const { text } = dialect.castAs('facets', sql`row(null)`);
    expect(text).toBe(
      'cast(row(null) as row("from" varchar, "to" array(varchar), "sent" row("at" bigint, "tags" map(varchar, varchar))))',
    );
  });
});
