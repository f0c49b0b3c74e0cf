import type { Ports } from '../ports/ports.ts';
import { PlatformError } from './errors.ts';

/** A request that its sender may repeat without its being done anew. */
export interface KeyedRequest {
  /** `Idempotency-Key` as it came. */
  readonly key: string;
  /** Id of the access key; two callers may use the same key for different things. */
  readonly caller: string;
  /** Of all that makes requests the same: method, path and body. */
  readonly fingerprint: string;
}

export interface OnceAnswer<T> {
  readonly value: T;
  /** Whether it is the answer of an earlier request. */
  readonly repeated: boolean;
}

type Note<T> =
  | { readonly fingerprint: string; readonly state: 'running'; readonly until: string }
  | { readonly fingerprint: string; readonly state: 'done'; readonly value?: T };

/** For how long an answer is remembered. */
const REMEMBERED_MS = 24 * 60 * 60 * 1000;
/** After so long a request that has not ended counts as cut off; the API's functions run for at most 2 minutes. */
const RUNNING_MS = 5 * 60 * 1000;

/**
 * Does a request's work once within 24 hours, however often it is sent. Only success is remembered:
 * after an error, or when the answer is too large to be kept, the same key does the work again.
 *
 * @param work gives a JSON value, or `undefined`
 * @throws PlatformError `BadRequest` for a key that is not 1 to 255 printable ASCII characters, or that
 *   came with another request; `Conflict` while the first is still running
 */
export async function answerOnce<T>(
  { documents, clock }: Pick<Ports, 'documents' | 'clock'>,
  { key, caller, fingerprint }: KeyedRequest,
  work: () => Promise<T>,
): Promise<OnceAnswer<T>> {
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new PlatformError('BadRequest', 'Idempotency-Key must be 1 to 255 printable ASCII characters');
  }
  const place = { partition: 'idempotency', sort: `${caller}#${key}` };
  const now = clock.now().getTime();
  const expiresAt = new Date(now + REMEMBERED_MS);
  const found = await documents.get<Note<T>>(place);
  if (found) {
    const note = found.value;
    if (note.fingerprint !== fingerprint) {
      throw new PlatformError('BadRequest', `Idempotency-Key ${key} came with another request before`);
    }
    if (note.state === 'done') return { value: note.value as T, repeated: true };
    if (new Date(note.until).getTime() > now) throw stillRunning(key);
  }
  const running = { fingerprint, state: 'running', until: new Date(now + RUNNING_MS).toISOString() };
  const version = await documents
    .put(place, running, { ifVersion: found?.version ?? 'absent', expiresAt })
    .catch((error) => {
      throw isCode(error, 'Conflict') ? stillRunning(key) : error; // another one came first
    });
  try {
    const value = await work();
    await documents
      .put(place, { fingerprint, state: 'done', value }, { ifVersion: version, expiresAt })
      .catch(async (error) => {
        if (isCode(error, 'PayloadTooLarge')) await documents.delete(place);
        else if (!isCode(error, 'Conflict')) throw error;
      });
    return { value, repeated: false };
  } catch (error) {
    await documents.delete(place, { ifVersion: version }).catch(() => undefined); // the first error is the one to tell
    throw error;
  }
}

function stillRunning(key: string): PlatformError {
  return new PlatformError('Conflict', `The request with Idempotency-Key ${key} is still running`);
}

function isCode(error: unknown, code: PlatformError['code']): boolean {
  return error instanceof PlatformError && error.code === code;
}
