import { useId } from 'react';
import type { CriteriaSuggestions, SuggestedAttribute } from '../../../api/types.ts';
import { amount, count } from '../../../ui/format.ts';
import {
  ATTRIBUTE_COMPARISONS,
  type AttributeComparison,
  type AttributeCriterion,
  type Criterion,
  DATE_COMPARISONS,
  METRIC_COMPARISONS,
  type MetricComparison,
  type MetricCriterion,
  type PlaceCriterion,
  RANGE_COMPARISONS,
  RECENCY_DURATIONS,
  type RecencyCriterion,
  type RecencyDuration,
  type SetCriterion,
} from '../definition/criterion.ts';
import {
  ATTRIBUTE_WORDS,
  channelName,
  DURATION_WORDS,
  METRIC_WORDS,
  SET_NAMES,
} from '../definition/sentences.ts';
import styles from './builder.module.css';
import { Instants } from './instants.tsx';
import { NumberField } from './number-field.tsx';
import { Select } from './select.tsx';
import { type Choice, ValueList } from './value-list.tsx';

type Keyed<T> = T & { readonly key: number };

interface FormProps<T> {
  readonly criterion: Keyed<T>;
  readonly onChange: (criterion: Criterion) => void;
  /** Absent while it is on its way, or where the key may not read it. */
  readonly suggestions?: CriteriaSuggestions;
}

/** The fields of one condition. */
export function CriterionForm(props: FormProps<Criterion>) {
  const { criterion } = props;
  switch (criterion.kind) {
    case 'attribute':
    case 'userAttribute':
      return <AttributeForm {...props} criterion={criterion} />;
    case 'metric':
      return <MetricForm {...props} criterion={criterion} />;
    case 'set':
      return <SetForm {...props} criterion={criterion} />;
    case 'recency':
      return <RecencyForm {...props} criterion={criterion} />;
    case 'place':
      return <PlaceForm {...props} criterion={criterion} />;
    case 'raw':
      return (
        <>
          <p className="quiet small">
            There is no form for this part. It is kept as it is; the JSON tab changes it.
          </p>
          <pre>{JSON.stringify(criterion.value, null, 2)}</pre>
        </>
      );
  }
}

function AttributeForm({ criterion, onChange, suggestions }: FormProps<AttributeCriterion>) {
  const { kind, name, comparison = 'INCLUSIVE', values } = criterion;
  const known = (kind === 'attribute' ? suggestions?.attributes : suggestions?.userAttributes) ?? [];
  const isDate = DATE_COMPARISONS.includes(comparison);
  const isRange = RANGE_COMPARISONS.includes(comparison);
  function compare(next: AttributeComparison) {
    const wasDate = DATE_COMPARISONS.includes(comparison);
    const keeps = wasDate === DATE_COMPARISONS.includes(next);
    const kept = keeps ? values.slice(0, RANGE_COMPARISONS.includes(next) ? 2 : undefined) : [];
    onChange({ ...criterion, comparison: next, values: kept });
  }
  return (
    <>
      <div className={styles.fields}>
        <NameField
          label={kind === 'attribute' ? 'Attribute' : 'User attribute'}
          value={name}
          known={known.map((one) => ({ name: one.name, endpoints: one.endpoints }))}
          onChange={(next) => onChange({ ...criterion, name: next })}
        />
        <Select
          label="Comparison"
          value={comparison}
          options={ATTRIBUTE_COMPARISONS.map((one) => [one, ATTRIBUTE_WORDS[one]])}
          onChange={(next) => compare(next as AttributeComparison)}
        />
        {isDate && (
          <Instants
            labels={isRange ? ['From', 'To'] : ['Date']}
            values={values}
            onChange={(next) => onChange({ ...criterion, values: next })}
          />
        )}
      </div>
      {!isDate && (
        <ValueList
          label="Values"
          values={values}
          choices={choicesOf(known, name)}
          onChange={(next) => onChange({ ...criterion, values: next })}
        />
      )}
    </>
  );
}

