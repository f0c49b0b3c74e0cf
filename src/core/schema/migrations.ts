import type { Clock } from '../../ports/clock.ts';
import type { DocumentStore } from '../../ports/document-store.ts';
import type { LakeColumn } from '../../ports/lake-schema.ts';
import { notePastRuns } from '../campaigns/note-past-runs.ts';
import { noteAllDefinitions } from '../definitions/note-all.ts';

/** A column that a table got after it was first made. */
export interface LaterColumn extends LakeColumn {
  readonly table: string;
  /**
   * What rows from before get, as SQL in Athena's spelling; null when absent. Tables that grow by files on AWS keep
   * null there all the same, so what reads such a column must bear that.
   */
  readonly earlierRows?: { readonly value: string; readonly where: string };
}

/**
 * One step of the stage's schema. It may have run in part before, or whole: done again, it changes nothing. What
 * runs meanwhile is the code of before, so a step adds and does not take away.
 */
export interface Migration {
  /** What somebody who upgrades is told. */
  readonly what: string;
  /**
   * The oldest version whose code works with what this step leaves; 0 is the code of before there were versions. The
   * step's own when absent: no way leads back.
   */
  readonly readableFrom?: number;
  readonly columns?: readonly LaterColumn[];
  readonly documents?: (ports: { readonly documents: DocumentStore; readonly clock: Clock }) => Promise<void>;
}

/** `send_status` of an event, from its other columns. */
export const SEND_STATUS = `case event_type
  when '_campaign.send' then element_at(attributes, 'campaign_send_status')
  when '_journey.send' then element_at(attributes, 'journey_send_status')
end`;

/**
 * All of them, in order: the first leads to version 1. A step that was released is never changed nor taken out.
 *
 * A new table needs none: both stages make it. A new column of a table in `resources/lake-tables.yml` stands here and
 * not there, since CloudFormation breaks an Iceberg table that it updates; one in `event-lake.yml` stands in both.
 */
export const MIGRATIONS: readonly Migration[] = [
  {
    what: 'events say in a column of their own how a send ended',
    readableFrom: 0,
    columns: [
      {
        table: 'events',
        name: 'send_status',
        type: 'string',
        earlierRows: { value: SEND_STATUS, where: `event_type in ('_campaign.send', '_journey.send')` },
      },
    ],
  },
  {
    what: 'the lake knows what campaigns, journeys and segments are called (table definition_names)',
    readableFrom: 0,
    documents: noteAllDefinitions,
  },
  {
    what: 'campaigns say when they ran last, and failed runs are found by day',
    readableFrom: 0,
    documents: notePastRuns,
  },
];

/** Columns that a table got later, in the order in which it got them. */
export function laterColumns(table: string, migrations = MIGRATIONS): LaterColumn[] {
  return migrations.flatMap(({ columns = [] }) => columns.filter((column) => column.table === table));
}
