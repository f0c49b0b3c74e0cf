import { PlatformError } from '../errors.ts';
import { readInstant } from '../instant.ts';

/** How one upload is scored, clustered and named. */
export interface RfmSettings {
  /** `quartile`: 1-4, the AWS guidance's own. `quintile`: 1-5. `kmeans`: quintile scores, segments are the clusters. */
  readonly scores: 'quartile' | 'quintile' | 'kmeans';
  /** Which named segments: the guidance's three, the field's table A or B, or one a cluster. */
  readonly table: 'guidance' | 'A' | 'B' | 'clusters';
  /** How many clusters; `auto` tries 2 to 10 and keeps the best silhouette (only for `kmeans`). */
  readonly k: number | 'auto';
  /** The instant recency is counted to, ISO 8601; when absent: the file's newest event plus one day. */
  readonly asOf?: string;
}

/** The guidance's number of clusters (aws-solutions, 4.3). */
const GUIDANCE_CLUSTERS = 7;
const MAX_CLUSTERS = 50;
const MEMBERS = ['scores', 'table', 'k', 'asOf'];

/**
 * Reads settings as they come from a settings file, a query string or an application's document.
 * @param defaultK clusters when none are named; the stack's parameter
 * @throws PlatformError `BadRequest` naming the member and its value
 */
export function parseRfmSettings(given: unknown, defaultK: number = GUIDANCE_CLUSTERS): RfmSettings {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new PlatformError('BadRequest', `RFM settings must be an object, not ${JSON.stringify(given)}`);
  }
  const values = given as Record<string, unknown>;
  for (const name of Object.keys(values)) {
    if (!MEMBERS.includes(name)) {
      throw new PlatformError(
        'BadRequest',
        `RFM settings have no member ${name}; known: ${MEMBERS.join(', ')}`,
      );
    }
  }
  const scores = oneOf('scores', values.scores ?? 'quartile', ['quartile', 'quintile', 'kmeans'] as const);
  const table = tableFor(scores, values.table);
  return { scores, table, k: clusterCount(scores, values.k, defaultK), ...analysisDate(values.asOf) };
}

function tableFor(scores: RfmSettings['scores'], given: unknown): RfmSettings['table'] {
  if (scores === 'quartile') return oneOf('table', given ?? 'guidance', ['guidance'] as const);
  if (scores === 'kmeans') return oneOf('table', given ?? 'clusters', ['clusters'] as const);
  return oneOf('table', given ?? 'A', ['A', 'B'] as const);
}

function clusterCount(scores: RfmSettings['scores'], given: unknown, defaultK: number): number | 'auto' {
  if (given === 'auto' || (given === undefined && scores === 'kmeans')) {
    if (scores !== 'kmeans') {
      throw new PlatformError('BadRequest', `RFM settings: k "auto" needs scores "kmeans", not "${scores}"`);
    }
    return 'auto';
  }
  const k = given === undefined ? defaultK : Number(given);
  if (!Number.isInteger(k) || k < 2 || k > MAX_CLUSTERS) {
    throw new PlatformError(
      'BadRequest',
      `RFM settings: k must be 2 to ${MAX_CLUSTERS}, not ${JSON.stringify(given)}`,
    );
  }
  return k;
}

function analysisDate(given: unknown): { asOf?: string } {
  if (given === undefined || given === null) return {};
  const instant = typeof given === 'string' ? readInstant(given) : undefined;
  if (!instant) {
    throw new PlatformError(
      'BadRequest',
      `RFM settings: asOf must be an ISO 8601 date, not ${JSON.stringify(given)}`,
    );
  }
  return { asOf: instant.toISOString() };
}

function oneOf<T extends string>(member: string, given: unknown, allowed: readonly T[]): T {
  const found = allowed.find((value) => value.toLowerCase() === String(given).toLowerCase());
  if (!found) {
    throw new PlatformError(
      'BadRequest',
      `RFM settings: ${member} must be ${allowed.join(' or ')}, not ${JSON.stringify(given)}`,
    );
  }
  return found;
}
