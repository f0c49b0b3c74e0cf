import { useId } from 'react';

/** Instants in UTC, as many as the comparison takes. */
export function Instants({
  labels,
  values,
  onChange,
}: {
  readonly labels: readonly string[];
  readonly values: readonly string[];
  readonly onChange: (values: string[]) => void;
}) {
  return labels.map((label, place) => (
    <Instant
      key={label}
      label={label}
      value={values[place] ?? ''}
      onChange={(value) =>
        onChange(labels.map((_, index) => (index === place ? value : (values[index] ?? ''))))
      }
    />
  ));
}

function Instant({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id}>
        {label} <span className="quiet">(UTC)</span>
      </label>
      <input
        id={id}
        type="datetime-local"
        step={1}
        value={localOf(value)}
        onChange={({ target }) => onChange(target.value === '' ? '' : instantOf(target.value))}
      />
    </div>
  );
}

/** As the field has it: without a zone, here always UTC. */
function localOf(value: string): string {
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? '' : at.toISOString().slice(0, 'yyyy-MM-ddTHH:mm:ss'.length);
}

/** Seconds are left out by the field where they are none. */
function instantOf(local: string): string {
  return `${local.length === 'yyyy-MM-ddTHH:mm'.length ? `${local}:00` : local}Z`;
}
