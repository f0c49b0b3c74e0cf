import type { RfmSettings } from './settings.ts';

/** From lowest to highest score, both ends included. */
export type ScoreRange = readonly [number, number];

export interface SegmentRule {
  readonly name: string;
  readonly r: ScoreRange;
  readonly f: ScoreRange;
  readonly m: ScoreRange;
}

/** Prefix of every Pinpoint segment that an upload makes (capability R17). */
export const SEGMENT_PREFIX = '_RFM_';
/** Where a customer goes whom no rule of the table takes. */
export const OTHERS = 'Others';

/** Table A of the field (aws-solutions 4.6), in its printed order. */
const TABLE_A: readonly SegmentRule[] = [
  { name: 'Champions', r: [4, 5], f: [4, 5], m: [4, 5] },
  { name: 'Loyal Customers', r: [2, 5], f: [3, 5], m: [3, 5] },
  { name: 'Potential Loyalist', r: [3, 5], f: [1, 3], m: [1, 3] },
  { name: 'New Customers', r: [4, 5], f: [1, 1], m: [1, 1] },
  { name: 'Promising', r: [3, 4], f: [1, 1], m: [1, 1] },
  { name: 'Need Attention', r: [2, 3], f: [2, 3], m: [2, 3] },
  { name: 'About To Sleep', r: [2, 3], f: [1, 2], m: [1, 2] },
  { name: 'At Risk', r: [1, 2], f: [2, 5], m: [2, 5] },
  { name: "Can't Lose Them", r: [1, 1], f: [4, 5], m: [4, 5] },
  { name: 'Lost', r: [1, 2], f: [1, 2], m: [1, 2] },
];

/** Table B of the field (aws-solutions 4.6); in its printed order every row can be reached. */
const TABLE_B: readonly SegmentRule[] = [
  { name: 'Champions', r: [5, 5], f: [5, 5], m: [5, 5] },
  { name: 'Potential Loyalist', r: [3, 5], f: [3, 5], m: [2, 5] },
  { name: 'Loyal Customers', r: [2, 4], f: [2, 4], m: [2, 4] },
  { name: 'Promising', r: [3, 4], f: [1, 3], m: [3, 5] },
  { name: 'New Customers', r: [4, 5], f: [1, 3], m: [1, 5] },
  { name: "Can't Lose Them", r: [1, 2], f: [3, 4], m: [4, 5] },
  { name: 'At Risk', r: [1, 2], f: [2, 5], m: [4, 5] },
  { name: 'Need Attention', r: [1, 3], f: [3, 5], m: [3, 5] },
  { name: 'About To Sleep', r: [2, 3], f: [1, 3], m: [1, 4] },
  { name: 'Lost', r: [1, 1], f: [1, 5], m: [1, 5] },
];

/**
 * The guidance's three segments over scores 1-4 (aws-solutions 4.4). Dormant and Volatile share the
 * cell (1,2,2); where one label must be chosen (movement, profiles) it is Dormant. As segments both hold it.
 */
const GUIDANCE: readonly SegmentRule[] = [
  { name: 'Champions', r: [3, 4], f: [3, 4], m: [3, 4] },
  { name: 'Dormant', r: [1, 2], f: [1, 2], m: [1, 2] },
  { name: 'Volatile', r: [1, 1], f: [2, 4], m: [2, 4] },
];

/** The rules of a table; the first that matches names the segment. Clusters have none. */
export function segmentRules(table: RfmSettings['table']): readonly SegmentRule[] {
  if (table === 'guidance') return GUIDANCE;
  if (table === 'A') return narrowFirst(TABLE_A);
  return table === 'B' ? TABLE_B : [];
}

/** Names of all segments of a table, `Others` included, in rule order. */
export function segmentNames(table: RfmSettings['table'], clusters: number): string[] {
  if (table === 'clusters') return Array.from({ length: clusters }, (_, index) => clusterName(index + 1));
  return [...segmentRules(table).map((rule) => rule.name), OTHERS];
}

export function clusterName(label: number): string {
  return `Cluster ${label}`;
}

/** The Pinpoint segment's name: `Can't Lose Them` is `_RFM_Cant_Lose_Them`. */
export function prefixedName(prefix: string, segment: string): string {
  return prefix + segment.replaceAll("'", '').replaceAll(' ', '_');
}

/** The rule, of those that match, that takes a cell. */
export function segmentOf(rules: readonly SegmentRule[], r: number, f: number, m: number): string {
  const within = (score: number, [low, high]: ScoreRange) => score >= low && score <= high;
  return rules.find((rule) => within(r, rule.r) && within(f, rule.f) && within(m, rule.m))?.name ?? OTHERS;
}

/** Rules of fewer cells stand before those that would swallow them; equals keep the table's order. */
function narrowFirst(rules: readonly SegmentRule[]): SegmentRule[] {
  const cells = ({ r, f, m }: SegmentRule) => (r[1] - r[0] + 1) * (f[1] - f[0] + 1) * (m[1] - m[0] + 1);
  return [...rules].sort((a, b) => cells(a) - cells(b)); // sort is stable
}
