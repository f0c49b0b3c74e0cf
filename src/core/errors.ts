/** Every code the platform raises; one line each says when. */
export type ErrorCode =
  | 'NotFound' // the named application, endpoint, segment, upload… does not exist
  | 'BadRequest' // the caller broke a documented rule
  | 'BadFile' // an uploaded file as a whole cannot be used; retrying the same bytes cannot help
  | 'Forbidden' // the key or its signature is not good for this request
  | 'MethodNotAllowed' // the path exists, the method does not
  | 'Conflict' // the resource changed since the caller read it
  | 'PayloadTooLarge' // the body is over its documented limit
  | 'Throttled' // a dependency asked us to slow down; safe to retry
  | 'Internal'; // a fault of ours

/** An error with a code that `src/api/errors.ts` and the state machines' `ErrorEquals` know. */
export class PlatformError extends Error {
  readonly code: ErrorCode;
  readonly details: Record<string, unknown>;

  constructor(
    code: ErrorCode,
    message: string,
    details: Record<string, unknown> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.details = details;
    this.name = code; // Step Functions matches ErrorEquals on this
  }
}

/** Does the work. @returns the rule that it broke, if it broke one; other errors pass */
export function reasonAgainst(work: () => void): PlatformError | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof PlatformError) return error;
    throw error;
  }
}
