import { readFileSync } from 'node:fs';
import { parse, type Tags } from 'yaml';
import { athenaTypeOf } from '../../src/adapters/aws/athena-catalog.ts';
import { type LakeTable, readLakeTables } from '../../src/adapters/local/lake-tables.ts';

const ICEBERG = new URL('../../resources/lake-tables.yml', import.meta.url);
const HIVE = new URL('../../resources/event-lake.yml', import.meta.url);

/** Days that partitions are projected for: the fixtures' too, which a real lake could not yet hold. */
const DAYS = { first: '2017-01-01', last: '2027-12-31' };

interface GlueTable {
  readonly Name: string;
  readonly Parameters: Readonly<Record<string, string>>;
  readonly StorageDescriptor: {
    readonly Location: string;
    readonly SerdeInfo: { readonly SerializationLibrary: string };
  };
  readonly PartitionKeys?: readonly { readonly Name: string }[];
}

/** A table that grows by files, as the stack defines it. */
export interface FileTable extends LakeTable {
  readonly partitions: readonly string[];
  readonly format: 'PARQUET' | 'OPENX_JSON';
  /** Where its files lie in the lake bucket, with a slash at its end. */
  readonly folder: string;
  /** The same of a partition: `events/application_id=${application_id}/…`; empty of a table without. */
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Tables that statements change: Iceberg's, as in the stack. */
export function icebergTables(): LakeTable[] {
  return readLakeTables(ICEBERG);
}

export function fileTables(): FileTable[] {
  const known = readLakeTables(HIVE);
  const text = readFileSync(HIVE, 'utf8');
  const { Resources } = parse(text, { customTags: TAGS }) as {
    Resources: Record<string, { Type: string; Properties: { TableInput: GlueTable } }>;
  };
  return Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::Glue::Table')
    .map(({ Properties: { TableInput } }) => {
      const template = TableInput.Parameters['storage.location.template'] ?? '';
      return {
        name: TableInput.Name,
        columns: known.find(({ name }) => name === TableInput.Name)?.columns ?? [],
        partitions: (TableInput.PartitionKeys ?? []).map(({ Name }) => Name),
        format: FORMATS[TableInput.StorageDescriptor.SerdeInfo.SerializationLibrary] ?? 'PARQUET',
        folder: keyOf(TableInput.StorageDescriptor.Location),
        template: keyOf(template).replaceAll('${!', '${'),
        parameters: TableInput.Parameters,
      };
    });
}

const keyOf = (location: string) => location.replace(/^s3:\/\/[^/]*\//, '');

const FORMATS: Record<string, FileTable['format']> = {
  'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe': 'PARQUET',
  'org.openx.data.jsonserde.JsonSerDe': 'OPENX_JSON',
};

const TAGS: Tags = ['!Ref', '!Sub', '!GetAtt', '!Split', '!Join'].flatMap((tag) => [
  { tag, resolve: (text: string) => text },
  { tag, collection: 'seq' as const, resolve: (value: unknown) => value },
]);

/** @param location of its files; where the catalog puts them when absent */
export function createIcebergTable({ name, columns }: LakeTable, location?: string): string {
  const lines = columns.map(
    (column) => `"${column.name}" ${trinoType(column.type).replace(/^timestamp$/, 'timestamp(6)')}`,
  );
  return `create table ${name} (${lines.join(', ')})${location === undefined ? '' : ` with (location = '${location}')`}`;
}

/** The DDL of a table whose partitions are projected as the stack's parameters say. @param bucket URI of the lake bucket, with a slash at its end */
export function createFileTable(table: FileTable, schema: string, bucket: string): string {
  const { name, columns, partitions, format, folder, template, parameters } = table;
  const lines = columns.map(
    (column) =>
      `"${column.name}" ${trinoType(column.type)}${partitions.includes(column.name) ? projection(parameters, column.name) : ''}`,
  );
  return `create table ${schema}.${name} (${lines.join(', ')}) with (format = '${format}',
  external_location = '${bucket}${folder}'${partitions.length === 0 ? '' : projected(partitions, bucket + template)})`;
}

function projected(partitions: readonly string[], template: string): string {
  const names = partitions.map((one) => `'${one}'`).join(', ');
  return `, partitioned_by = array[${names}],
  partition_projection_enabled = true, partition_projection_location_template = '${template}'`;
}

function projection(parameters: Readonly<Record<string, string>>, column: string): string {
  const type = parameters[`projection.${column}.type`];
  if (type === 'injected') return ` with (partition_projection_type = 'injected')`;
  if (type !== 'date') throw new Error(`A projection that this does not know: ${type}`);
  return ` with (partition_projection_type = 'date', partition_projection_format = '${parameters[`projection.${column}.format`]}',
    partition_projection_range = array['${DAYS.first}', '${DAYS.last}'])`;
}

/** Names of members quoted, since some are words of SQL. */
export function trinoType(hiveType: string): string {
  return athenaTypeOf(hiveType.replaceAll(/(\w+):/g, '"$1" '));
}
