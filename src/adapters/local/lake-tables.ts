import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export interface LakeColumn {
  readonly name: string;
  /** Hive's name of the type, as Glue has it. */
  readonly type: string;
}

export interface LakeTable {
  readonly name: string;
  readonly columns: readonly LakeColumn[];
}

interface GlueResources {
  readonly Resources: Record<
    string,
    {
      readonly Properties: {
        readonly TableInput: {
          readonly Name: string;
          readonly StorageDescriptor: {
            readonly Columns: { readonly Name: string; readonly Type: string }[];
          };
        };
      };
    }
  >;
}

/** The lake's mutable tables, from the stack's own definition (`resources/lake-tables.yml`). */
export function readLakeTables(file: string | URL): LakeTable[] {
  const passThrough = ['!Ref', '!Sub', '!GetAtt'].map((tag) => ({ tag, resolve: (text: string) => text }));
  const { Resources } = parse(readFileSync(file, 'utf8'), { customTags: passThrough }) as GlueResources;
  return Object.values(Resources).map(({ Properties: { TableInput } }) => ({
    name: TableInput.Name,
    columns: TableInput.StorageDescriptor.Columns.map(({ Name, Type }) => ({ name: Name, type: Type })),
  }));
}

/** DuckDB's spelling of a Hive type, such as `map<string,array<string>>`. */
export function duckDbType(hiveType: string): string {
  const map = /^map<([a-z]+),(.+)>$/.exec(hiveType);
  if (map) return `map(${duckDbType(map[1] as string)}, ${duckDbType(map[2] as string)})`;
  const array = /^array<(.+)>$/.exec(hiveType);
  if (array) return `${duckDbType(array[1] as string)}[]`;
  return hiveType === 'string' ? 'varchar' : hiveType;
}

/** The statement that makes one table in DuckDB, unless it is there. */
export function createTable({ name, columns }: LakeTable): string {
  const lines = columns.map((column) => `${column.name} ${duckDbType(column.type)}`);
  return `create table if not exists ${name} (${lines.join(', ')})`;
}
