/** A column as the lake's definitions have it. */
export interface LakeColumn {
  readonly name: string;
  /** Hive's name of the type, as Glue has it. */
  readonly type: string;
}

/** The shape of the lake's tables, for migrations. Only one user at a time changes it. */
export interface LakeSchema {
  /** Names of the table's columns, in lower case; none when there is no such table. */
  columnsOf(table: string): Promise<readonly string[]>;
  /** Adds columns behind those that are there, null in every row. */
  addColumns(table: string, columns: readonly LakeColumn[]): Promise<void>;
  /**
   * Sets a column in the rows for which a condition holds; both are SQL in Athena's spelling.
   * @returns false, having changed nothing, for a table whose rows no statement can change
   */
  fill(
    table: string,
    change: { readonly column: string; readonly value: string; readonly where: string },
  ): Promise<boolean>;
}
