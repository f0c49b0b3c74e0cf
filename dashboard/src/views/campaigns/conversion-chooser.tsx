import { type FormEvent, useId } from 'react';
import { useAddress } from '../../app/address.ts';
import { Choice } from '../../ui/choice.tsx';
import styles from './campaigns.module.css';
import { type Conversion, WINDOWS } from './use-campaign.ts';

/** Says what counts as a conversion, and for how long after a message. */
export function ConversionChooser({ conversion }: { readonly conversion: Conversion }) {
  const { set } = useAddress();
  const field = useId();
  function choose(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const type = String(new FormData(event.currentTarget).get('event') ?? '').trim();
    set({ conversion: type });
  }
  return (
    <form className={styles.conversion} onSubmit={choose} key={conversion.event}>
      <label htmlFor={field}>A conversion is an event</label>
      <input id={field} name="event" defaultValue={conversion.event} spellCheck={false} required />
      <button type="submit">Use</button>
      <span>within</span>
      <Choice
        label="How long after a message a conversion counts"
        options={WINDOWS.map((days) => ({ key: String(days), name: days === 1 ? '1 day' : `${days} days` }))}
        chosen={String(conversion.days)}
        onChoose={(days) => set({ within: days })}
      />
    </form>
  );
}
