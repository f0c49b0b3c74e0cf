import { describe, expect, it } from '@jest/globals';
import { clusterCells, clusterFeatures, type Point } from '../../src/core/rfm/clusters.ts';

const cells = [1, 2, 3, 4].flatMap((r) =>
  [1, 2, 3, 4].map((f) => ({ at: [r, f, ((r + f) % 4) + 1] as Point, customers: 50 * r * f + 1 })),
);

describe('clusterCells', () => {
  it('ranks seven clusters from the worst mean score to the best', () => {
    const found = clusterCells(cells, 7);
    const worth = found.map(({ at }) => at[0] + at[1] + at[2]);
    expect(found.map(({ label }) => label)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(worth).toEqual(worth.toSorted((a, b) => a - b));
  });
  it('gives the same answer for any number of customers in the same proportion', () => {
    const many = cells.map(({ at, customers }) => ({ at, customers: customers * 10_000 }));
    const close = (centroids: ReturnType<typeof clusterCells>) =>
      centroids.map(({ at }) => at.map((value) => value.toFixed(1)));
    expect(close(clusterCells(many, 7))).toEqual(close(clusterCells(cells, 7)));
  });
  it('makes no more clusters than there are cells', () => {
    expect(clusterCells(cells.slice(0, 3), 7)).toHaveLength(3);
    expect(clusterCells(cells.slice(0, 1), 7)).toEqual([{ label: 1, at: cells[0]?.at }]);
  });
});

describe('clusterFeatures', () => {
  const groups: Point[] = [
    [3, 40, 9000],
    [200, 8, 400],
    [700, 1, 15],
  ];
  const people = Array.from({ length: 300 }, (_, index): Point => {
    const [r, f, m] = groups[index % 3] as Point;
    return [r + (index % 5), f + (index % 4), m + (index % 7) * 3];
  });
  it('finds, by silhouette, as many clusters as there are groups, the best one last', () => {
    const { centroids, silhouettes } = clusterFeatures(people, 'auto');
    expect(centroids).toHaveLength(3);
    expect(Object.keys(silhouettes)).toEqual(['2', '3', '4', '5', '6', '7', '8', '9', '10']);
    const recency = centroids.map(({ at }) => Math.round(Math.exp(at[0]) - 1));
    expect(recency[2]).toBeLessThan(10);
    expect(recency[0]).toBeGreaterThan(690);
  });
  it('takes a given number, and one where all are alike', () => {
    expect(clusterFeatures(people, 5).centroids).toHaveLength(5);
    expect(
      clusterFeatures(
        people.map(() => [5, 5, 5] as Point),
        'auto',
      ).centroids,
    ).toEqual([{ label: 1, at: [Math.log(6), Math.log(6), Math.log(6)] }]);
  });
});
