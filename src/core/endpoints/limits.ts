/** Limits of endpoints; source: pinpoint-segments.md 1.1 and 1.2 unless a line says otherwise. */
export const LIMITS = {
  /** Bytes of one endpoint as JSON. */
  endpointBytes: 15 * 1024,
  /** Distinct names in one application over Attributes, Metrics and UserAttributes. */
  customNames: 250,
  /** Characters of the name of an attribute or metric. */
  nameLength: 50,
  /** Characters of one attribute value. */
  valueLength: 100,
  /** Values of one attribute. */
  values: 50,
  /** Items of one batch. */
  batchItems: 100,
  /** Endpoints that may carry one user id. */
  endpointsPerUser: 15,
} as const;
