import { kmeans } from 'ml-kmeans';

export type Point = readonly [number, number, number];

/** A cluster's centre, label 1 for the worst. */
export interface Centroid {
  readonly label: number;
  readonly at: Point;
}

/** The guidance's seed (aws-solutions 4.3). */
const SEED = 18;
/** So many points are clustered at most: memory and time do not grow with the file. */
export const SAMPLE_POINTS = 10_000;
/** Points on which the silhouette is measured; it compares each with each. */
const SILHOUETTE_POINTS = 1_500;
const AUTO_CLUSTERS = { least: 2, most: 10 };

export interface Cell {
  readonly at: Point;
  readonly customers: number;
}

/**
 * Clusters score cells, each standing for its customers in proportion.
 * @param cells in a fixed order
 * @param k at most so many clusters; never more than there are cells
 */
export function clusterCells(cells: readonly Cell[], k: number): Centroid[] {
  const customers = cells.reduce((sum, cell) => sum + cell.customers, 0);
  const share = Math.min(1, SAMPLE_POINTS / customers);
  const points = cells.flatMap(({ at, customers: count }) =>
    new Array<Point>(Math.max(1, Math.round(count * share))).fill(at),
  );
  return ranked(centres(points, Math.min(k, cells.length)), ([r, f, m]) => r + f + m);
}

/** How a raw feature value becomes a coordinate: (ln(1 + value) - mean) / deviation. */
export interface Standard {
  readonly mean: number;
  /** 1 where all values are equal. */
  readonly deviation: number;
}

export interface FeatureClusters {
  /** In logarithms, not standardised. */
  readonly centroids: readonly Centroid[];
  readonly standards: readonly [Standard, Standard, Standard];
  /** Mean silhouette by k, when k was to be chosen. */
  readonly silhouettes: Readonly<Record<string, number>>;
}

/**
 * Clusters customers by the logarithms of recency, frequency and money, standardised.
 * A cluster is better the more recent, frequent and rich its centre is.
 * @param features recency, frequency, money of each sampled customer, in a fixed order
 */
export function clusterFeatures(features: readonly Point[], k: number | 'auto'): FeatureClusters {
  const logarithms = features.map((point) => point.map(logarithm) as unknown as Point);
  const standards = [0, 1, 2].map((axis) => standard(logarithms.map((point) => point[axis] as number))) as [
    Standard,
    Standard,
    Standard,
  ];
  const points = logarithms.map(
    (point) => point.map((value, axis) => scaled(value, standards[axis])) as unknown as Point,
  );
  const distinct = new Set(points.map(String)).size;
  const silhouettes: Record<string, number> = {};
  if (k === 'auto') {
    const sample = points.slice(0, SILHOUETTE_POINTS);
    for (let tried = AUTO_CLUSTERS.least; tried <= Math.min(AUTO_CLUSTERS.most, distinct); tried++) {
      silhouettes[tried] = silhouette(sample, centres(points, tried));
    }
  }
  const chosen = k === 'auto' ? bestOf(silhouettes) : k;
  const found = ranked(centres(points, Math.min(chosen, distinct)), ([r, f, m]) => f + m - r);
  const centroids = found.map(({ label, at }) => ({
    label,
    at: at.map(
      (value, axis) => value * standards[axis as 0 | 1 | 2].deviation + standards[axis as 0 | 1 | 2].mean,
    ) as unknown as Point,
  }));
  return { centroids, standards, silhouettes };
}

/** ln(1 + value); refunds that outweigh purchases count as no money. The SQL that assigns says the same. */
export function logarithm(value: number): number {
  return Math.log(1 + Math.max(value, 0));
}

function centres(points: readonly Point[], k: number): Point[] {
  const data = points.map((point) => [...point]);
  if (k <= 1 || k >= data.length) return distinctPoints(k <= 1 ? [mean(points)] : points);
  const { centroids } = kmeans(data, k, { seed: SEED, initialization: 'kmeans++', maxIterations: 100 });
  return distinctPoints(centroids.filter((at) => at.every(Number.isFinite)) as unknown as Point[]);
}

function distinctPoints(points: readonly Point[]): Point[] {
  return [...new Map(points.map((point) => [point.map((value) => value.toFixed(9)).join(), point])).values()];
}

function ranked(points: readonly Point[], worth: (point: Point) => number): Centroid[] {
  const sorted = [...points].sort((a, b) => worth(a) - worth(b) || a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
  return sorted.map((at, index) => ({ label: index + 1, at }));
}

function mean(points: readonly Point[]): Point {
  return [0, 1, 2].map(
    (axis) => points.reduce((sum, point) => sum + (point[axis] as number), 0) / points.length,
  ) as unknown as Point;
}

function standard(values: readonly number[]): Standard {
  const average = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length;
  return { mean: average, deviation: Math.sqrt(variance) || 1 };
}

function scaled(value: number, by: Standard | undefined): number {
  return by ? (value - by.mean) / by.deviation : value;
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** Mean of (b - a) / max(a, b): a to the own cluster, b to the nearest other. A lone point counts 0. */
function silhouette(points: readonly Point[], centroids: readonly Point[]): number {
  const nearest = points.map((point) => argMin(centroids.map((at) => distance(point, at))));
  const sizes = centroids.map((_, cluster) => nearest.filter((own) => own === cluster).length);
  let total = 0;
  points.forEach((point, index) => {
    const own = nearest[index] as number;
    if (sizes[own] === 1) return;
    const sums = new Array<number>(centroids.length).fill(0);
    points.forEach((other, position) => {
      sums[nearest[position] as number] =
        (sums[nearest[position] as number] as number) + distance(point, other);
    });
    const inside = (sums[own] as number) / ((sizes[own] as number) - 1);
    const outside = Math.min(
      ...sums.map((sum, cluster) =>
        cluster === own || sizes[cluster] === 0 ? Infinity : sum / (sizes[cluster] as number),
      ),
    );
    if (Number.isFinite(outside)) total += (outside - inside) / (Math.max(inside, outside) || 1);
  });
  return total / points.length;
}

function argMin(values: readonly number[]): number {
  return values.reduce((best, value, index) => (value < (values[best] as number) ? index : best), 0);
}

function bestOf(silhouettes: Readonly<Record<string, number>>): number {
  const tried = Object.entries(silhouettes).map(([k, value]) => ({ k: Number(k), value }));
  if (tried.length === 0) return 1;
  return tried.reduce((best, next) => (next.value > best.value + 1e-9 ? next : best)).k;
}
