import { useId, useState } from 'react';

interface NumberFieldProps {
  readonly label: string;
  readonly value: number | undefined;
  readonly onChange: (value: number | undefined) => void;
  readonly unit?: string;
}

/** A number of any kind; what is not one yet stays in the field and counts as nothing. */
export function NumberField({ label, value, onChange, unit }: NumberFieldProps) {
  const id = useId();
  const [text, setText] = useState(value === undefined ? '' : String(value));
  // another condition may have come into this place
  const shown = readNumber(text) === value ? text : value === undefined ? '' : String(value);
  return (
    <div>
      <label htmlFor={id}>
        {label}
        {unit && <span className="quiet"> ({unit})</span>}
      </label>
      <input
        id={id}
        inputMode="decimal"
        size={9}
        value={value === undefined && readNumber(text) === undefined ? text : shown}
        onChange={(event) => {
          setText(event.target.value);
          onChange(readNumber(event.target.value));
        }}
      />
    </div>
  );
}

function readNumber(text: string): number | undefined {
  const number = Number(text.trim().replace(',', '.'));
  return text.trim() === '' || !Number.isFinite(number) ? undefined : number;
}
