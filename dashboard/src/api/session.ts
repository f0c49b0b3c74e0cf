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

/**
 * Takes the code of the terminal's link out of the address bar, and signs in with the key that the stage gives
 * for it, once. A reader who is signed in already stays so when the code is used up.
 */
export async function takeSignInFromAddress(): Promise<void> {
  const code = /^#code=(.+)$/.exec(location.hash)?.[1];
  if (!code) return;
  history.replaceState(null, '', location.pathname);
  const wasSignedIn = session.key() !== null;
  try {
    const response = await fetch('/local/sign-in', { method: 'POST', body: JSON.stringify({ code }) });
    const answer = await response.json();
    if (response.ok) session.signIn(answer.key);
    else if (!wasSignedIn) session.signOut(answer.error?.message ?? 'The stage does not know this link.');
  } catch {
    if (!wasSignedIn) session.signOut('The stage does not answer.');
  }
}
