import type { Endpoint } from '../core/endpoints/endpoint.ts';

/** Which stored endpoints a change must see. Ids are compared without regard to case. */
export interface EndpointLookup {
  readonly ids: readonly string[];
  readonly userIds: readonly string[];
  readonly addresses: readonly { readonly channelType: string; readonly address: string }[];
}

export interface EndpointChange {
  readonly put: readonly Endpoint[];
  /** Ids to delete. */
  readonly remove: readonly string[];
}

/** Files of endpoint import rows (`src/core/endpoints/import-row.ts`) that `importFile` reads. */
export type EndpointImportFormat = 'parquet' | 'ndjson';

/** Point reads and merges of endpoints; what is written is in the lake when a segment is evaluated. */
export interface EndpointStore {
  /** The format in which a query should leave rows for `importFile`; `ndjson` always works too. */
  readonly importFormat: EndpointImportFormat;
  get(applicationId: string, endpointId: string): Promise<Endpoint | undefined>;
  ofUser(applicationId: string, userId: string): Promise<Endpoint[]>;
  /**
   * Reads the endpoints that `lookup` names, lets `decide` say what to write, writes it: all of
   * it or nothing, and only if none of them changed meanwhile (`decide` may be called again).
   * @returns what `decide` returned last
   */
  change(
    applicationId: string,
    lookup: EndpointLookup,
    decide: (found: readonly Endpoint[]) => EndpointChange,
  ): Promise<EndpointChange>;
  /**
   * Merges a file of import rows (key in the lake bucket) by the rules of UpdateEndpoint
   * (pinpoint-segments.md 1.3, 1.4), endpoints being created where they are new.
   * Idempotent: the same file again changes nothing but `RequestId`.
   * @returns how many rows were merged
   */
  importFile(applicationId: string, key: string, at: Date): Promise<number>;
  /** Removes every endpoint of an application. */
  removeAll(applicationId: string): Promise<void>;
  /**
   * Brings everything accepted so far into the lake's `endpoints` table. The local stage writes
   * there directly; on AWS it merges `endpoint_changes`.
   */
  refreshLake(): Promise<void>;
}
