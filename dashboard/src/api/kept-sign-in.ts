/*
 * What a sign-in leaves in the browser, where only pages of this very origin can read it. Each sign-in has a name,
 * which all tabs see; the key lies in the tab, under that name, or in what all tabs share when the reader stays signed
 * in. A tab's key under another name holds no longer: also not in a tab that slept, or was closed and is opened again,
 * while the reader signed out elsewhere.
 */

const KEY = 'touchpoint-key';
const NAME = 'touchpoint-sign-in';

/** A sign-in as tabs tell each other of it. Without its key, all tabs read that where they share it. */
export interface SignInNotice {
  readonly name: string;
  readonly key?: string;
}

/** The name of the sign-in that holds for all tabs; `null` when nobody is signed in. */
export function currentName(): string | null {
  return localStorage.getItem(NAME);
}

export function keptKey(): string | null {
  const isCurrent = sessionStorage.getItem(NAME) === currentName();
  return (isCurrent ? sessionStorage.getItem(KEY) : null) ?? sharedKey();
}

function sharedKey(): string | null {
  return localStorage.getItem(KEY);
}

/** Begins a sign-in in place of the one that holds. The same key stays where it is, unless it shall stay longer. */
export function keepKey(key: string, stays: boolean): void {
  if (currentName() !== null && keptKey() === key && (!stays || sharedKey() === key)) return;
  const name = crypto.randomUUID();
  clearTab();
  if (stays) localStorage.setItem(KEY, key);
  else {
    localStorage.removeItem(KEY);
    sessionStorage.setItem(KEY, key);
    sessionStorage.setItem(NAME, name);
  }
  localStorage.setItem(NAME, name); // last: who sees the name finds the key
}

/** Takes over what another tab told. @returns whether it is of the sign-in that holds */
export function takeNotice({ name, key }: SignInNotice): boolean {
  if (name !== currentName()) return false;
  clearTab();
  if (key === undefined) return true;
  sessionStorage.setItem(KEY, key);
  sessionStorage.setItem(NAME, name);
  return true;
}

/** What another tab needs to be signed in like this one. */
export function noticeOfKept(): SignInNotice | undefined {
  const name = currentName();
  const key = keptKey();
  if (name === null || key === null) return undefined;
  return sharedKey() === key ? { name } : { name, key };
}

/** Ends the sign-in for all tabs. */
export function forgetKey(): void {
  clearTab();
  localStorage.removeItem(KEY);
  localStorage.removeItem(NAME);
}

/** Takes a key out of the tab that holds no longer. */
export function forgetStale(): void {
  if (sessionStorage.getItem(NAME) !== currentName()) clearTab();
}

/** Whether an event of the browser's storage is about a sign-in. */
export function concernsSignIn({ key }: StorageEvent): boolean {
  return key === KEY || key === NAME || key === null; // null: all was cleared
}

function clearTab(): void {
  sessionStorage.removeItem(KEY);
  sessionStorage.removeItem(NAME);
}
