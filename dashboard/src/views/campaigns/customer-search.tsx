import { type FormEvent, useId } from 'react';
import { useAddress } from '../../app/address.ts';
import { Icon } from '../../ui/icon.tsx';
import styles from './campaigns.module.css';

/** Asks for a customer, whom the address then names. */
export function CustomerSearch({ action }: { readonly action: string }) {
  const { get, set } = useAddress();
  const field = useId();
  const who = get('who') ?? '';
  function search(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    set({ who: String(new FormData(event.currentTarget).get('who') ?? '').trim() }, false);
  }
  return (
    <form className={styles.search} onSubmit={search} key={who}>
      <label htmlFor={field} className="unseen">
        Customer
      </label>
      <input
        id={field}
        name="who"
        type="search"
        defaultValue={who}
        placeholder="User id, endpoint id, e-mail address or telephone number"
        spellCheck={false}
        autoComplete="off"
      />
      <button type="submit" className="primary">
        <Icon name="search" size={16} />
        {action}
      </button>
    </form>
  );
}
