import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { costOf, ticksByEvent } from '../../bench/cost/model.ts';
import { pinpointCost, totalOf, withTables } from '../../bench/cost/tables.ts';
import { DEFAULTS, WORKLOADS, type Workload } from '../../bench/cost/workloads.ts';

const [small, middle, large] = WORKLOADS as [Workload, Workload, Workload];
const lineOf = (w: Workload, what: string, settings = DEFAULTS) => {
  const found = costOf(w, settings).find((line) => line.what === what);
  if (!found) throw new Error(`No line ${what}`);
  return found;
};

describe('docs/cost.md', () => {
  it('has the tables that the model gives now; npm run bench:cost writes them', () => {
    const text = readFileSync(join(import.meta.dirname, '../../docs/cost.md'), 'utf8');
    expect(text.split('<!-- end -->')).toHaveLength(6);
    expect(withTables(text)).toBe(text);
  });

  it('refuses a mark that no table has', () => {
    expect(() => withTables('<!-- nothing -->\n<!-- end -->')).toThrow('There is no table nothing');
  });
});

describe('the model of what a stage costs', () => {
  it('reckons e-mails as a person would: four to everybody, two to each who passes through a journey', () => {
    const passing = 5 * 100_000 + 3 * 50_000;
    const emails = lineOf(middle, 'e-mails');
    expect(emails).toMatchObject({
      quantity: 4_000_000 + 2 * passing,
      usd: 0.1 * (4000 + (2 * passing) / 1000),
    });
  });

  it('charges Firehose five kilobytes for each event, told of an e-mail or reported', () => {
    const emails = lineOf(small, 'e-mails').quantity;
    const events = 100_000 + emails * (1 + 1 + 1 + 0.25);
    expect(lineOf(small, 'events taken in').quantity).toBeCloseTo((events * 5120) / 1024 ** 3, 6);
  });

  it('has a journey tick in no more minutes than there are, and in few when few are due', () => {
    const everyMinute = { ...DEFAULTS, journeyMinutes: 1 };
    expect(ticksByEvent(large, everyMinute)).toBeCloseTo(43_200, 3);
    expect(ticksByEvent({ ...small, endpoints: 20 }, everyMinute)).toBeCloseTo(5, 1);
    expect(ticksByEvent(large, { ...DEFAULTS, journeyMinutes: 60 })).toBeCloseTo(720, 6);
  });

  it.each(WORKLOADS)('is less for $name endpoints the longer journeys rest, and with upkeep', (w) => {
    const totals = [1, 5, 15, 60].map((journeyMinutes) =>
      totalOf(costOf(w, { ...DEFAULTS, journeyMinutes })),
    );
    expect([...totals].sort((a, b) => b - a)).toEqual(totals);
    expect(totalOf(costOf(w, { ...DEFAULTS, upkeep: false }))).toBeGreaterThan(totalOf(costOf(w, DEFAULTS)));
    for (const { quantity, usd, what } of costOf(w, DEFAULTS)) {
      expect([what, quantity > 0, usd > 0]).toEqual([what, true, true]);
    }
  });

  it("reckons Pinpoint's month by its own list", () => {
    expect(pinpointCost(middle)).toBeCloseTo(995_000 * 0.0012 + 5_300_000 * 0.0001, 6);
    expect(pinpointCost(large)).toBeCloseTo(99_995_000 * 0.0012 + 900 + 650_000_000 * 0.0001, 4);
  });
});
