import type { BatchReference, MessageBatch } from '../core/messages/batch.ts';
import type { Statement } from '../core/statement.ts';
import { ENDPOINT_COLUMNS } from './segment.ts';
import { bound, identifier, join, type Sql, sql } from './sql.ts';

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

const columns = (table: string, names: readonly string[]) =>
  join(
    names.map((name) => sql`${identifier(table)}.${identifier(name)}`),
    sql`, `,
  );

/**
 * The rows that are sent, or reported as not sent: those of a batch's `messages` without a reason or
 * with one of `reported`, each with its endpoint's columns. These are null for an endpoint that was
 * deleted since. The data of a copy beats those of a stored endpoint with its id.
 */
export function batchRows(
  { applicationId, batchId, copiesOf = [] }: Pick<MessageBatch, 'applicationId' | 'batchId' | 'copiesOf'>,
  reported: readonly string[],
): Statement {
  const reasons = reported.map((reason) => sql`${reason}`);
  const isReported = reasons.length > 0 ? sql` or reason in (${join(reasons, sql`, `)})` : sql``;
  return sql`select ${columns('message', MESSAGE_COLUMNS)}, ${columns('data', DATA_COLUMNS)}
from (
    select * from messages
    where application_id = ${applicationId} and batch_id = ${batchId} and (reason is null${isReported})
) as message
left join (
    ${endpointData(applicationId, copiesOf)}
) as data on data.endpoint_id = message.endpoint_id`.statement();
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
