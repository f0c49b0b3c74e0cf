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

/** A row that the rules refuse; nothing of it was stored. */
export interface RefusedRow {
  readonly endpointId: string;
  /** The row's `line`; `undefined` when the file has no such column. */
  readonly line?: number;
  /** `Missing ChannelType`, `Missing Address`, `Exceeded maximum endpoint per user count: 15`. */
  readonly reason: string;
}

/** Endpoints of a file, each counted once however many rows it has. `merged` counts unchanged ones too. */
export interface EndpointImportReport {
  readonly merged: number;
  readonly refused: number;
  /** The first refused ones, in order of their lines: as many as were asked for. */
  readonly refusals: readonly RefusedRow[];
}

/** The version of an imported segment that members are added to. */
export interface MemberTarget {
  readonly segmentId: string;
  readonly version: number;
  /** Whether members are the application's endpoints; otherwise the segment keeps its own copy of the rows. */
  readonly registered: boolean;
}

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
   * Merges a file of import rows into the application's endpoints (key in the lake bucket; the
   * name ends in `.parquet`, `.ndjson` or `.ndjson.gz`), all of it or nothing:
   *
   * - Rows of one endpoint count as one (`foldImportRows`), in the place of the last of them.
   * - They are merged in order (`src/core/endpoints/import-row.ts` says which), by the rules of
   *   UpdateEndpoint, as `applyUpdates` states them; users who would come to more than 15
   *   endpoints may have their rows merged after all others.
   * - A new endpoint needs a channel and an address. A row that breaks a rule is refused alone.
   * - An endpoint that its row leaves as it was keeps its EffectiveDate and RequestId. So the
   *   same file again changes nothing.
   * - Limits of names, values and size are the business of whoever writes the file.
   *
   * @param at the EffectiveDate of what changes
   * @param named how many refused rows the report names at most; 100 when absent
   */
  importFile(applicationId: string, key: string, at: Date, named?: number): Promise<EndpointImportReport>;
  /**
   * Adds the rows of such a file to an imported segment (table `segment_members`), each endpoint
   * and each bare user id once; the same file again changes nothing. Of a segment that keeps
   * copies, the last row of an endpoint is its copy; rows need a channel and an address there.
   * @param at the dates of the copies
   */
  addMembers(applicationId: string, target: MemberTarget, key: string, at: Date): Promise<void>;
  /** Removes every endpoint of an application, and every member of its imported segments. */
  removeAll(applicationId: string): Promise<void>;
  /**
   * Brings everything accepted so far into the lake's `endpoints` table. The local stage writes
   * there directly; on AWS it merges `endpoint_changes`.
   */
  refreshLake(): Promise<void>;
}
