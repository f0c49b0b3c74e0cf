/*
 * What Athena does to Iceberg tables by statements of its own, and Trino by procedures. `optimize` of Trino writes small files
 * and files with deletions anew, as Athena's does with our properties; its two others together are Athena's VACUUM, here
 * without the minute that ours waits for readers (run.sh lets them take so young snapshots).
 */
const STATEMENTS: readonly (readonly [athena: RegExp, trino: readonly string[]])[] = [
  [/^alter table (\w+) set tblproperties \('optimize_[^)]*'vacuum_[^)]*\)$/, []],
  [/^optimize (\w+) rewrite data using bin_pack$/, [`optimize`]],
  [
    /^vacuum (\w+)$/,
    [`expire_snapshots(retention_threshold => '0s')`, `remove_orphan_files(retention_threshold => '0s')`],
  ],
];

/**
 * The statements that do in Trino what one of these does in Athena; `undefined` for any other.
 * @param schema of the Iceberg tables, with its catalog
 */
export function maintenanceOf(text: string, schema: string): string[] | undefined {
  for (const [athena, procedures] of STATEMENTS) {
    const [, table] = athena.exec(text) ?? [];
    if (table !== undefined)
      return procedures.map((procedure) => `alter table ${schema}.${table} execute ${procedure}`);
  }
  return undefined;
}
