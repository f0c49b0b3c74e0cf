import { useId } from 'react';
import type { NamedQueryParameter } from '../../api/types.ts';
import { fieldFault, instantValue, localValue, parameterKind, THINGS } from './parameter-kind.ts';
import styles from './queries.module.css';
import { inWords } from './query-words.ts';
import { useThings } from './use-things.ts';

interface ParameterFieldProps {
  readonly parameter: NamedQueryParameter;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Faults are told once the reader has tried to run the query. */
  readonly tellFault: boolean;
}

/** One parameter, with the field that fits what its header says it takes. */
export function ParameterField({ parameter, value, onChange, tellFault }: ParameterFieldProps) {
  const id = useId();
  const { required } = parameter;
  const fault = tellFault ? fieldFault(parameter, value) : undefined;
  return (
    <div className={styles.field}>
      <label htmlFor={id}>
        {labelOf(parameter)}
        {!required && <span className={styles.optional}> optional</span>}
      </label>
      <Control
        parameter={parameter}
        value={value}
        onChange={onChange}
        id={id}
        invalid={fault !== undefined}
      />
      <p id={`${id}-about`} className="quiet small">
        {fault ? <span className={styles.fieldFault}>{fault} </span> : null}
        {aboutOf(parameter)}
      </p>
    </div>
  );
}

/** `From day`; of an instant in milliseconds, which is chosen as a date and a time, `From`. */
function labelOf(parameter: NamedQueryParameter): string {
  const { name } = parameter;
  return inWords(parameterKind(parameter) === 'instant' ? name.replace(/_ms$/, '') : name);
}

/** What the header says of it, in the words that the form uses. */
function aboutOf(parameter: NamedQueryParameter): string {
  const about = parameter.description
    .replace(/,? ?(in )?(UTC )?epoch milliseconds/, '')
    .replaceAll(/\b([a-z]+)_ms\b/g, (_, word: string) => `“${inWords(word)}”`);
  return parameterKind(parameter) === 'instant' ? `${about} (in your time zone)` : about;
}

interface ControlProps extends Omit<ParameterFieldProps, 'tellFault'> {
  readonly id: string;
  readonly invalid: boolean;
}

function Control({ parameter, value, onChange, id, invalid }: ControlProps) {
  const { name, type, oneOf, from, to, required, default: standard } = parameter;
  const common = {
    id,
    'aria-describedby': `${id}-about`,
    'aria-invalid': invalid || undefined,
    'aria-required': required,
  };
  const write = (event: { target: { value: string } }) => onChange(event.target.value);
  switch (parameterKind(parameter)) {
    case 'choice': {
      const values = (oneOf ?? [true, false]).map(String);
      return (
        <select {...common} value={value} onChange={write}>
          {!required && standard == null && <option value="">–</option>}
          {required && value === '' && <option value="">Choose</option>}
          {values.map((one) => (
            <option key={one} value={one}>
              {one === '' ? '(empty)' : one}
            </option>
          ))}
        </select>
      );
    }
    case 'thing':
      return <ThingField {...common} parameter={parameter} value={value} onChange={onChange} />;
    case 'day':
      return <input {...common} type="date" value={value} onChange={write} />;
    case 'instant':
      return (
        <input
          {...common}
          type="datetime-local"
          value={localValue(value)}
          onChange={({ target }) =>
            onChange(target.value === '' ? '' : instantValue(parameter, new Date(target.value)))
          }
        />
      );
    case 'number':
      return (
        <input
          {...common}
          type="number"
          value={value}
          min={from}
          max={to}
          step={type === 'bigint' ? 1 : 'any'}
          onChange={write}
        />
      );
    default:
      return <input {...common} type="text" name={name} value={value} onChange={write} spellCheck={false} />;
  }
}

/** Things are chosen by their name; an id that is in none of the lists can be kept. */
function ThingField({ parameter, value, onChange, ...common }: Omit<ControlProps, 'invalid'>) {
  const kinds = THINGS[parameter.name] ?? [];
  const { items, isLoading } = useThings(kinds);
  const isKnown = value === '' || items.some(({ id }) => id === value);
  return (
    <select {...common} value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">{isLoading ? 'Loading…' : parameter.required ? 'Choose' : 'All'}</option>
      {!isKnown && <option value={value}>{value}</option>}
      {kinds.map((kind) => (
        <optgroup key={kind} label={kind[0]?.toUpperCase() + kind.slice(1)}>
          {items
            .filter((item) => item.kind === kind)
            .map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
        </optgroup>
      ))}
    </select>
  );
}
