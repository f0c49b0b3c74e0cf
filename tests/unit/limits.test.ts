import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { MAX_DOCUMENT_BYTES } from '../../src/ports/document-store.ts';

const ROOT = join(import.meta.dirname, '../..');
const limits = readFileSync(join(ROOT, 'docs/limits.md'), 'utf8');
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

  it('are reckoned in docs/limits.md from the figures that it names', () => {
    const perSecond = 1e9 / SECONDS_A_MONTH;
    expect(limits).toContain(`= ${said(Math.round(perSecond))} a second on average`);
    expect(limits).toContain(`at a peak, ${said(Math.round(10 * perSecond))} `);
    expect(limits).toContain(`÷ 500 a second = ${said(1e8 / 500 / 3600)} hours`);
    const aDay = 1e8 / (24 * 3600);
    expect(limits).toContain(`a day takes ${said(Math.ceil(aDay))} a second`);
    expect(limits).toContain(`= ${said(Math.ceil(3 * aDay))} a second`);
  });
});
