import type { Clock } from '../../ports/clock.ts';
import type { Ids } from '../../ports/ids.ts';

/** Codes that let a person in once, in place of a key that would stand in an address. */
export interface SignInCodes {
  issue(): string;
  /** Whether the code was issued, is not too old, and has not been used; from now on it is. */
  use(code: string): boolean;
}

const CODE_LENGTH = 32;
/** Who starts a stage may open its page later that day. */
const GOOD_FOR_MS = 24 * 3_600_000;
/** More are not waited for at a time; the oldest gives way. */
const MOST = 100;

/** Kept by this process alone: another start of the stage knows none of them. */
export function signInCodes({ ids, clock }: { readonly ids: Ids; readonly clock: Clock }): SignInCodes {
  const issued = new Map<string, number>();
  return {
    issue() {
      const code = ids.secret(CODE_LENGTH);
      const [oldest] = issued.keys();
      if (issued.size >= MOST && oldest !== undefined) issued.delete(oldest);
      issued.set(code, clock.now().getTime() + GOOD_FOR_MS);
      return code;
    },
    use(code) {
      const until = issued.get(code);
      issued.delete(code);
      return until !== undefined && clock.now().getTime() < until;
    },
  };
}
