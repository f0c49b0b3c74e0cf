import { session } from './session.ts';

/** An answer that is not a success. `status` is 0 when the stage did not answer at all. */
export class StageError extends Error {
  readonly status: number;
  readonly code: string | undefined;
  /** What else the stage told: `member`, say, the path of what it refuses. */
  readonly details: Readonly<Record<string, unknown>>;
  constructor(status: number, message: string, code?: string, details: Record<string, unknown> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** What may stand behind the question mark; absent ones are left out. */
export type Parameters = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface StageRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly parameters?: Parameters;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, in place of `body`. */
  readonly bytes?: Blob;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Whether the same question may be answered another time. */
export function worthTrying(error: unknown): boolean {
  return error instanceof StageError && (error.status === 0 || error.status === 429 || error.status >= 502);
}

export function address(path: string, parameters: Parameters = {}): string {
  const given = Object.entries(parameters).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  );
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return search === '' ? path : `${path}?${search}`;
}

/**
 * Asks the stage with the reader's key. A refused key signs the reader out.
 * @throws StageError with the stage's own words
 */
export async function ask(path: string, request: StageRequest = {}): Promise<Response> {
  const { method = 'GET', parameters, body, bytes, headers, signal } = request;
  const key = session.key() ?? '';
  let response: Response;
  try {
    response = await fetch(address(path, parameters), {
      method,
      signal,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: bytes ?? (body === undefined ? undefined : JSON.stringify(body)),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new StageError(0, 'The stage does not answer.');
  }
  const isRefused = response.status === 401 || isRefusedKey(response);
  if (response.ok || (response.status === 403 && !isRefused)) session.accept(key);
  if (response.ok) return response;
  const failure = refusal(response.status, await response.text());
  if (isRefused) session.refuse(key, `The stage does not take this key: ${failure.message}`);
  throw failure;
}

/** The body as JSON; `undefined` for an answer without one. */
export async function askJson<Body>(path: string, request?: StageRequest): Promise<Body> {
  const response = await ask(path, request);
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as Body;
}

export async function askText(path: string, request?: StageRequest): Promise<string> {
  return (await ask(path, request)).text();
}

/** A key that is known but lacks a scope is refused too, and stays signed in. */
function isRefusedKey({ status, headers }: Response): boolean {
  return status === 403 && headers.get('x-amzn-ErrorType') !== 'AccessDeniedException';
}

export function refusal(status: number, text: string): StageError {
  try {
    const answer = JSON.parse(text);
    const message = answer.error?.message ?? answer.Message ?? answer.message;
    if (message) {
      return new StageError(status, message, answer.error?.code ?? answer.__type, answer.error?.details);
    }
  } catch {
    // not JSON: the status says it all
  }
  return new StageError(status, `The stage answered ${status}.`);
}
