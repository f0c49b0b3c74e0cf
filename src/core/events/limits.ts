/** Limits of reported events; source: pinpoint-events-kpis.md Part 2, pinpoint-api.md 4.2, unless a line says otherwise. */
export const LIMITS = {
  /** Events of one request. */
  events: 100,
  /** Endpoints of one request; ours, since requests with endpoints alone have no documented limit. */
  endpoints: 100,
  /** Bytes of one request: 4 MB. */
  requestBytes: 4 * 1024 * 1024,
  /** Bytes of one event: 1,000 KB. */
  eventBytes: 1_000_000,
  /** Attribute and metric keys of one event. */
  keysPerEvent: 40,
  /** Characters of a key. */
  keyLength: 50,
  /** Characters of an attribute's value. */
  valueLength: 200,
  /** Characters of an event type; ours, since a project's types are kept in one document. */
  typeLength: 128,
  /** Custom event types of a project. */
  types: 1500,
  /** Attribute keys of a project. */
  attributeKeys: 500,
  /** Metric keys of a project. */
  metricKeys: 500,
} as const;
