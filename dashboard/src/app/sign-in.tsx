import { type FormEvent, useEffect, useId } from 'react';
import { session, useRefusal } from '../api/session.ts';
import styles from './sign-in.module.css';

/** Asks for an access key of the stage. */
export function SignIn() {
  const id = useId();
  const refusal = useRefusal();
  useEffect(() => {
    document.title = 'Sign in · Touchpoint';
  }, []);
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [keyId, secret] = ['username', 'password'].map((name) => String(form.get(name)).trim());
    session.signIn(`${keyId}.${secret}`, form.get('stay') !== null);
  }
  return (
    <main className={styles.page}>
      <form className={styles.form} onSubmit={submit}>
        <img src="/icon.svg" alt="" width="40" height="40" />
        <h1>Sign in to Touchpoint</h1>
        <p className="quiet">
          With an access key of this stage. On a laptop <code>npm start</code> prints one, and{' '}
          <code>npx touchpoint dashboard</code> a link that signs in by itself.
        </p>
        {refusal && (
          <p className="fault" role="alert">
            {refusal}
          </p>
        )}
        <label htmlFor={`${id}-key`}>Access key id</label>
        {/* biome-ignore lint/a11y/noAutofocus: it is all that this page is for */}
        <input id={`${id}-key`} name="username" autoComplete="username" required autoFocus />
        <label htmlFor={`${id}-secret`}>Secret access key</label>
        <input id={`${id}-secret`} name="password" type="password" autoComplete="current-password" required />
        <label className={styles.stay}>
          <input type="checkbox" name="stay" /> Stay signed in on this computer
        </label>
        <button type="submit" className="primary">
          Sign in
        </button>
      </form>
    </main>
  );
}
