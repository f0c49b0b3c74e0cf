import { useSyncExternalStore } from 'react';
import {
  concernsSignIn,
  currentName,
  forgetKey,
  forgetStale,
  keepKey,
  keptKey,
  noticeOfKept,
  type SignInNotice,
  takeNotice,
} from './kept-sign-in.ts';

/** What tabs of this origin tell each other. Frames of e-mails have no origin, and hear nothing of it. */
type Told =
  | { readonly kind: 'who' }
  | { readonly kind: 'signed-in'; readonly notice: SignInNotice }
  | { readonly kind: 'signed-out'; readonly reason?: string };

/** How long a tab waits for others to say who is signed in; they answer within a few. */
const ANSWER_MS = 150;

/** Given by the reader, and not yet taken by the stage: it is nobody else's. */
let tried: { readonly key: string; readonly stays: boolean } | undefined;
/** The key that the stage has answered to since this page was loaded: the only one that other tabs are told. */
let accepted: string | undefined;
/** Another tab asked before this one knew whether its key holds. */
let isAsked = false;
/** Of a sign-in whose name has not reached this tab yet. */
let notice: SignInNotice | undefined;
/** Why the reader is asked to sign in, where there is a reason. */
let refusal: string | undefined;

const listeners = new Set<() => void>();
const tabs = new BroadcastChannel('touchpoint-session');
tabs.onmessage = ({ data }: MessageEvent<Told>) => hear(data);
addEventListener('storage', (event) => {
  if (concernsSignIn(event)) catchUp();
});

/**
 * The key that the reader signed in with, `keyId.secret`, for all tabs of this browser alike. It never stands in an
 * address. A new key is this tab's alone until the stage has answered to it, so that a wrong one disturbs no other tab.
 */
export const session = {
  key: (): string | null => tried?.key ?? keptKey(),
  refusal: () => refusal,
  signIn(key: string, staySignedIn = false) {
    tried = { key, stays: staySignedIn };
    refusal = undefined;
    tell();
  },
  /** Says why the reader must sign in, and changes nothing else. */
  explain(reason: string) {
    refusal = reason;
    tell();
  },
  /** To be called when the stage has answered to a key. */
  accept(key: string) {
    if (key !== session.key() || (key === accepted && tried === undefined)) return;
    accepted = key;
    const isNew = tried !== undefined || currentName() === null; // of a page from before sign-ins had names
    if (isNew) keepKey(key, tried?.stays ?? false);
    tried = undefined;
    if (isNew || isAsked) tellWho();
  },
  /** To be called when the stage does not take a key. Every tab that has it is signed out. */
  refuse(key: string, reason: string) {
    if (key !== session.key()) return; // the reader has signed out or in since it was used
    if (tried === undefined) return session.signOut(reason);
    tried = undefined;
    session.explain(reason);
  },
  signOut(reason?: string) {
    tried = undefined;
    forgetKey();
    refusal = reason;
    send({ kind: 'signed-out', ...(reason !== undefined && { reason }) });
    tell();
  },
};

/** The key now; the component is drawn anew when the reader signs in or out, in whatever tab. */
export function useKey(): string | null {
  return useSyncExternalStore(subscribe, session.key);
}

export function useRefusal(): string | undefined {
  return useSyncExternalStore(subscribe, session.refusal);
}

/** Takes over the sign-in of the tabs that are open. Where there was none it does not wait, and else not for long. */
export async function joinOpenTabs(): Promise<void> {
  forgetStale();
  if (session.key() !== null || currentName() === null) return;
  const answered = new Promise<void>((resolve) => {
    const unsubscribe = subscribe(() => {
      if (session.key() === null) return;
      unsubscribe();
      resolve();
    });
  });
  send({ kind: 'who' });
  await Promise.race([answered, new Promise((resolve) => setTimeout(resolve, ANSWER_MS))]);
}

function hear(told: Told): void {
  if (told.kind === 'who') {
    if (accepted !== undefined && accepted === keptKey()) tellWho();
    else isAsked = true;
  } else if (told.kind === 'signed-in') {
    notice = told.notice;
    catchUp();
  } else {
    refusal = told.reason;
    catchUp();
  }
}

/** What tabs share may reach this one before or after what another one told of it. */
function catchUp(): void {
  if (notice !== undefined && takeNotice(notice)) {
    notice = undefined;
    refusal = undefined;
  }
  forgetStale();
  tell();
}

function tellWho(): void {
  isAsked = false;
  const kept = noticeOfKept();
  if (kept !== undefined) send({ kind: 'signed-in', notice: kept });
}

function send(told: Told): void {
  tabs.postMessage(told);
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function tell() {
  for (const listener of listeners) listener();
}
