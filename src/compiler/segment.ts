import type { SegmentNode } from '../core/segments/segment-graph.ts';
import { where } from './predicate.ts';
import { type SegmentBranch, type SegmentContext, segmentBranches } from './segment-branches.ts';
import { identifier, join, rowLimit, type Sql, sql } from './sql.ts';

export type { SegmentContext } from './segment-branches.ts';

/** Columns that `endpoints` and `segment_members` share, in the order of the lake's tables. */
export const ENDPOINT_COLUMNS = [
  'application_id',
  'endpoint_id',
  'given_id',
  'channel_type',
  'address',
  'opt_out',
  'endpoint_status',
  'cohort_id',
  'attributes',
  'metrics',
  'user_id',
  'user_attributes',
  'demographic_app_version',
  'demographic_locale',
  'demographic_make',
  'demographic_model',
  'demographic_model_version',
  'demographic_platform',
  'demographic_platform_version',
  'demographic_timezone',
  'location_city',
  'location_country',
  'location_latitude',
  'location_longitude',
  'location_postal_code',
  'location_region',
  'request_id',
  'creation_date',
  'effective_date',
] as const;
export type EndpointColumn = (typeof ENDPOINT_COLUMNS)[number];

/**
 * The endpoints of a segment at an instant, as one statement and with one scan of `endpoints`:
 * dimensional sources become part of the condition, imported ones a semi-join with `segment_members`.
 * Membership does not look at opt-outs or status.
 * @returns a SELECT of `columns`, one row an endpoint id, in no order
 */
export function compileSegment(
  node: SegmentNode,
  context: SegmentContext,
  columns: readonly EndpointColumn[] = ['endpoint_id'],
): Sql {
  const list = join(columns.map(identifier), sql`, `);
  return join(
    segmentBranches(node, context).map((branch) => sql`select ${list} from ${rows(branch)}`),
    sql` union all `,
  );
}

/** @returns a SELECT of one row with `total`, the number of endpoints that `compileSegment` gives */
export function compileSegmentCount(node: SegmentNode, context: SegmentContext): Sql {
  const branches = segmentBranches(node, context);
  const [only, ...others] = branches;
  if (only !== undefined && others.length === 0) return sql`select count(*) as total from ${rows(only)}`;
  const counts = branches.map((branch) => sql`select count(*) as part from ${rows(branch)}`);
  return sql`select sum(part) as total from (${join(counts, sql` union all `)}) as branches`;
}

/** @returns a SELECT of `columns` of the first `limit` endpoints of the segment by their id */
export function compileSegmentPreview(
  node: SegmentNode,
  context: SegmentContext,
  columns: readonly EndpointColumn[],
  limit: number,
): Sql {
  const members = compileSegment(node, context, columns);
  return sql`select * from (${members}) as members order by endpoint_id limit ${rowLimit(limit)}`;
}

function rows({ table, condition }: SegmentBranch): Sql {
  return sql`${identifier(table)}${where([condition])}`;
}
