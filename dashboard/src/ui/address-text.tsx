import styles from './address-text.module.css';

/** From this many characters on nobody reads it whole: no e-mail address or number is as long, a push token is. */
const LONG = 48;

/** An address in a table. A push token is cut, and whole where the pointer rests. */
export function AddressText({ of: text }: { readonly of: string }) {
  if (text.length < LONG || text.includes('@')) return text;
  return (
    <span className={styles.text} title={text}>
      {text}
    </span>
  );
}