function MetricForm({ criterion, onChange, suggestions }: FormProps<MetricCriterion>) {
  const known = suggestions?.metrics ?? [];
  const range = known.find(({ name }) => name === criterion.name);
  return (
    <>
      <div className={styles.fields}>
        <NameField
          label="Metric"
          value={criterion.name}
          known={known}
          onChange={(name) => onChange({ ...criterion, name })}
        />
        <Select
          label="Comparison"
          value={criterion.comparison}
          options={METRIC_COMPARISONS.map((one) => [one, METRIC_WORDS[one]])}
          onChange={(next) => onChange({ ...criterion, comparison: next as MetricComparison })}
        />
        <NumberField
          label="Number"
          value={criterion.value}
          onChange={(value) => onChange({ ...criterion, value })}
        />
      </div>
      {range && (
        <p className="quiet small">
          {count(range.endpoints)} endpoints have it, from {amount(range.least)} to {amount(range.greatest)},{' '}
          {amount(range.mean)} on average.
        </p>
      )}
    </>
  );
}

function SetForm({ criterion, onChange, suggestions }: FormProps<SetCriterion>) {
  const { member, comparison = 'INCLUSIVE', values } = criterion;
  const known =
    member === 'Country'
      ? (suggestions?.countries ?? [])
      : choicesOf(suggestions?.demographics ?? [], member === 'DeviceType' ? 'Platform' : member);
  return (
    <>
      <div className={styles.fields}>
        <Select
          label={SET_NAMES[member]}
          value={comparison}
          options={[
            ['INCLUSIVE', 'is'],
            ['EXCLUSIVE', 'is not'],
          ]}
          onChange={(next) => onChange({ ...criterion, comparison: next as 'INCLUSIVE' | 'EXCLUSIVE' })}
        />
      </div>
      <ValueList
        label={member === 'Country' ? 'Countries, as ISO codes' : 'Values'}
        values={values}
        choices={known}
        nameOf={member === 'Channel' ? channelName : undefined}
        onChange={(next) => onChange({ ...criterion, values: next })}
      />
    </>
  );
}

function RecencyForm({ criterion, onChange }: FormProps<RecencyCriterion>) {
  return (
    <div className={styles.fields}>
      <Select
        label="Activity"
        value={criterion.type}
        options={[
          ['ACTIVE', 'Active in the last'],
          ['INACTIVE', 'Not active in the last'],
        ]}
        onChange={(type) => onChange({ ...criterion, type: type as RecencyCriterion['type'] })}
      />
      <Select
        label="How long"
        value={criterion.duration}
        options={RECENCY_DURATIONS.map((one) => [one, DURATION_WORDS[one]])}
        onChange={(duration) => onChange({ ...criterion, duration: duration as RecencyDuration })}
      />
    </div>
  );
}

function PlaceForm({ criterion, onChange }: FormProps<PlaceCriterion>) {
  return (
    <div className={styles.fields}>
      <NumberField
        label="Latitude"
        unit="degrees"
        value={criterion.latitude}
        onChange={(latitude) => onChange({ ...criterion, latitude })}
      />
      <NumberField
        label="Longitude"
        unit="degrees"
        value={criterion.longitude}
        onChange={(longitude) => onChange({ ...criterion, longitude })}
      />
      <NumberField
        label="Within"
        unit="km"
        value={criterion.kilometres}
        onChange={(kilometres) => onChange({ ...criterion, kilometres })}
      />
    </div>
  );
}

function NameField({
  label,
  value,
  known,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly known: readonly { readonly name: string; readonly endpoints: number }[];
  readonly onChange: (name: string) => void;
}) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        list={`${id}-list`}
        value={value}
        placeholder="Name"
        onChange={({ target }) => onChange(target.value)}
      />
      <datalist id={`${id}-list`}>
        {known.map(({ name, endpoints }) => (
          <option key={name} value={name}>{`${count(endpoints)} endpoints`}</option>
        ))}
      </datalist>
    </div>
  );
}

function choicesOf(known: readonly SuggestedAttribute[], name: string): readonly Choice[] {
  return known.find((one) => one.name === name)?.values ?? [];
}
