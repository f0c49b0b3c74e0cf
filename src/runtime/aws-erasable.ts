import type { AthenaClient } from '@aws-sdk/client-athena';
import { athenaTables } from '../adapters/aws/athena-erasure.ts';
import { tableColumns } from '../adapters/aws/athena-table-columns.ts';
import { fileTableEraser } from '../adapters/aws/erase-file-table.ts';
import { keptResults } from '../adapters/aws/kept-results.ts';
import type { Clock } from '../ports/clock.ts';
import type { ErasablePlace } from '../ports/erasable-place.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { QueryEngine } from '../ports/query-engine.ts';
import { athenaErasureDialect, fileErasures, rowErasure } from './erasure-statements.ts';

export interface AwsErasableOptions {
  readonly athena: AthenaClient;
  readonly workGroup: string;
  readonly database: string;
  readonly lake: ObjectStore;
  readonly queries: QueryEngine;
  readonly clock: Clock;
  refresh(): Promise<void>;
  pause(milliseconds: number): Promise<void>;
}

/** Where persons are on AWS besides documents and objects: the tables, and results of queries. */
export function awsErasable(options: AwsErasableOptions): ErasablePlace[] {
  const { lake, queries, refresh, pause, clock } = options;
  const columns = (table: string) => tableColumns(options.athena, { ...options, table });
  const dialect = async () => {
    const types = new Map((await columns('events')).map(({ name, type }) => [name, type]));
    return athenaErasureDialect((column) => types.get(column) ?? column);
  };
  const columnsOf = async (table: string) => (await columns(table)).map(({ name }) => name);
  return [
    athenaTables({
      lake,
      queries,
      // Only events have columns whose type is asked for, and those are files.
      rows: rowErasure(athenaErasureDialect((column) => column)),
      files: fileErasures(dialect).map((statements) =>
        fileTableEraser({ lake, queries, statements, columnsOf }),
      ),
      refresh,
      pause,
    }),
    keptResults({ lake, clock }),
  ];
}
