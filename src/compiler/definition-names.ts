import type { DefinitionKey, DefinitionName } from '../core/definitions/definition-name.ts';
import type { Statement } from '../core/statement.ts';
import { bound, join, type Sql, sql } from './sql.ts';

/** The rows of definitions as the lake has them, with their parts. */
export function storedNames(definitions: readonly DefinitionKey[]): Statement {
  return sql`select application_id, kind, id, owner_id, name, segment_id, event_name, deleted, changed_at
from definition_names
where ${within(definitions)}`.statement();
}

/** What definitions and their parts are called, or were when they were deleted. */
export function namesIn(definitions: readonly DefinitionKey[]): Statement {
  return sql`select kind, id, owner_id, name
from definition_names
where ${within(definitions)}`.statement();
}

function within(definitions: readonly DefinitionKey[]): Sql {
  const each = definitions.map(
    ({ applicationId, kind, id }) =>
      sql`application_id = ${applicationId} and ((kind = ${kind} and id = ${id}) or owner_id = ${id})`,
  );
  return sql`(${join(each, sql`) or (`)})`;
}

/**
 * Brings rows into `definition_names`. A row that is there is changed by a newer one only, and one of a deleted
 * definition not at all, so that whoever is late changes nothing.
 */
export function mergeNames(rows: readonly DefinitionName[]): Statement {
  const text = (value: string | null) => bound('varchar', value);
  const typed = (value: string | null) => sql`cast(${text(value)} as varchar)`;
  const values = rows.map(
    (row) =>
      sql`(${row.applicationId}, ${row.kind}, ${row.id}, ${typed(row.ownerId)}, ${typed(row.name)}, ${typed(row.segmentId)}, ${typed(row.eventName)}, ${bound('boolean', row.deleted)}, ${bound('timestamp', row.changedAt)})`,
  );
  return sql`merge into definition_names as stored
using (
    select * from (values
        ${join(values, sql`,\n        `)}
    ) as given (application_id, kind, id, owner_id, name, segment_id, event_name, deleted, changed_at)
) as fresh
on stored.application_id = fresh.application_id
    and stored.kind = fresh.kind
    and coalesce(stored.owner_id, '') = coalesce(fresh.owner_id, '')
    and stored.id = fresh.id
when matched and not stored.deleted and (fresh.deleted or fresh.changed_at >= stored.changed_at) then update set
    name = fresh.name,
    segment_id = fresh.segment_id,
    event_name = fresh.event_name,
    deleted = fresh.deleted,
    changed_at = fresh.changed_at
when not matched then insert (application_id, kind, id, owner_id, name, segment_id, event_name, deleted, changed_at)
    values (fresh.application_id, fresh.kind, fresh.id, fresh.owner_id, fresh.name, fresh.segment_id, fresh.event_name, fresh.deleted, fresh.changed_at)`.statement();
}
