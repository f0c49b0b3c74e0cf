import type { SegmentNode } from '../core/segments/segment-graph.ts';
import { statementBytes } from '../core/statement.ts';
import { where } from './predicate.ts';
import { type SegmentBranch, segmentBranches } from './segment-branches.ts';
import type { SegmentContext } from './segment-context.ts';
import { identifier, join, rowLimit, type Sql, sql } from './sql.ts';

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
  return countOf(segmentBranches(node, context), 'total');
}

/** Bytes of the conditions counted in one statement; a single one may have more (MAX_SEGMENT_BYTES). */
const MAX_COUNTED_BYTES = 150_000;

/** A SELECT of one row whose `size_0`, `size_1`… are the sizes of `counted`, in order. */
export interface SegmentCounts {
  readonly statement: Sql;
  readonly counted: readonly SegmentNode[];
}

/** Counts many segments with few scans: those of stored endpoints only share one, up to a number. */
export function compileSegmentCounts(
  nodes: readonly SegmentNode[],
  context: SegmentContext,
): SegmentCounts[] {
  const compiled = nodes.map((node) => ({ node, branches: segmentBranches(node, context) }));
  const alone = compiled.filter(({ branches }) => branches.length > 1);
  const together = compiled
    .filter(({ branches }) => branches.length === 1)
    .map(({ node, branches: [stored] }) => ({ node, condition: sql`(${stored?.condition ?? false})` }));
  const statements = alone.map(({ node, branches }) => ({
    statement: countOf(branches, 'size_0'),
    counted: [node],
  }));
  for (const part of inParts(together)) {
    const counts = part.map(
      ({ condition }, index) => sql`count_if(${condition}) as ${identifier(`size_${index}`)}`,
    );
    statements.push({
      statement: sql`select ${join(counts, sql`, `)} from endpoints where application_id = ${context.applicationId}`,
      counted: part.map(({ node }) => node),
    });
  }
  return statements;
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

/**
 * @returns a SELECT of `channel_type`, `endpoints`, `reachable` (of these: active, not opted out of everything),
 *   one row a channel that the segment has, the largest first
 */
export function compileSegmentReach(node: SegmentNode, context: SegmentContext): Sql {
  const members = compileSegment(node, context, ['channel_type', 'opt_out', 'endpoint_status']);
  return sql`select channel_type, count(*) as endpoints,
    count_if(coalesce(opt_out, 'NONE') <> 'ALL' and coalesce(endpoint_status, 'ACTIVE') = 'ACTIVE') as reachable
from (${members}) as members
group by channel_type
order by endpoints desc, channel_type`;
}

/**
 * @returns a SELECT of one row with `only_first`, `both_segments` and `only_second`: how many endpoint ids each
 *   part has. Segments of stored endpoints share one scan. (`count_if` of no rows is null in DuckDB, 0 in Athena.)
 */
export function compileSegmentOverlap(
  nodes: readonly [SegmentNode, SegmentNode],
  context: SegmentContext,
): Sql {
  const [first, second] = nodes.map((node) => segmentBranches(node, context)) as [
    SegmentBranch[],
    SegmentBranch[],
  ];
  const [ofFirst, ofSecond] = [first[0]?.condition ?? false, second[0]?.condition ?? false];
  if (first.length === 1 && second.length === 1) {
    return sql`select
    count(case when in_first and not in_second then 1 end) as only_first,
    count(case when in_first and in_second then 1 end) as both_segments,
    count(case when in_second and not in_first then 1 end) as only_second
from (
    select coalesce((${ofFirst}), false) as in_first, coalesce((${ofSecond}), false) as in_second
    from endpoints
    where application_id = ${context.applicationId}
) as marked`;
  }
  return sql`select
    count(case when sides = 1 then 1 end) as only_first,
    count(case when sides = 3 then 1 end) as both_segments,
    count(case when sides = 2 then 1 end) as only_second
from (
    select endpoint_id, sum(side) as sides
    from (
        select endpoint_id, 1 as side from (${compileSegment(nodes[0], context)}) as in_first
        union all
        select endpoint_id, 2 as side from (${compileSegment(nodes[1], context)}) as in_second
    ) as in_either
    group by endpoint_id
) as members`;
}

function inParts<T extends { condition: Sql }>(items: readonly T[]): T[][] {
  const parts: T[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const own = statementBytes(item.condition);
    length += own;
    if (length > MAX_COUNTED_BYTES) {
      parts.push([]);
      length = own;
    }
    parts.at(-1)?.push(item);
  }
  return parts;
}

function countOf(branches: readonly SegmentBranch[], name: string): Sql {
  const [only, ...others] = branches;
  if (only !== undefined && others.length === 0)
    return sql`select count(*) as ${identifier(name)} from ${rows(only)}`;
  const counts = branches.map((branch) => sql`select count(*) as part from ${rows(branch)}`);
  return sql`select sum(part) as ${identifier(name)} from (${join(counts, sql` union all `)}) as branches`;
}

function rows({ table, condition }: SegmentBranch): Sql {
  return sql`${identifier(table)}${where([condition])}`;
}
