import {
  type AthenaClient,
  type Column,
  ListTableMetadataCommand,
  type TableMetadata,
} from '@aws-sdk/client-athena';
import type { CatalogTable } from '../../ports/query-executions.ts';

/** Persons whom an erasure is taking out, with what their pseudonyms are made of: for nobody to read. */
const HIDDEN = 'erased_values';

/** Tables and views of the lake's Glue database, by name; the parts of a path that partition a table come last. */
export async function athenaCatalog(
  athena: AthenaClient,
  { workGroup, database }: { readonly workGroup: string; readonly database: string },
): Promise<CatalogTable[]> {
  const tables: CatalogTable[] = [];
  let next: string | undefined;
  do {
    const command = new ListTableMetadataCommand({
      CatalogName: 'AwsDataCatalog',
      DatabaseName: database,
      WorkGroup: workGroup,
      NextToken: next,
    });
    const { TableMetadataList = [], NextToken } = await athena.send(command);
    tables.push(...TableMetadataList.map(catalogTable).filter(({ name }) => name !== HIDDEN));
    next = NextToken;
  } while (next !== undefined);
  return tables.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function catalogTable({
  Name = '',
  TableType,
  Columns = [],
  PartitionKeys = [],
}: TableMetadata): CatalogTable {
  return {
    name: Name,
    kind: TableType === 'VIRTUAL_VIEW' ? 'view' : 'table',
    columns: [...Columns, ...PartitionKeys].map(({ Name: name = '', Type = 'string' }: Partial<Column>) => ({
      name,
      type: athenaTypeOf(Type),
    })),
  };
}

/** Athena's spelling of Glue's (Hive's) name of a type: `map<string,array<int>>` is `map(varchar, array(integer))`. */
export function athenaTypeOf(hiveType: string): string {
  return hiveType
    .replaceAll(/,(?![^(]*\))/g, ', ') // but not within decimal(9,2)
    .replaceAll(/\bstruct</g, 'row<')
    .replaceAll(/(\w+):/g, '$1 ')
    .replaceAll(/\bstring(?=[,>]|$)/g, 'varchar')
    .replaceAll(/\bint(?=[,>]|$)/g, 'integer')
    .replaceAll(/\bfloat(?=[,>]|$)/g, 'real')
    .replaceAll(/\bbinary(?=[,>]|$)/g, 'varbinary')
    .replaceAll('<', '(')
    .replaceAll('>', ')');
}
