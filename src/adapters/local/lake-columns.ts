import type { DuckDBConnection } from '@duckdb/node-api';
import { duckDbType } from './hive-type.ts';
import type { LakeTable } from './lake-tables.ts';

/** `send_status` of an event, from its other columns. */
export const SEND_STATUS = `case event_type
  when '_campaign.send' then element_at(attributes, 'campaign_send_status')
  when '_journey.send' then element_at(attributes, 'journey_send_status')
end`;

/** How a column is filled for rows that were there before it; null for all others. */
const EARLIER_ROWS: Readonly<Record<string, { readonly value: string; readonly where: string }>> = {
  'events.send_status': { value: SEND_STATUS, where: `event_type in ('_campaign.send', '_journey.send')` },
};

/** Gives a table of an earlier version the columns that it lacks. Both, or neither, when the process ends in between. */
export async function addMissingColumns(
  connection: DuckDBConnection,
  { name: table, columns }: LakeTable,
): Promise<void> {
  const found = await connection.runAndReadAll(`select name from pragma_table_info('${table}')`);
  const known = new Set(found.getRows().map(([name]) => name));
  for (const { name, type } of columns.filter((column) => !known.has(column.name))) {
    await connection.run('begin');
    await connection.run(`alter table ${table} add column ${name} ${duckDbType(type)}`);
    const earlier = EARLIER_ROWS[`${table}.${name}`];
    if (earlier)
      await connection.run(`update ${table} set ${name} = ${earlier.value} where ${earlier.where}`);
    await connection.run('commit');
  }
}
