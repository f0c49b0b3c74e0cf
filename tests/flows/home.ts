import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SettableClock, settableClock } from '../../src/adapters/local/settable-clock.ts';
import { COLUMNS } from '../../src/core/rfm/columns.ts';
import { type DescribedUpload, describeUpload } from '../../src/core/uploads/describe-upload.ts';
import { receiveUpload } from '../../src/core/uploads/receive-upload.ts';
import type { SqlRow } from '../../src/ports/query-engine.ts';
import { type LocalStage, openLocalStage } from '../../src/runtime/local.ts';

/** The whole local stage in a temporary home, without HTTP. */
export interface TestHome {
  readonly stage: LocalStage;
  readonly clock: SettableClock;
  /** Puts a file (and the settings beside it), runs it to its end. */
  upload(name: string, body: string | Uint8Array, settings?: object): Promise<DescribedUpload>;
  /** All scores of an upload, in order of customers. */
  scores(uploadId: string): Promise<SqlRow[]>;
  /** Segment sizes by name. */
  sizes(upload: DescribedUpload): Record<string, number>;
  close(): Promise<void>;
}

export async function openHome(uploadLimitBytes?: number): Promise<TestHome> {
  const home = mkdtempSync(join(tmpdir(), 'touchpoint-flow-'));
  const clock = settableClock(new Date('2026-06-01T09:00:00Z'));
  const stage = await openLocalStage({ home, clock, stage: { uploadLimitBytes } });
  const { ports } = stage;
  return {
    stage,
    clock,
    async upload(name, body, settings) {
      const key = `uploads/${name}`;
      clock.advance(60_000); // uploads have an order
      if (settings) await ports.uploads.put(`${key}.json`, JSON.stringify(settings));
      await ports.uploads.put(key, body);
      const { uploadId } = await receiveUpload(ports, { key });
      await stage.workflows.settled();
      return describeUpload(ports, uploadId);
    },
    scores: (uploadId) =>
      ports.queries.query({
        text: `select customer_id, recency_days, frequency, monetary, r_score, f_score, m_score, cluster_label, segment
          from rfm_scores where upload_id = ? order by customer_id`,
        values: [{ type: 'varchar', value: uploadId }],
      }),
    sizes: ({ segments }) => Object.fromEntries((segments ?? []).map(({ name, size }) => [name, size])),
    async close() {
      await stage.close();
      rmSync(home, { recursive: true });
    },
  };
}

export const HEADER = COLUMNS.join(',');

/** A purchase in the guidance's form; what is not given is filled in. */
export function row(values: Partial<Record<(typeof COLUMNS)[number], string | number>>): string {
  const cells: Record<string, string | number> = {
    EventName: 'PURCHASED',
    UnitPrice: 10,
    Quantity: 1,
    ChannelType: 'EMAIL',
    Date: '2026-01-01',
    Address: `${values.CustomerID}@example.com`,
    ...values,
  };
  return COLUMNS.map((column) => cells[column] ?? 'x').join(',');
}

/** `count` customers with skewed, tied, deterministic purchases; several rows each. */
export function shop(count: number, salt = 0): string[] {
  return Array.from({ length: count }, (_, customer) =>
    Array.from({ length: 1 + ((customer * 7 + salt) % 11 === 0 ? 6 : customer % 3) }, (_, visit) =>
      row({
        CustomerID: `C-${customer}`,
        EventName: (customer + visit) % 4 === 0 ? 'viewed' : 'PURCHASED',
        UnitPrice: ((customer * 37 + visit * 11 + salt) % 200) + 0.99,
        Quantity: 1 + (visit % 3),
        Date: new Date(
          Date.UTC(2025, 0, 1 + ((customer * customer + visit * 17 + salt) % 300), customer % 24),
        ).toISOString(),
      }),
    ),
  ).flat();
}

/** The same items in another order, always the same one. */
export function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item, index) => ({ item, at: (index * 7919 + 13) % (items.length + 1) }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
