import { type AthenaClient, GetTableMetadataCommand } from '@aws-sdk/client-athena';

export interface TableColumn {
  readonly name: string;
  /** Hive's name of the type, as Glue has it. */
  readonly type: string;
}

/** A table's columns in their order, those that are its path last. */
export async function tableColumns(
  athena: AthenaClient,
  {
    workGroup,
    database,
    table,
  }: { readonly workGroup: string; readonly database: string; readonly table: string },
): Promise<TableColumn[]> {
  const { TableMetadata } = await athena.send(
    new GetTableMetadataCommand({
      CatalogName: 'AwsDataCatalog',
      DatabaseName: database,
      TableName: table,
      WorkGroup: workGroup,
    }),
  );
  const { Columns = [], PartitionKeys = [] } = TableMetadata ?? {};
  return [...Columns, ...PartitionKeys].map(({ Name = '', Type = 'string' }) => ({ name: Name, type: Type }));
}
