import type { Centroid, Standard } from '../core/rfm/clusters.ts';
import { clusterName, OTHERS, type ScoreRange, type SegmentRule } from '../core/rfm/segment-tables.ts';
import type { Statement } from '../core/statement.ts';
import { bound, identifier, join, Sql, sql } from './sql.ts';

/** The upload whose rows a statement writes. */
export interface RfmRun {
  readonly applicationId: string;
  readonly uploadId: string;
}

/**
 * Inserts the rows of a SELECT, unless the table has rows of that upload: a retry changes nothing.
 * @param select its columns stand in the table's order
 */
export function insertOnce(table: string, run: RfmRun, select: Statement): Statement {
  const fresh = new Sql(select.text, select.values);
  return sql`insert into ${identifier(table)}
select * from (
${fresh}
) as fresh
where not exists (
    select 1 from ${identifier(table)} as earlier
    where earlier.application_id = ${run.applicationId} and earlier.upload_id = ${run.uploadId}
)`.statement();
}

/** The centroids as rows of `rfm_clusters`. */
export function centroidRows(run: RfmRun, centroids: readonly Centroid[]): Statement {
  const rows = centroids.map(
    ({ label, at: [r, f, m] }) =>
      sql`select ${run.applicationId} as application_id, ${run.uploadId} as upload_id, cast(${bound('bigint', label)} as integer) as label, ${r} as r, ${f} as f, ${m} as m`,
  );
  return join(rows, sql` union all `).statement();
}

/** How a customer's place is measured against centroids. */
export type ClusterSpace = 'scores' | { readonly standards: readonly [Standard, Standard, Standard] };

/**
 * Every customer of an upload with the label of the nearest centroid and the named segment: the rows
 * of `rfm_scores`. Distances are counted once for each distinct point, and rounded so that the
 * last bit of a logarithm cannot choose; of equal ones the better label wins.
 */
export function assignStatement(
  run: RfmRun,
  space: ClusterSpace,
  rules: readonly SegmentRule[] | 'clusters',
): Statement {
  const columns = (
    space === 'scores' ? ['r_score', 'f_score', 'm_score'] : ['recency_days', 'frequency', 'monetary']
  ).map(identifier);
  const axes = columns.map((column, axis) => square(column, identifier('rfm'[axis] as string), space, axis));
  const list = join(columns, sql`, `);
  const segment =
    rules === 'clusters'
      ? sql`${clusterName(0).replace('0', '')} || cast(cluster_label as varchar)`
      : caseOf(rules);
  return sql`with

points as (
    select distinct ${list}
    from rfm_features
    where application_id = ${run.applicationId} and upload_id = ${run.uploadId}
),

distances as (
    select ${list}, label, round(${join(axes, sql` + `)}, 9) as distance
    from points
    cross join (
        select label, r, f, m from rfm_clusters
        where application_id = ${run.applicationId} and upload_id = ${run.uploadId}
    ) as centroids
),

nearest as (
    select ${list}, max_by(label, row(-distance, label)) as cluster_label
    from distances
    group by ${list}
)

select application_id, upload_id, customer_id, recency_days, frequency, features.monetary, r_score, f_score, m_score, cluster_label, ${segment} as segment
from (
    select features.*, nearest.cluster_label
    from rfm_features as features
    inner join nearest on ${join(
      columns.map((column) => sql`features.${column} = nearest.${column}`),
      sql` and `,
    )}
    where features.application_id = ${run.applicationId} and features.upload_id = ${run.uploadId}
) as features`.statement();
}

function square(column: Sql, centre: Sql, space: ClusterSpace, axis: number): Sql {
  if (space === 'scores') return sql`power(cast(${column} as double) - ${centre}, 2)`;
  const deviation = space.standards[axis as 0 | 1 | 2].deviation;
  return sql`power((ln(1 + greatest(cast(${column} as double), cast(0 as double))) - ${centre}) / ${deviation}, 2)`;
}

function caseOf(rules: readonly SegmentRule[]): Sql {
  const branches = rules.map(({ name, r, f, m }) => {
    const tests = [between('r_score', r), between('f_score', f), between('m_score', m)];
    return sql`when ${join(tests, sql` and `)} then ${name}`;
  });
  return sql`case ${join(branches, sql` `)} else ${OTHERS} end`;
}

function between(column: string, [low, high]: ScoreRange): Sql {
  return sql`${identifier(column)} between ${bound('bigint', low)} and ${bound('bigint', high)}`;
}
