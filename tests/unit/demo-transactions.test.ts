import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { COLUMNS } from '../../src/core/rfm/columns.ts';
import type { DemoCompany } from '../../src/core/seeds/company.ts';
import { DEMO_REJECTS, demoTransactionsFile } from '../../src/core/seeds/demo-transactions.ts';

const company: DemoCompany = JSON.parse(readFileSync('seeds/company.json', 'utf8'));
const file = demoTransactionsFile(company);
const rows = parse(file, { columns: true }) as Record<string, string>[];
const text = (row: Record<string, string>, column: string) => row[column] ?? '';

function counts(column: string): Record<string, number> {
  const result: Record<string, number> = {};
  for (const row of rows) result[text(row, column)] = (result[text(row, column)] ?? 0) + 1;
  return result;
}

/** Rows without the planted mistakes. */
const good = rows.filter(
  (row) =>
    row.CustomerID !== '' &&
    !text(row, 'Date').includes('31 Sep') &&
    row.UnitPrice !== 'twelve' &&
    row.EventName !== 'RETURNED' &&
    row.Quantity !== '',
);

describe('the demo transactions', () => {
  it("have the guidance's fourteen columns in its order", () => {
    expect(file.split('\r\n')[0]).toBe(COLUMNS.join(','));
    expect(COLUMNS).toHaveLength(14);
  });

  it('are the same in every run', () => {
    expect(demoTransactionsFile(company)).toBe(file);
  });

  it('are rows of 1,000 customers, five of which cannot be used', () => {
    expect(rows).toHaveLength(11_903);
    expect(rows.length - good.length).toBe(DEMO_REJECTS.length);
    expect(new Set(good.map((row) => row.CustomerID)).size).toBe(1_000);
  });

  it('name every kind of event and mix e-mail, text message and push', () => {
    expect(Object.keys(counts('EventName')).sort()).toEqual(['PROCESSED', 'PURCHASED', 'RETURNED', 'VIEWED']);
    expect(counts('ChannelType')).toEqual({ EMAIL: 10_144, SMS: 1_377, GCM: 229, APNS: 153 });
  });

  it('meet imported users at their one e-mail address, so that seeded segments keep their sizes', () => {
    const users = good.filter((row) => /^\d+$/.test(text(row, 'CustomerID')));
    expect(new Set(users.map((row) => row.CustomerID)).size).toBe(797);
    expect(
      users.filter((row) => row.Address !== `success+example${row.CustomerID}@simulator.amazonses.com`),
    ).toEqual([]);
    const others = good.filter((row) => !users.includes(row));
    expect(others.filter((row) => text(row, 'Address').includes('example'))).toEqual([]);
  });

  it('write dates as mail does, with offsets from UTC', () => {
    const mailDate = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} 202[56] \d\d:\d\d:\d\d [+-]\d{4}$/;
    expect(good.filter((row) => !mailDate.test(text(row, 'Date')))).toEqual([]);
    expect(new Set(good.map((row) => text(row, 'Date').slice(-5))).size).toBe(7);
    const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
    const local = (row: Record<string, string>) => new Date(`${text(row, 'Date').slice(5, -6)} UTC`);
    expect(good.filter((row) => weekdays[local(row).getUTCDay()] !== text(row, 'Date').slice(0, 3))).toEqual(
      [],
    );
  });

  it('hold thousands separators, quotes and line breaks as real files do', () => {
    expect(rows.filter((row) => text(row, 'UnitPrice').includes(',')).length).toBeGreaterThan(100);
    expect(rows.filter((row) => text(row, 'UnitPrice').startsWith('2190')).length).toBeGreaterThan(100);
    expect(rows.some((row) => text(row, 'ProductDescription').includes('"'))).toBe(true);
    expect(rows.some((row) => text(row, 'ProductDescription').includes('\n'))).toBe(true);
  });

  it('are skewed: a fifth of the customers leaves most events', () => {
    const events = Object.values(
      good.reduce<Record<string, number>>((sum, row) => {
        sum[text(row, 'CustomerID')] = (sum[text(row, 'CustomerID')] ?? 0) + 1;
        return sum;
      }, {}),
    ).sort((a, b) => b - a);
    const busiest = events.slice(0, 200).reduce((a, b) => a + b, 0);
    expect(busiest / good.length).toBeGreaterThan(0.5);
  });

  it("fill each of the guidance's three segments", () => {
    expect(guidanceSegments()).toEqual({ _RFM_Champions: 223, _RFM_Dormant: 222, _RFM_Volatile: 139 });
  });
});

/** The guidance's rules (aws-solutions 4.3, 4.4) said once more, in the plainest way. */
function guidanceSegments() {
  const customers = new Map<string, { last: number; frequency: number; monetary: number }>();
  for (const row of good) {
    const customer = customers.get(text(row, 'CustomerID')) ?? { last: 0, frequency: 0, monetary: 0 };
    customer.last = Math.max(customer.last, Date.parse(text(row, 'Date')));
    customer.frequency += 1;
    if (row.EventName === 'PURCHASED') {
      customer.monetary += Number(text(row, 'UnitPrice').replaceAll(',', '')) * Number(row.Quantity);
    }
    customers.set(text(row, 'CustomerID'), customer);
  }
  const all = [...customers.values()];
  const day = 86_400_000;
  const end = Math.max(...all.map((customer) => customer.last)) + day;
  const features = all.map((customer) => ({
    recency: Math.floor((end - customer.last) / day),
    frequency: customer.frequency,
    monetary: customer.monetary,
  }));
  const over = (feature: 'recency' | 'frequency' | 'monetary') => {
    const quartiles = [0.25, 0.5, 0.75].map((share) =>
      quantile(
        features.map((row) => row[feature]),
        share,
      ),
    );
    return (value: number) => quartiles.filter((quartile) => value > quartile).length;
  };
  const [recency, frequency, monetary] = [over('recency'), over('frequency'), over('monetary')];
  const scores = features.map((row) => ({
    r: 4 - recency(row.recency),
    f: 1 + frequency(row.frequency),
    m: 1 + monetary(row.monetary),
  }));
  return {
    _RFM_Champions: scores.filter(({ r, f, m }) => r >= 3 && f >= 3 && m >= 3).length,
    _RFM_Dormant: scores.filter(({ r, f, m }) => r <= 2 && f <= 2 && m <= 2).length,
    _RFM_Volatile: scores.filter(({ r, f, m }) => r < 1.5 && f > 1.5 && m > 1.5).length,
  };
}

function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = (sorted.length - 1) * share;
  const below = sorted[Math.floor(rank)] ?? 0;
  return below + (rank % 1) * ((sorted[Math.ceil(rank)] ?? below) - below);
}
