import { useId } from 'react';

interface SelectProps {
  readonly label: string;
  readonly value: string;
  /** Value and words of each. */
  readonly options: readonly (readonly [string, string])[];
  readonly onChange: (value: string) => void;
  /** The label is there for those who do not see the sentence that the choice stands in. */
  readonly inSentence?: boolean;
}

export function Select({ label, value, options, onChange, inSentence = false }: SelectProps) {
  const id = useId();
  const select = (
    <select
      id={id}
      aria-label={inSentence ? label : undefined}
      value={value}
      onChange={({ target }) => onChange(target.value)}
    >
      {options.map(([key, words]) => (
        <option key={key} value={key}>
          {words}
        </option>
      ))}
    </select>
  );
  if (inSentence) return select;
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      {select}
    </div>
  );
}
