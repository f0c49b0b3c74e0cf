import { readFileSync } from 'node:fs';
import { parse, Scalar, type Tags, type YAMLSeq } from 'yaml';
import { laterColumns } from '../../core/schema/migrations.ts';
import type { LakeColumn } from '../../ports/lake-schema.ts';
import { duckDbType } from './hive-type.ts';

export interface LakeTable {
  readonly name: string;
  readonly columns: readonly LakeColumn[];
}

interface GlueColumn {
  readonly Name: string;
  readonly Type: string;
}

interface GlueResources {
  readonly Resources: Record<
    string,
    {
      readonly Type: string;
      readonly Properties: {
        readonly TableInput: {
          readonly Name: string;
          readonly StorageDescriptor: { readonly Columns: readonly GlueColumn[] };
          readonly PartitionKeys?: readonly GlueColumn[];
        };
      };
    }
  >;
}

/** CloudFormation's functions, as far as names and types of columns need them. */
const FUNCTIONS: Tags = [
  ...['!Ref', '!Sub', '!GetAtt'].map((tag) => ({ tag, resolve: (text: string) => text })),
  { tag: '!Split', collection: 'seq', resolve: (parts) => parts },
  {
    tag: '!Join',
    collection: 'seq',
    resolve(parts) {
      const [separator, texts] = (parts as YAMLSeq).toJSON() as [string, string[]];
      return new Scalar(texts.join(separator));
    },
  },
];

/**
 * The lake's tables from the stack's own definitions (`resources/lake-tables.yml`, `event-lake.yml`).
 * The parts of a path that partition a table are columns, after the others, and then those that migrations add.
 */
export function readLakeTables(file: string | URL): LakeTable[] {
  const { Resources } = parse(readFileSync(file, 'utf8'), { customTags: FUNCTIONS }) as GlueResources;
  return Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::Glue::Table')
    .map(({ Properties: { TableInput } }) => {
      const first = [...TableInput.StorageDescriptor.Columns, ...(TableInput.PartitionKeys ?? [])].map(
        ({ Name, Type }) => ({ name: Name, type: Type }),
      );
      return { name: TableInput.Name, columns: withLater(TableInput.Name, first) };
    });
}

function withLater(table: string, columns: readonly LakeColumn[]): LakeColumn[] {
  const known = new Set(columns.map(({ name }) => name));
  const later = laterColumns(table).filter(({ name }) => !known.has(name));
  return [...columns, ...later.map(({ name, type }) => ({ name, type }))];
}

/** The statement that makes one table in DuckDB, unless it is there. */
export function createTable({ name, columns }: LakeTable): string {
  const lines = columns.map((column) => `${column.name} ${duckDbType(column.type)}`);
  return `create table if not exists ${name} (${lines.join(', ')})`;
}
