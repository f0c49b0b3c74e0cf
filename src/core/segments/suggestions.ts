import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';

/** What criteria can be about, from the data itself. */
export interface Suggestions {
  /** Most widely held first. */
  readonly attributes: readonly SuggestedAttribute[];
  readonly userAttributes: readonly SuggestedAttribute[];
  /** By the names of Pinpoint's SegmentDemographics. */
  readonly demographics: readonly SuggestedAttribute[];
  readonly countries: readonly SuggestedValue[];
  readonly metrics: readonly SuggestedMetric[];
}

export interface SuggestedAttribute {
  readonly name: string;
  /** Endpoints that have it. */
  readonly endpoints: number;
  /** How many different values there are. */
  readonly choices: number;
  /** The most frequent ones, the first of them the most frequent. */
  readonly values: readonly SuggestedValue[];
}

export interface SuggestedValue {
  readonly value: string;
  readonly endpoints: number;
}

export interface SuggestedMetric {
  readonly name: string;
  readonly endpoints: number;
  readonly least: number;
  readonly mean: number;
  readonly greatest: number;
}

type ValueRow = {
  kind: 'attribute' | 'userAttribute' | 'demographic' | 'location';
  name: string;
  attribute_value: string;
  endpoints: number;
  holders: number;
  choices: number;
};

type MetricRow = { name: string; holders: number; least: number; mean: number; greatest: number };

/**
 * The attributes, metrics and places that an application's endpoints have, with frequent values.
 * @param most values of each
 * @throws PlatformError `NotFound` for the application, `BadRequest` when `most` is not from 1 to 200
 */
export async function suggestCriteria(
  ports: Ports,
  applicationId: string,
  most: number,
): Promise<Suggestions> {
  await requireApp(ports, applicationId);
  await ports.endpoints.refreshLake();
  const asked = { application_id: applicationId };
  const [values, metrics] = await Promise.all([
    ports.queries.query<ValueRow>(ports.named('attribute_values', { ...asked, most })),
    ports.queries.query<MetricRow>(ports.named('metric_ranges', asked)),
  ]);
  const of = (kind: ValueRow['kind']) => byName(values.filter((row) => row.kind === kind));
  return {
    attributes: of('attribute'),
    userAttributes: of('userAttribute'),
    demographics: of('demographic'),
    countries: of('location')[0]?.values ?? [],
    metrics: metrics.map(({ holders, ...metric }) => ({ ...metric, endpoints: holders })),
  };
}

function byName(rows: readonly ValueRow[]): SuggestedAttribute[] {
  return [...Map.groupBy(rows, ({ name }) => name)]
    .map(([name, ofName]) => ({
      name,
      endpoints: ofName[0]?.holders ?? 0,
      choices: ofName[0]?.choices ?? 0,
      values: ofName.map((row) => ({ value: row.attribute_value, endpoints: row.endpoints })),
    }))
    .sort((a, b) => b.endpoints - a.endpoints || (a.name < b.name ? -1 : 1));
}
