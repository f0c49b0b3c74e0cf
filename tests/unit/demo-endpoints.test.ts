import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { DemoCompany } from '../../src/core/seeds/company.ts';
import { type DemoEndpoint, demoEndpoints, demoEndpointsFile } from '../../src/core/seeds/demo-endpoints.ts';

const company: DemoCompany = JSON.parse(readFileSync('seeds/company.json', 'utf8'));
const endpoints = demoEndpoints(company);

/** How many endpoints have each value of what `read` looks at. */
function counts(read: (endpoint: DemoEndpoint) => unknown): Record<string, number> {
  const result: Record<string, number> = {};
  for (const endpoint of endpoints) {
    const value = String(read(endpoint));
    result[value] = (result[value] ?? 0) + 1;
  }
  return result;
}
const attribute = (name: string) => (endpoint: DemoEndpoint) => endpoint.User.UserAttributes[name]?.join('+');

describe("the demo company's endpoints", () => {
  it('are example1 to example1000, one user and one simulator address each', () => {
    expect(endpoints.map((endpoint) => endpoint.Id)).toEqual(
      Array.from({ length: 1_000 }, (_, index) => `example${index + 1}`),
    );
    expect(endpoints.map((endpoint) => endpoint.User.UserId)).toEqual(
      Array.from({ length: 1_000 }, (_, index) => String(index + 1)),
    );
    expect(endpoints.map((endpoint) => endpoint.Address)).toEqual(
      Array.from({ length: 1_000 }, (_, index) => `success+example${index + 1}@simulator.amazonses.com`),
    );
    expect(counts((endpoint) => endpoint.ChannelType)).toEqual({ EMAIL: 1_000 });
  });

  it("have the guide's counts of stage, tier and plan", () => {
    expect(counts(attribute('Stage'))).toEqual({ Renewal: 400, Upsell: 300, Usage: 300 });
    expect(counts(attribute('CLVTier'))).toEqual({ High: 500, Low: 500 });
    expect(counts(attribute('PlanType'))).toEqual({ Standard: 600, Premium: 300, 'Standard+Premium': 100 });
  });

  it('split the renewals into 200 of high and 200 of low value', () => {
    const tierOfStage = counts(
      (endpoint) => `${attribute('Stage')(endpoint)} ${attribute('CLVTier')(endpoint)}`,
    );
    expect(tierOfStage).toMatchObject({ 'Renewal High': 200, 'Renewal Low': 200 });
  });

  it("have the guide's counts of the two predictions", () => {
    expect(counts((endpoint) => endpoint.Metrics.ChurnPrediction)).toEqual({ '0.1': 600, '0.8': 400 });
    expect(counts((endpoint) => endpoint.Metrics.UpsellPrediction)).toEqual({ '0.1': 800, '0.8': 200 });
  });

  it('have a loan type with which 150 of the 300 upsell customers are UPL', () => {
    const loanOfStage = counts(
      (endpoint) => `${attribute('Stage')(endpoint)} ${attribute('LoanType')(endpoint)}`,
    );
    expect(loanOfStage).toEqual({
      'Renewal UPL': 50,
      'Renewal Home': 150,
      'Renewal Auto': 200,
      'Upsell UPL': 150,
      'Upsell Home': 50,
      'Upsell Auto': 100,
      'Usage UPL': 50,
      'Usage Home': 100,
      'Usage Auto': 150,
    });
  });

  it('prefer e-mail, know an offer and one time of last engagement', () => {
    expect(counts(attribute('PreferredChannel'))).toEqual({ Email: 1_000 });
    expect(counts((endpoint) => endpoint.Attributes.LastEngagement)).toEqual({
      '2026-03-31T09:00:00Z': 1_000,
    });
    expect(Object.keys(counts(attribute('NextRecommendedOffer'))).sort()).toEqual(
      [1, 2, 3, 4, 5].map((offer) => `Product${offer}`),
    );
  });

  it('all have names of their own', () => {
    const names = counts(
      (endpoint) => `${attribute('FirstName')(endpoint)} ${attribute('LastName')(endpoint)}`,
    );
    expect(Object.keys(names)).toHaveLength(1_000);
  });

  it('are spread so that the first hundred hold every stage', () => {
    expect(new Set(endpoints.slice(0, 100).map(attribute('Stage'))).size).toBe(3);
  });

  it('stand in the file one a line, the same in every run', () => {
    const file = demoEndpointsFile(company);
    const lines = file.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(endpoints);
    expect(demoEndpointsFile(company)).toBe(file);
  });
});

describe("the demo company's segments", () => {
  it('are the three dynamic ones of the guide', () => {
    expect(company.segments.map((segment) => segment.Name)).toEqual([
      'Renewal Eligible',
      'UPL Upsell Eligible',
      'High Value Customers',
    ]);
  });
});
