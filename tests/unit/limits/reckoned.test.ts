import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { REQUESTS_AT_ONCE } from '../../../src/adapters/aws/each-message.ts';
import { ROWS_AT_ONCE } from '../../../src/adapters/aws/endpoint-import.ts';
import { KEYS_PER_READ, WRITES_PER_TRANSACTION } from '../../../src/adapters/aws/endpoint-table.ts';
import { BYTES_PER_REQUEST } from '../../../src/adapters/aws/firehose-event-sink.ts';
import { RECORDS_PER_REQUEST } from '../../../src/adapters/aws/firehose-requests.ts';
import { LONGEST_WAIT_SECONDS } from '../../../src/api/query-answers.ts';
import { MAX_DOCUMENT_BYTES } from '../../../src/ports/document-store.ts';

const ROOT = join(import.meta.dirname, '../../..');
const limits = readFileSync(join(ROOT, 'docs/limits.md'), 'utf8');
const deliver = readFileSync(join(ROOT, 'stepfunctions/deliver.yml'), 'utf8');
const SECONDS_A_MONTH = 30 * 24 * 3600;
const said = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: 1 });

describe('limits of AWS', () => {
  it('leave every fixed query room in a statement', () => {
    const files = readdirSync(join(ROOT, 'queries'), { recursive: true, encoding: 'utf8' });
    const queries = files.filter((file) => file.endsWith('.sql'));
    expect(queries.length).toBeGreaterThan(40);
    expect(queries.filter((file) => statSync(join(ROOT, 'queries', file)).size > 262_144 / 2)).toEqual([]);
  });

  it('leave a document its keys and the rest of its item', () => {
    expect(MAX_DOCUMENT_BYTES).toBeLessThanOrEqual(400_000 - 10_000);
  });

  it('leave requests to DynamoDB and Firehose as large as they may be', () => {
    expect([KEYS_PER_READ, WRITES_PER_TRANSACTION]).toEqual([100, 100]);
    expect(2 * ROWS_AT_ONCE).toBeLessThanOrEqual(WRITES_PER_TRANSACTION);
    expect([RECORDS_PER_REQUEST, BYTES_PER_REQUEST]).toEqual([500, 4 * 1024 * 1024]);
  });

  it('let an HTTP API answer before its 30 seconds are over, where there is one', () => {
    expect(LONGEST_WAIT_SECONDS).toBeLessThanOrEqual(25);
    expect(limits).toContain(`waited for ${LONGEST_WAIT_SECONDS} s at most`);
  });

  it('are reckoned in docs/limits.md from the figures that it names', () => {
    const perSecond = 1e9 / SECONDS_A_MONTH;
    expect(limits).toContain(`= ${said(Math.round(perSecond))} a second on average`);
    expect(limits).toContain(`at a peak, ${said(Math.round(10 * perSecond))} `);
    expect(limits).toContain(`÷ 500 a second = ${said(1e8 / 500 / 3600)} hours`);
    const chunksAtOnce = Number(/SendChunks:[\s\S]*?MaxConcurrency: (\d+)/.exec(deliver)?.[1]);
    const inFlight = chunksAtOnce * REQUESTS_AT_ONCE;
    expect(limits).toContain(`send ${inFlight} ÷ 0.1 s = ${said(inFlight / 0.1)} a second`);
    const aDay = 1e8 / (24 * 3600);
    expect(limits).toContain(`a day takes ${said(Math.ceil(aDay))} a second`);
    expect(limits).toContain(`= ${said(Math.ceil(3 * aDay))} a second`);
  });
});
