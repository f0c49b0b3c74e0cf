import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { athenaText } from '../../../src/adapters/aws/athena-literal.ts';
import { compileCampaignRun } from '../../../src/compiler/campaign-run.ts';
import type { CampaignRunPlan } from '../../../src/compiler/campaign-run-plan.ts';
import { compileMembershipTests } from '../../../src/compiler/customers.ts';
import {
  compileSegmentCount,
  compileSegmentCounts,
  compileSegmentOverlap,
  compileSegmentPreview,
  compileSegmentReach,
  ENDPOINT_COLUMNS,
} from '../../../src/compiler/segment.ts';
import { compilePurchaseWorth, compileTransactionWorth } from '../../../src/compiler/segment-worth.ts';
import type { Sql } from '../../../src/compiler/sql.ts';
import { zoneNames } from '../../../src/core/schedule/zones.ts';
import type { SegmentNode } from '../../../src/core/segments/segment-graph.ts';
import { MAX_SEGMENT_BYTES } from '../../../src/core/segments/source-segments.ts';
import {
  type BoundValue,
  MAX_STATEMENT_BYTES,
  type Statement,
  statementBytes,
} from '../../../src/core/statement.ts';
import { bytesOf, CONTEXT, LARGEST_SEGMENTS } from './largest-segments.ts';

/* What Athena takes as one statement, and the longest that the compiler makes of what validation admits. */

const sent = (statement: Statement | Sql) => Buffer.byteLength(athenaText(statement));

const value = fc.oneof(
  fc.string({ unit: 'grapheme' }).map((text): BoundValue => ({ type: 'varchar', value: text })),
  fc.constantFrom("'", "''", '?', "a'?'b").map((text): BoundValue => ({ type: 'varchar', value: text })),
  fc.maxSafeInteger().map((number): BoundValue => ({ type: 'bigint', value: number })),
  fc.double().map((number): BoundValue => ({ type: 'double', value: number })),
  fc.boolean().map((truth): BoundValue => ({ type: 'boolean', value: truth })),
  fc
    .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    .map((at): BoundValue => ({ type: 'timestamp', value: at })),
  fc.constant<BoundValue>({ type: 'varchar', value: null }),
);

describe('the length of a statement', () => {
  it('is never told as less than what Athena is sent', () => {
    fc.assert(
      fc.property(fc.array(value), (values) => {
        const statement = { text: `select ${values.map(() => '?').join(', ')} -- é`, values };
        expect(statementBytes(statement)).toBeGreaterThanOrEqual(sent(statement));
      }),
    );
  });

  it('is what makes a statement refused', () => {
    expect(MAX_STATEMENT_BYTES).toBe(262_144);
  });
});

/** Everything that a run of a campaign may have, in every time zone. */
function fullestRun(segment: SegmentNode): CampaignRunPlan {
  const zones = zoneNames();
  return {
    applicationId: CONTEXT.applicationId,
    campaignId: 'c'.repeat(32),
    runId: 'r'.repeat(64),
    batchId: 'b'.repeat(80),
    at: CONTEXT.at,
    segment,
    treatments: Array.from({ length: 6 }, (_, index) => ({
      id: String(index),
      activityId: 'a'.repeat(32),
      from: index * 15,
      to: index * 15 + 15,
      channels: ['EMAIL', 'SMS', 'VOICE', 'CUSTOM', 'IN_APP', 'GCM', 'APNS', 'APNS_SANDBOX', 'ADM', 'BAIDU'],
    })),
    holdout: { from: 90, to: 100, treatmentId: '0' },
    firstCohort: 7,
    caps: { total: 1, daily: 2, projectDaily: 3 },
    quietZones: zones,
    zones: { now: zones, later: zones, passed: zones },
    events: {
      filter: { FilterType: 'ENDPOINT', Dimensions: { EventType: { Values: ['visit'] } } },
      from: 0,
      to: 1,
    },
  };
}

describe.each(LARGEST_SEGMENTS)('the largest segment by %s', (_, segment) => {
  it('is as long as a segment may be', () => {
    expect(bytesOf(segment)).toBeGreaterThan(MAX_SEGMENT_BYTES / 2);
    expect(bytesOf(segment)).toBeLessThanOrEqual(MAX_SEGMENT_BYTES);
  });

  it('can be counted, previewed, told by channel and by worth, and laid over itself', () => {
    for (const statement of [
      compileSegmentCount(segment, CONTEXT),
      compileSegmentPreview(segment, CONTEXT, ENDPOINT_COLUMNS, 1000),
      compileSegmentReach(segment, CONTEXT),
      compileSegmentOverlap([segment, segment], CONTEXT),
    ])
      expect(sent(statement)).toBeLessThan(MAX_STATEMENT_BYTES);
    for (const statement of [
      compilePurchaseWorth(segment, CONTEXT, { from: '2025-11-16', to: '2026-11-15' }),
      compileTransactionWorth(segment, CONTEXT),
    ])
      expect(sent(statement)).toBeLessThan(MAX_STATEMENT_BYTES);
  });

  it('can be counted beside two hundred others', () => {
    const counts = compileSegmentCounts(
      Array.from({ length: 200 }, () => segment),
      CONTEXT,
    );
    expect(counts.flatMap(({ counted }) => counted)).toHaveLength(200);
    for (const { statement } of counts) expect(sent(statement)).toBeLessThan(MAX_STATEMENT_BYTES);
  });

  it("can be asked about beside two hundred others for a customer's endpoints", () => {
    const ids = Array.from({ length: 15 }, (__, index) => `${'e'.repeat(90)}${index}`);
    const tests = compileMembershipTests(
      Array.from({ length: 200 }, () => segment),
      ids,
      CONTEXT,
    );
    for (const { statement } of tests) expect(sent(statement)).toBeLessThan(MAX_STATEMENT_BYTES);
  });

  it('leaves a run of a campaign room for all that it may have, and 64 KB for the values of its event', () => {
    expect(sent(compileCampaignRun(fullestRun(segment)))).toBeLessThan(MAX_STATEMENT_BYTES - 65_536);
  });
});
