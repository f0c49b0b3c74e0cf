import type { BatchReference, MessageBatch } from '../core/messages/batch.ts';
import type { Statement } from '../core/statement.ts';
import { WAITED } from './journey-graph.ts';
import { ENDPOINT_COLUMNS } from './segment.ts';
import { bound, identifier, join, type Sql, sql } from './sql.ts';
import { unloadedColumns } from './unloaded-columns.ts';

/** Columns of `messages` that a chunk's row has. */
const MESSAGE_COLUMNS = [
  'message_id',
  'campaign_activity_id',
  'treatment_id',
  'journey_run_id',
  'journey_activity_id',
  'participant_id',
  'endpoint_id',
  'user_id',
  'channel_type',
  'address',
  'reason',
] as const;

/** What the endpoint adds to them: all that `messages` does not say itself. */
const DATA_COLUMNS = ENDPOINT_COLUMNS.filter(
  (column) => column !== 'application_id' && !(MESSAGE_COLUMNS as readonly string[]).includes(column),
);

/**
 * The rows that are sent, or reported as not sent: those of a batch's `messages` without a reason or
 * with one of `reported`, each with its endpoint's columns. These are null for an endpoint that was
 * deleted since. The data of a copy beats those of a stored endpoint with its id. Where messages may have
 * waited for the end of quiet time, `waited` says of which.
 */
export function batchRows(
  batch: Pick<MessageBatch, 'applicationId' | 'batchId' | 'copiesOf' | 'origin'>,
  reported: readonly string[],
): Statement {
  const { applicationId, batchId, copiesOf = [] } = batch;
  const waits = quietWaits(batch);
  const reasons = reported.map((reason) => sql`${reason}`);
  const isReported = reasons.length > 0 ? sql` or reason in (${join(reasons, sql`, `)})` : sql``;
  return sql`select ${unloadedColumns('message', MESSAGE_COLUMNS)}, ${unloadedColumns('data', DATA_COLUMNS)}${waits.column}
from (
    select * from messages
    where application_id = ${applicationId} and batch_id = ${batchId} and (reason is null${isReported})
) as message
left join (
    ${endpointData(applicationId, copiesOf)}
) as data on data.endpoint_id = message.endpoint_id${waits.join}`.statement();
}

/** Whether a message's participant left its activity because quiet time was over. */
function quietWaits({ applicationId, batchId, origin }: Parameters<typeof batchRows>[0]): {
  readonly column: Sql;
  readonly join: Sql;
} {
  if (origin.kind !== 'journey' || !origin.waitsForQuietTime) return { column: sql``, join: sql`` };
  return {
    column: sql`, waited.participant_id is not null as waited`,
    join: sql`
left join (
    select distinct participant_id, journey_run_id, from_activity
    from journey_transitions
    where application_id = ${applicationId} and journey_id = ${origin.journeyId} and tick_id = ${batchId}
        and branch = ${WAITED}
) as waited
    on waited.participant_id = message.participant_id
    and waited.journey_run_id = message.journey_run_id
    and waited.from_activity = message.journey_activity_id`,
  };
}

function endpointData(applicationId: string, copiesOf: NonNullable<MessageBatch['copiesOf']>): Sql {
  const data = join(['endpoint_id', ...DATA_COLUMNS].map(identifier), sql`, `);
  const stored = sql`select ${data} from endpoints where application_id = ${applicationId}`;
  if (copiesOf.length === 0) return stored;
  const versions = copiesOf.map(
    ({ id, version }) => sql`(segment_id = ${id} and segment_version = ${bound('bigint', version)})`,
  );
  return sql`select ${data}
    from (
        select *, row_number() over (partition by endpoint_id order by rank, effective_date desc) as place
        from (
            select 1 as rank, ${data}
            from segment_members
            where application_id = ${applicationId} and not registered and endpoint_id is not null
                and (${join(versions, sql` or `)})
            union all
            select 2 as rank, ${data} from endpoints where application_id = ${applicationId}
        ) as known
    ) as ranked
    where place = 1`;
}

/** Rows `reason` (null: to be sent), `messages`: the whole audience of a batch. */
export function batchAudience({ applicationId, batchId }: BatchReference): Statement {
  return sql`select reason, count(*) as messages
from messages
where application_id = ${applicationId} and batch_id = ${batchId}
group by reason`.statement();
}
