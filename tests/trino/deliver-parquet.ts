import { randomUUID } from 'node:crypto';
import type { ObjectStore } from '../../src/ports/object-store.ts';
import type { LakeOnS3 } from './lake-on-s3.ts';
import { createFileTable, fileTables } from './lake-schema.ts';

/**
 * What Firehose does and moto does not: lines of JSON become a Parquet file by the columns of a table of the stack, under
 * a prefix in the lake bucket.
 * @param prefix with the values of the table's partitions and a slash at its end
 */
export async function deliverParquet(
  { trino, database }: LakeOnS3,
  bucket: ObjectStore,
  {
    table: name,
    prefix,
    lines,
  }: { readonly table: string; readonly prefix: string; readonly lines: readonly string[] },
): Promise<void> {
  const table = fileTables().find((one) => one.name === name);
  if (!table) throw new Error(`The stack has no table ${name} of files`);
  const [uri, raw, made] = [
    `s3://${bucket.bucket}/`,
    `raw_${randomUUID().slice(0, 8)}`,
    `made_${randomUUID().slice(0, 8)}`,
  ];
  await bucket.put(`${raw}/lines.json`, lines.map((line) => `${line}\n`).join(''));
  const columns = table.columns.filter((column) => !table.partitions.includes(column.name));
  const json = { ...table, name: raw, columns, partitions: [], format: 'OPENX_JSON', folder: raw } as const;
  await trino(createFileTable(json, database, uri));
  await trino(
    `create table ${made} with (format = 'PARQUET', external_location = '${uri}${made}/') as select * from ${raw}`,
  );
  for (const { key } of await bucket.list(`${made}/`))
    await bucket.put(prefix + key.slice(made.length + 1), (await bucket.get(key)) ?? '');
  for (const { key } of [...(await bucket.list(`${raw}/`)), ...(await bucket.list(`${made}/`))])
    await bucket.delete(key);
}
