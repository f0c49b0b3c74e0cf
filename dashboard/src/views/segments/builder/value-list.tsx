import { type KeyboardEvent, useId, useState } from 'react';
import { compact, count } from '../../../ui/format.ts';
import { Icon } from '../../../ui/icon.tsx';
import styles from './builder.module.css';

export interface Choice {
  readonly value: string;
  /** Endpoints that have it, where that is known. */
  readonly endpoints?: number;
}

interface ValueListProps {
  readonly label: string;
  readonly values: readonly string[];
  readonly onChange: (values: string[]) => void;
  /** Frequent values of the data. */
  readonly choices: readonly Choice[];
  readonly nameOf?: (value: string) => string;
}

/** Frequent values offered as buttons at first; the others are found by typing. */
const OFFERED = 6;

/** Several texts, entered one by one or chosen from what the data has. */
export function ValueList({ label, values, onChange, choices, nameOf = (value) => value }: ValueListProps) {
  const id = useId();
  const [entered, setEntered] = useState('');
  const left = choices.filter(({ value }) => !values.includes(value));
  function add(value: string) {
    if (!values.includes(value)) onChange([...values, value]);
    setEntered('');
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Enter' && entered !== '') {
      event.preventDefault();
      add(entered);
    } else if (event.key === 'Backspace' && entered === '' && values.length > 0) {
      onChange(values.slice(0, -1));
    }
  }
  return (
    <div className={styles.values}>
      <label htmlFor={id}>{label}</label>
      <div className={styles.tokens}>
        {values.map((value, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a list from elsewhere may hold a value twice
          <span key={`${place} ${value}`} className={styles.token}>
            {value === '' ? '(empty)' : nameOf(value)}
            <button
              type="button"
              className="plain"
              onClick={() => onChange(values.filter((_, index) => index !== place))}
            >
              <Icon name="close" size={13} />
              <span className="unseen">Remove {nameOf(value)}</span>
            </button>
          </span>
        ))}
        <input
          id={id}
          list={`${id}-list`}
          value={entered}
          placeholder={values.length === 0 ? 'Type a value, then Enter' : 'Another value'}
          onChange={(event) => {
            const text = event.target.value;
            // what is picked from the list comes whole
            const picked = !(event.nativeEvent as InputEvent).inputType?.startsWith('insertText');
            if (picked && left.some(({ value }) => value === text)) add(text);
            else setEntered(text);
          }}
          onKeyDown={onKeyDown}
          onBlur={() => entered !== '' && add(entered)}
        />
        <datalist id={`${id}-list`}>
          {left.map(({ value, endpoints }) => (
            <option key={value} value={value}>
              {endpoints === undefined ? nameOf(value) : `${nameOf(value)} (${count(endpoints)})`}
            </option>
          ))}
        </datalist>
      </div>
      {left.length > 0 && (
        <p className={styles.offers}>
          {left.slice(0, OFFERED).map(({ value, endpoints }) => (
            <button key={value} type="button" className={styles.offer} onClick={() => add(value)}>
              <Icon name="plus" size={13} />
              {value === '' ? '(empty)' : nameOf(value)}
              {endpoints !== undefined && <span className="quiet number">{compact(endpoints)}</span>}
            </button>
          ))}
        </p>
      )}
    </div>
  );
}
