import { createHash } from 'node:crypto';
import { PlatformError } from '../core/errors.ts';

/** Pinpoint's limit for a request (pinpoint-api.md 1). */
export const MAX_BODY_BYTES = 7 * 1024 * 1024;

/** @throws PlatformError `PayloadTooLarge` as soon as more than `MAX_BODY_BYTES` are announced or seen */
export async function readBody(request: Request): Promise<Uint8Array> {
  const announced = request.headers.get('content-length');
  if (Number(announced ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  if (announced !== null) return readWhole(request); // no longer than it says: that is HTTP's business
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** At once and not piece by piece, which is much faster. */
async function readWhole(request: Request): Promise<Uint8Array> {
  const body = new Uint8Array(await request.arrayBuffer());
  if (body.byteLength > MAX_BODY_BYTES) throw tooLarge();
  return body;
}

/** @returns `undefined` for an empty body. @throws PlatformError `BadRequest` when it is not JSON in UTF-8 */
export function parseJson(body: Uint8Array): unknown {
  if (body.byteLength === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PlatformError('BadRequest', `The body is not JSON: ${reason}`, {}, { cause });
  }
}

/**
 * The same bytes; the stream ends in an error instead of ending when they do not have the hash,
 * so that whoever stores them whole or not at all stores nothing.
 * @param check throws when the hash (SHA-256, hex) is not the right one
 */
export function checkedStream(
  body: ReadableStream<Uint8Array>,
  check: (hash: string) => void,
): ReadableStream<Uint8Array> {
  const hash = createHash('sha256');
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        hash.update(chunk);
        controller.enqueue(chunk);
      },
      flush: () => check(hash.digest('hex')),
    }),
  );
}

function tooLarge(): PlatformError {
  return new PlatformError('PayloadTooLarge', `The body is over ${MAX_BODY_BYTES} bytes`);
}
