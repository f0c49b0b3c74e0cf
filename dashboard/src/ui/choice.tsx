import styles from './choice.module.css';

interface ChoiceProps<Key extends string> {
  /** What is chosen; read out, not shown. */
  readonly label: string;
  readonly options: readonly { readonly key: Key; readonly name: string; readonly about?: string }[];
  readonly chosen: Key;
  readonly onChoose: (key: Key) => void;
}

/** One of a few, as buttons in one frame. */
export function Choice<Key extends string>({ label, options, chosen, onChoose }: ChoiceProps<Key>) {
  return (
    <fieldset className={styles.choice}>
      <legend className="unseen">{label}</legend>
      {options.map(({ key, name, about }) => (
        <button
          key={key}
          type="button"
          title={about}
          aria-pressed={key === chosen}
          onClick={() => onChoose(key)}
        >
          {name}
        </button>
      ))}
    </fieldset>
  );
}
