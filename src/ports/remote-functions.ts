/** What code outside the stage answered: parsed JSON, or the text when it is not JSON. */
export interface RemoteAnswer {
  /** HTTP status; 200 for a Lambda function that returned, 429 for one that was throttled. */
  readonly status: number;
  readonly body: unknown;
}

/**
 * Calls code that a team keeps elsewhere: campaign hooks, custom channels, recommender transformers.
 * A target is a Lambda function's name or ARN, or an https URL (the local stage also takes http on
 * the loopback). Webhooks are signed: `x-touchpoint-signature: t={seconds},v1={hex HMAC-SHA256 of "t.body"}`.
 */
export interface RemoteFunctions {
  /**
   * Whether a definition may name a target: asked when it is written, so that what can never be called is
   * refused then. A host's name is judged by what it leads to when it is called.
   * @throws PlatformError `BadRequest` saying why not
   */
  check(target: string): Promise<void>;
  /**
   * One call, no retries and no redirects: those are the caller's rule.
   * @param timeoutMs after which the call counts as failed; Pinpoint's is 15,000
   * @throws PlatformError `BadRequest` for a target this stage cannot or may not call, `Internal` with
   *   the cause when there was no answer (name, time-out, refused connection, a function that threw);
   *   then `details.reached` is false when the call certainly never came to the target, and
   *   `details.threw` is true for a function that threw
   */
  call(target: string, payload: unknown, timeoutMs: number): Promise<RemoteAnswer>;
}
