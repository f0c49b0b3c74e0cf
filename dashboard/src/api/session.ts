import { useSyncExternalStore } from 'react';

const STORED_KEY = 'touchpoint-key';

/** Why the reader is asked to sign in, where there is a reason. */
let refusal: string | undefined;
const listeners = new Set<() => void>();

/**
 * The key that the reader signed in with, `keyId.secret`. It is kept for this tab alone, or, when asked to,
 * for this browser; in both cases where only pages of this very origin can read it, and never in an address.
 */
export const session = {
  key: (): string | null => sessionStorage.getItem(STORED_KEY) ?? localStorage.getItem(STORED_KEY),
  refusal: () => refusal,
  signIn(key: string, staySignedIn = false) {
    refusal = undefined;
    (staySignedIn ? localStorage : sessionStorage).setItem(STORED_KEY, key);
    tell();
  },
  signOut(reason?: string) {
    refusal = reason;
    sessionStorage.removeItem(STORED_KEY);
    localStorage.removeItem(STORED_KEY);
    tell();
  },
};

/** The key now; the component is drawn anew when the reader signs in or out. */
export function useKey(): string | null {
  return useSyncExternalStore(subscribe, session.key);
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell() {
  for (const listener of listeners) listener();
}

/** Takes what the terminal's link carries out of the address bar, and signs in with it. */
export function takeSignInFromAddress(): void {
  const found = /^#key=(.+)$/.exec(location.hash);
  if (!found?.[1]) return;
  session.signIn(decodeURIComponent(found[1]));
  history.replaceState(null, '', location.pathname);
}
