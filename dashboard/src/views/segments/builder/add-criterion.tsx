import { type KeyboardEvent, useRef, useState } from 'react';
import type { CriteriaSuggestions } from '../../../api/types.ts';
import { type Criterion, newKey, SET_MEMBERS, type SetMember } from '../definition/criterion.ts';
import { SET_NAMES } from '../definition/sentences.ts';
import styles from './builder.module.css';

interface AddCriterionProps {
  readonly onAdd: (criterion: Criterion) => void;
  readonly suggestions?: CriteriaSuggestions;
}

/** Attributes offered by name in the list; all others are typed. */
const OFFERED = 40;

/** A list of everything that can be asked, the names that the data has among it. */
export function AddCriterion({ onAdd, suggestions }: AddCriterionProps) {
  const [chosen, setChosen] = useState('');
  const isBrowsing = useRef(false); // by keys, in the closed list: each of them chooses another
  function add(choice: string) {
    setChosen('');
    isBrowsing.current = false;
    if (choice !== '') onAdd(criterionOf(choice));
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Enter' && chosen !== '') {
      event.preventDefault();
      add(chosen);
    }
    isBrowsing.current =
      !event.altKey && (/^Arrow|^Page|^Home$|^End$/.test(event.key) || /^\S$/.test(event.key));
  }
  const names = (of: readonly { readonly name: string }[] = []) =>
    of.slice(0, OFFERED).map(({ name }) => name);
  return (
    <select
      className={styles.add}
      aria-label="Add a condition"
      title={chosen === '' ? undefined : 'Enter adds it'}
      value={chosen}
      onKeyDown={onKeyDown}
      onPointerDown={() => {
        isBrowsing.current = false;
      }}
      onBlur={() => setChosen('')}
      onChange={({ target }) => (isBrowsing.current ? setChosen(target.value) : add(target.value))}
    >
      <option value="">+ Add a condition …</option>
      <Choices
        label="Attributes"
        kind="attribute"
        names={names(suggestions?.attributes)}
        other="Another attribute"
      />
      <Choices
        label="User attributes"
        kind="userAttribute"
        names={names(suggestions?.userAttributes)}
        other="Another user attribute"
      />
      <Choices label="Metrics" kind="metric" names={names(suggestions?.metrics)} other="Another metric" />
      <optgroup label="Channel, device and place">
        {SET_MEMBERS.map((member) => (
          <option key={member} value={JSON.stringify(['set', member])}>
            {SET_NAMES[member]}
          </option>
        ))}
        <option value={JSON.stringify(['place', ''])}>Distance from a place</option>
      </optgroup>
      <optgroup label="Activity">
        <option value={JSON.stringify(['recency', ''])}>Active or not active lately</option>
      </optgroup>
    </select>
  );
}

function Choices({
  label,
  kind,
  names,
  other,
}: {
  readonly label: string;
  readonly kind: string;
  readonly names: readonly string[];
  readonly other: string;
}) {
  return (
    <optgroup label={label}>
      {names.map((name) => (
        <option key={name} value={JSON.stringify([kind, name])}>
          {name}
        </option>
      ))}
      <option value={JSON.stringify([kind, ''])}>{other} …</option>
    </optgroup>
  );
}

function criterionOf(choice: string): Criterion {
  const [kind, name] = JSON.parse(choice) as [Criterion['kind'], string];
  const key = newKey();
  switch (kind) {
    case 'metric':
      return { key, kind, name, comparison: 'GREATER_THAN_OR_EQUAL' };
    case 'set':
      return { key, kind, member: name as SetMember, comparison: 'INCLUSIVE', values: [] };
    case 'recency':
      return { key, kind, type: 'ACTIVE', duration: 'DAY_7' };
    case 'place':
      return { key, kind };
    case 'userAttribute':
      return { key, kind, name, comparison: 'INCLUSIVE', values: [] };
    default:
      return { key, kind: 'attribute', name, comparison: 'INCLUSIVE', values: [] };
  }
}
