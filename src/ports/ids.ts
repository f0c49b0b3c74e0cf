/** The one source of randomness for names. */
export interface Ids {
  /** 32 lower-case hex characters, as Pinpoint's resource ids. */
  resourceId(): string;
  /** A lower-case UUID, as Pinpoint's request ids. */
  requestId(): string;
  /** `length` random characters of `A-Z a-z 0-9`, from a cryptographic source. */
  secret(length: number): string;
}
