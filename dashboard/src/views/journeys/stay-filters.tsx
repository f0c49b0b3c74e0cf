import { type FormEvent, useId } from 'react';
import type { JourneyFlow } from '../../api/types.ts';
import { useAddress } from '../../app/address.ts';
import styles from './journey.module.css';

const STATES = [
  { key: 'any', name: 'Everyone' },
  { key: 'inside', name: 'In it now' },
  { key: 'left', name: 'Left' },
];

/** Which of the people are listed; the address keeps it. */
export function StayFilters({ flow }: { readonly flow: JourneyFlow }) {
  const { get, set } = useAddress();
  const id = useId();
  function search(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    set({ search: String(new FormData(event.currentTarget).get('search') ?? '').trim() || null });
  }
  return (
    <div className={styles.filters}>
      <form onSubmit={search} className="row">
        <label htmlFor={`${id}-search`}>
          Find a person
          <input
            id={`${id}-search`}
            type="search"
            name="search"
            placeholder="User or endpoint id"
            defaultValue={get('search') ?? ''}
            key={get('search') ?? ''}
          />
        </label>
        <button type="submit">Find</button>
      </form>
      <label>
        Where
        <select
          value={get('activity') ?? ''}
          onChange={(event) => set({ activity: event.target.value || null })}
        >
          <option value="">Every activity</option>
          {flow.activities.map(({ id: activity, name }) => (
            <option key={activity} value={activity}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        Who
        <select
          value={get('state') ?? 'any'}
          onChange={(event) =>
            set({ state: event.target.value === 'any' ? null : event.target.value, reason: null })
          }
        >
          {STATES.map(({ key, name }) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
