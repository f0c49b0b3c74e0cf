/** One value by which a person is known, as the places compare it. */
export interface ErasedValue {
  readonly erasureId: string;
  readonly applicationId: string;
  /**
   * `endpoint`: an endpoint's id in lower case; `user`: a user's id; `address`: channel type, `:` and the address
   * as addresses are compared (`addressKey`); `application`: the application's id.
   */
  readonly kind: 'endpoint' | 'user' | 'address' | 'application';
  readonly value: string;
  readonly salt: string;
  /** What happened after it is of a new life of the same id, and stays; absent: everything goes. */
  readonly until?: Date;
}

/** As `until` in a table: later than anything. */
export const FOR_GOOD = new Date('9999-12-31T00:00:00Z');

/** What a run takes out. */
export interface ErasureOrder {
  readonly runId: string;
  readonly values: readonly ErasedValue[];
  /** Nothing is asked for anew: it only looks for what came late, and needs no rewriting where it finds nothing. */
  readonly onlyLate: boolean;
}

export interface ErasureTurn {
  /** By erasure and by what was counted, such as `messages`. */
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Where the next turn goes on; absent when the place is done. */
  readonly next?: string;
}

/**
 * A place that holds what persons did, beside documents and objects: tables, kept results of queries, a mailbox.
 * After the last turn nothing of the values can be read there any more, not in the bytes of its files either.
 */
export interface ErasablePlace {
  readonly name: string;
  /** Does a part that fits in a function's time. Idempotent. @param next from the turn before */
  erase(order: ErasureOrder, next?: string): Promise<ErasureTurn>;
}
