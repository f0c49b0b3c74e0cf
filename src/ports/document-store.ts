/** Where a document lives. Sort keys of one partition are ordered by their UTF-8 bytes. */
export interface DocumentKey {
  readonly partition: string;
  readonly sort: string;
}

export interface Document<T> {
  readonly key: DocumentKey;
  readonly value: T;
  /** 1 at creation, +1 with every put. */
  readonly version: number;
}

export interface PutOptions {
  /** Write only if the stored version is this one, or `'absent'`: only if nothing is stored. */
  readonly ifVersion?: number | 'absent';
  /** From then on the document is gone for every reader. */
  readonly expiresAt?: Date;
}

export interface QueryOptions {
  /** At most so many documents; 1,000 when not given. */
  readonly limit?: number;
  /** Continue behind this sort key. */
  readonly after?: string;
  /** Highest sort key first. */
  readonly descending?: boolean;
}

/** The most that a document's JSON text may have, in UTF-8 bytes: DynamoDB's 400 KB with room for keys. */
export const MAX_DOCUMENT_BYTES = 350 * 1024;

/** Small versioned JSON records with conditional writes. An expired document is as absent as one never written. */
export interface DocumentStore {
  get<T>(key: DocumentKey): Promise<Document<T> | undefined>;
  /**
   * @returns the new version
   * @throws PlatformError `Conflict` when `ifVersion` does not hold, `PayloadTooLarge` when the
   *   JSON text is over `MAX_DOCUMENT_BYTES`
   */
  put<T>(key: DocumentKey, value: T, options?: PutOptions): Promise<number>;
  /** Deleting what does not exist is no error. @throws PlatformError `Conflict` as `put` */
  delete(key: DocumentKey, options?: { readonly ifVersion?: number }): Promise<void>;
  /** Documents of one partition whose sort key starts with `sortPrefix`, in order. */
  query<T>(partition: string, sortPrefix: string, options?: QueryOptions): Promise<Document<T>[]>;
}
