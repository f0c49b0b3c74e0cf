import type { SegmentNode } from '../core/segments/segment-graph.ts';
import type { Statement } from '../core/statement.ts';
import { compileSegment } from './segment.ts';
import type { SegmentContext } from './segment-context.ts';
import { bound, join, sql } from './sql.ts';

/** Rows `place`, `cohort_id`: which of the segments, by their place in the list, hold an endpoint of channel type `IN_APP`. */
export function compileEntitlements(
  segments: readonly SegmentNode[],
  endpointId: string,
  context: SegmentContext,
): Statement {
  const parts = segments.map(
    (node, place) => sql`select ${bound('bigint', place)} as place, cohort_id
from (${compileSegment(node, context, ['endpoint_id', 'channel_type', 'cohort_id'])}) as member
where endpoint_id = ${endpointId} and channel_type = 'IN_APP'`,
  );
  return join(
    parts,
    sql`
union all
`,
  ).statement();
}
