import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DuckDbLake } from '../../src/adapters/local/duckdb-lake.ts';
import { assignStatement, type ClusterSpace, centroidRows, insertOnce } from '../../src/compiler/rfm.ts';
import type { Centroid } from '../../src/core/rfm/clusters.ts';
import { segmentRules } from '../../src/core/rfm/segment-tables.ts';
import type { Statement } from '../../src/core/statement.ts';
import { readNamedQueries } from '../../src/runtime/named-queries.ts';
import { temporaryLake } from '../unit/segments/lake-rows.ts';

/* The statements of an upload's way through the lake, with many ties; the lake compares every answer of both engines. */
const named = readNamedQueries(new URL('../../queries', import.meta.url).pathname);
const AS_OF = new Date('2026-06-01T00:00:00Z');
const CUSTOMERS = 500;

let lake: DuckDbLake;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ lake, remove } = await temporaryLake());
});
afterAll(() => remove());

/** Activity whose days, events and amounts meet again and again. */
async function storeActivity(uploadId: string): Promise<void> {
  await lake.exclusively((connection) =>
    connection.run(`insert into rfm_activity
      select 'app', '${uploadId}', 'c' || n, if(n % 5 = 0, 'SMS', 'EMAIL'), 'c' || n || '@example.com',
        timestamp '2026-01-01 10:00:00' + to_days(cast(n * 37 % 90 as integer)), n * n % 11 + 1,
        cast((n * 13 % 400) / 4.0 as decimal(38,8)), '{"City":"Faro"}'
      from range(${CUSTOMERS}) as made(n)`),
  );
}

describe('the statements of an RFM upload', () => {
  it.each([
    ['quartile', 4],
    ['quintile', 5],
  ] as const)('score and assign by %s as on the other engine', async (uploadId, scores) => {
    const run = { applicationId: 'app', uploadId };
    const ids = { application_id: 'app', upload_id: uploadId };
    const table = (name: string): Statement => ({
      text: `select * from ${name} where upload_id = ?`,
      values: [{ type: 'varchar', value: uploadId }],
    });
    const twice = async (name: string, select: Statement) => {
      for (const _ of [1, 2]) await lake.engine.run(insertOnce(name, run, select), name);
      return lake.engine.query(table(name));
    };
    await storeActivity(uploadId);
    await lake.engine.query(named.bind('rfm_totals', ids));
    const features = await twice(
      'rfm_features',
      named.bind('rfm_features', { ...ids, as_of: AS_OF, scores }),
    );
    expect(features).toHaveLength(CUSTOMERS);
    const cells = await lake.engine.query(named.bind('rfm_cells', ids));
    expect(cells.length).toBeGreaterThan(10);
    await lake.engine.query(named.bind('rfm_sample', { ...ids, size: 50 }));
    const centroids: Centroid[] = [
      { label: 1, at: [1, 1, 1] },
      { label: 2, at: [2.5, 2.5, 2.5] },
      { label: 3, at: [4, 4, 4] },
    ];
    await twice('rfm_clusters', centroidRows(run, centroids));
    const flat = { mean: 2, deviation: 1.5 };
    const spaces: ClusterSpace[] = ['scores', { standards: [flat, flat, flat] }];
    for (const space of spaces)
      for (const rules of ['clusters', segmentRules(scores === 4 ? 'guidance' : 'A')] as const)
        expect(await lake.engine.query(assignStatement(run, space, rules))).toHaveLength(CUSTOMERS);
    const assigned = assignStatement(run, 'scores', 'clusters');
    expect(await twice('rfm_scores', assigned)).toHaveLength(CUSTOMERS);
    for (const mark of ['', '_A']) await lake.engine.query(named.bind('rfm_endpoints', { ...ids, mark }));
    for (const name of ['rfm_segments', 'rfm_cluster_profile'])
      await lake.engine.query(named.bind(name, ids));
  });
});
