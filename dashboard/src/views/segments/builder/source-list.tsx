import { Icon } from '../../../ui/icon.tsx';
import { newKey } from '../definition/criterion.ts';
import type { Group, Selector } from '../definition/definition.ts';
import { SELECTOR_WORDS } from '../definition/sentences.ts';
import styles from './builder.module.css';
import { Select } from './select.tsx';

/** A segment that others may be based on. */
export interface KnownSegment {
  readonly id: string;
  readonly name: string;
}

interface SourceListProps {
  readonly group: Group;
  readonly segments: readonly KnownSegment[];
  readonly onChange: (group: Group) => void;
}

/** Whom a group starts from: everyone, or members of other segments. */
export function SourceList({ group, segments, onChange }: SourceListProps) {
  const { sources = [], sourceType = 'ALL' } = group;
  const nameOf = (id: string) => segments.find((one) => one.id === id)?.name ?? `Unknown segment ${id}`;
  const left = segments.filter(({ id }) => !sources.some((source) => source.id === id));
  const setSources = (next: Group['sources']) =>
    onChange(
      next?.length === 0 && group.sourceType === undefined
        ? { ...group, sources: undefined }
        : { ...group, sources: next },
    );
  return (
    <div className={styles.sources}>
      <span>{sources.length === 0 ? 'Everyone' : 'Everyone in'}</span>
      {sources.length > 1 || (sources.length === 1 && sourceType === 'NONE') ? (
        <Select
          inSentence
          label="How the segments are combined"
          value={sourceType}
          options={Object.entries(SELECTOR_WORDS)}
          onChange={(next) => onChange({ ...group, sourceType: next as Selector })}
        />
      ) : null}
      {sources.map(({ key, id, version }) => (
        <span key={key} className={styles.token}>
          {nameOf(id)}
          {version !== undefined && <span className="quiet"> version {version}</span>}
          <button
            type="button"
            className="plain"
            onClick={() => setSources(sources.filter((source) => source.key !== key))}
          >
            <Icon name="close" size={13} />
            <span className="unseen">Remove the segment {nameOf(id)}</span>
          </button>
        </span>
      ))}
      {left.length > 0 && (
        <select
          className={styles.add}
          aria-label="Start from a segment"
          value=""
          onChange={({ target }) => setSources([...sources, { key: newKey(), id: target.value }])}
        >
          <option value="">{sources.length === 0 ? '… or start from a segment' : '+ Another segment'}</option>
          {left.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}
