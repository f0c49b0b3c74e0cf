import { assignStatement, type ClusterSpace, centroidRows, insertOnce } from '../../compiler/rfm.ts';
import { sql } from '../../compiler/sql.ts';
import type { Ports } from '../../ports/ports.ts';
import { PlatformError } from '../errors.ts';
import { type Centroid, clusterCells, clusterFeatures, SAMPLE_POINTS } from './clusters.ts';
import { keep } from './rfm-run.ts';
import type { RfmState } from './rfm-state.ts';
import { segmentRules } from './segment-tables.ts';

/**
 * State `Cluster`: k-means over the score cells, or over a bounded sample of the customers' features;
 * SQL then gives every customer the nearest cluster and the named segment.
 */
export async function clusterUpload(
  ports: Ports,
  state: RfmState,
): Promise<NonNullable<RfmState['cluster']>> {
  const { applicationId, uploadId, settings, runPrefix } = state;
  const { centroids, space, silhouettes } = await findClusters(ports, state);
  await ports.queries.run(
    insertOnce('rfm_clusters', state, centroidRows(state, centroids)),
    `${uploadId}-clusters`,
  );
  const rules = settings.table === 'clusters' ? 'clusters' : segmentRules(settings.table);
  const assigned = assignStatement(state, space, rules);
  await ports.queries.run(insertOnce('rfm_scores', state, assigned), `${uploadId}-scores`);
  const scores = sql`select customer_id, recency_days, frequency, monetary, r_score, f_score, m_score, cluster_label, segment
    from rfm_scores where application_id = ${applicationId} and upload_id = ${uploadId}`;
  await ports.queries.unload(scores.statement(), { prefix: `${runPrefix}cluster/scores/`, format: 'csv' });
  return keep(ports, state, 'cluster', { clusters: centroids.length, ...(silhouettes && { silhouettes }) });
}

interface FoundClusters {
  readonly centroids: readonly Centroid[];
  readonly space: ClusterSpace;
  readonly silhouettes?: Record<string, number>;
}

async function findClusters(
  ports: Ports,
  { applicationId, uploadId, settings }: RfmState,
): Promise<FoundClusters> {
  const run = { application_id: applicationId, upload_id: uploadId };
  if (settings.scores === 'kmeans') {
    const sample = await ports.queries.query<{ recency_days: number; frequency: number; monetary: number }>(
      ports.named('rfm_sample', { ...run, size: SAMPLE_POINTS }),
    );
    const features = sample.map((row) => [row.recency_days, row.frequency, row.monetary] as const);
    const { centroids, standards, silhouettes } = clusterFeatures(features, settings.k);
    return { centroids, space: { standards }, silhouettes };
  }
  if (settings.k === 'auto') throw new PlatformError('BadRequest', 'k "auto" needs scores "kmeans"');
  const cells = await ports.queries.query<{
    r_score: number;
    f_score: number;
    m_score: number;
    customers: number;
  }>(ports.named('rfm_cells', run));
  const points = cells.map((cell) => ({
    at: [cell.r_score, cell.f_score, cell.m_score] as const,
    customers: cell.customers,
  }));
  return { centroids: clusterCells(points, settings.k), space: 'scores' };
}
