import { useId } from 'react';
import styles from './radio-list.module.css';

interface RadioListProps<Key extends string> {
  /** For those who do not see it; a heading says it to the others. */
  readonly label: string;
  readonly options: readonly { readonly key: Key; readonly name: string; readonly about: string }[];
  readonly chosen: Key;
  readonly onChoose: (key: Key) => void;
}

/** One of a few, each with a line on what it means. */
export function RadioList<Key extends string>({ label, options, chosen, onChoose }: RadioListProps<Key>) {
  const id = useId();
  return (
    <fieldset className={styles.list}>
      <legend className="unseen">{label}</legend>
      {options.map(({ key, name, about }) => (
        <label key={key} className={styles.option}>
          <input type="radio" name={id} checked={chosen === key} onChange={() => onChoose(key)} />
          <span>
            {name}
            <span className="quiet small">{about}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
