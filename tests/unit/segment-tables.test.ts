import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  OTHERS,
  prefixedName,
  segmentNames,
  segmentOf,
  segmentRules,
} from '../../src/core/rfm/segment-tables.ts';

const SCORES = [1, 2, 3, 4, 5];
const cells = SCORES.flatMap((r) => SCORES.flatMap((f) => SCORES.map((m) => [r, f, m] as const)));

describe.each(['A', 'B'] as const)('segment table %s', (table) => {
  const rules = segmentRules(table);
  const found = cells.map(([r, f, m]) => `${r}${f}${m} ${segmentOf(rules, r, f, m)}`);

  it('puts each of the 125 cells where the fixture says', () => {
    const expected = readFileSync(
      join(import.meta.dirname, `../fixtures/rfm/segment-table-${table}.txt`),
      'utf8',
    );
    expect(found).toEqual(expected.trim().split('\n'));
  });
  it('reaches every one of its rules', () => {
    const reached = new Set(found.map((line) => line.slice(4)));
    expect(rules.filter(({ name }) => !reached.has(name))).toEqual([]);
  });
  it('leaves as many cells to the others as the table has gaps', () => {
    expect(found.filter((line) => line.endsWith(` ${OTHERS}`))).toHaveLength(table === 'A' ? 36 : 10);
  });
});

describe('segment tables', () => {
  it('leave the gaps of table B that the field counted', () => {
    const gaps = cells
      .filter(([r, f, m]) => segmentOf(segmentRules('B'), r, f, m) === OTHERS)
      .map((cell) => cell.join(''));
    expect(gaps).toEqual(['215', '241', '251', '252', '341', '351', '441', '451', '541', '551']);
  });
  it('name Pinpoint segments without quotes or blanks', () => {
    const named = (name: string) => prefixedName('_RFM_', name);
    expect(segmentNames('A', 0).map(named)).toContain('_RFM_Cant_Lose_Them');
    expect(segmentNames('clusters', 2).map(named)).toEqual(['_RFM_Cluster_1', '_RFM_Cluster_2']);
  });
  it('cover 24 of the 64 cells by the guidance, two of its rules sharing (1,2,2)', () => {
    const four = [1, 2, 3, 4];
    const held = four.flatMap((r) =>
      four.flatMap((f) => four.map((m) => segmentOf(segmentRules('guidance'), r, f, m))),
    );
    const count = (name: string) => held.filter((segment) => segment === name).length;
    expect([count('Champions'), count('Dormant'), count('Volatile'), count(OTHERS)]).toEqual([8, 8, 8, 40]);
  });
});
