import { PlatformError } from '../../core/errors.ts';

const TIMEOUT_MS = 5000;
/** A certificate of SNS has about 2 KB. */
const MAX_CHARACTERS = 64 * 1024;

/**
 * The text at an address; redirects are not followed, since only the address itself was judged.
 * @throws PlatformError `Throttled`, so that the sender comes again, when it cannot be had
 */
export async function httpsText(address: string): Promise<string> {
  try {
    const answer = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await answer.text();
    if (answer.ok && text.length <= MAX_CHARACTERS) return text;
    throw new Error(`it answered ${answer.status} with ${text.length} characters`);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PlatformError('Throttled', `${address} cannot be read now: ${reason}`, {}, { cause });
  }
}
