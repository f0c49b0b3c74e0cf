import { session } from './session.ts';

/**
 * Takes the code of the terminal's link out of the address bar, and signs in with the key that the stage gives
 * for it, once. A reader who is signed in already stays so when the code is used up.
 */
export async function takeSignInFromAddress(): Promise<void> {
  const code = /^#code=(.+)$/.exec(location.hash)?.[1];
  if (!code) return;
  history.replaceState(null, '', location.pathname);
  try {
    const response = await fetch('/local/sign-in', { method: 'POST', body: JSON.stringify({ code }) });
    const answer = await response.json();
    if (response.ok) session.signIn(answer.key);
    else session.explain(answer.error?.message ?? 'The stage does not know this link.');
  } catch {
    session.explain('The stage does not answer.');
  }
}
