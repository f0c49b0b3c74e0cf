import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DescribedUpload } from '../../src/core/uploads/describe-upload.ts';
import { HEADER, openHome, row, type TestHome } from './home.ts';

/** Counts that were computed by other means, under the guidance's rules. */
const KNOWN = { _RFM_Champions: 8866, _RFM_Dormant: 8610, _RFM_Volatile: 415 };

describe('the purchases of CDNOW', () => {
  let home: TestHome;
  let upload: DescribedUpload;
  beforeAll(async () => {
    home = await openHome();
    const master = gunzipSync(
      readFileSync(join(import.meta.dirname, '../fixtures/cdnow/CDNOW_master.txt.gz')),
    ).toString();
    const lines = master
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => {
        const [CustomerID, day, , UnitPrice] = line.trim().split(/\s+/) as [string, string, string, string];
        return row({ CustomerID, Date: day, UnitPrice });
      });
    upload = await home.upload('cdnow.csv', [HEADER, ...lines].join('\n'));
  });
  afterAll(() => home.close());

  it('go through every state', () => {
    expect(upload).toMatchObject({
      state: 'SUCCEEDED',
      rows: 69_659,
      scored: 69_659,
      rejected: 0,
      balanced: true,
      customers: 23_570,
      endpoints: 23_570,
    });
    expect(upload.states.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'Validate SUCCEEDED',
      'Load SUCCEEDED',
      'Score SUCCEEDED',
      'Cluster SUCCEEDED',
      'Publish SUCCEEDED',
      'PublishChunks SUCCEEDED',
      'Segment SUCCEEDED',
      'Notify SUCCEEDED',
    ]);
  });
  it('give exactly the known segments', () => {
    expect(home.sizes(upload)).toEqual(KNOWN);
  });
  it('leave 5,679 customers in none of the three, and nobody in two', async () => {
    const [none] = await home.stage.ports.queries.query<{ n: number; two: number }>({
      text: `select count(*) filter (where not (r_score >= 3 and f_score >= 3 and m_score >= 3) and not (r_score <= 2 and f_score <= 2 and m_score <= 2)
          and not (r_score < 1.5 and f_score > 1.5 and m_score > 1.5)) as n,
        count(*) filter (where r_score = 1 and f_score = 2 and m_score = 2) as two
        from rfm_scores where upload_id = ?`,
      values: [{ type: 'varchar', value: upload.uploadId }],
    });
    expect(none).toEqual({ n: 5679, two: 0 });
  });
  it('have the known quartiles', async () => {
    const ranges = await home.stage.ports.queries.query({
      text: `select m_score, min(monetary) as least, max(monetary) as most from rfm_scores where upload_id = ? group by m_score order by m_score`,
      values: [{ type: 'varchar', value: upload.uploadId }],
    });
    const bounds = [19.97, 43.395, 106.475];
    ranges.forEach(({ least, most }, index) => {
      if (index > 0) expect(least).toBeGreaterThan(bounds[index - 1] as number);
      if (index < 3) expect(most).toBeLessThanOrEqual(bounds[index] as number);
    });
  });
});
