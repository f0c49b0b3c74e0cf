import type { CriteriaSuggestions } from '../../../api/types.ts';
import { Icon } from '../../../ui/icon.tsx';
import { type Criterion, saysNothing } from '../definition/criterion.ts';
import { type Block, type Group, newBlock, type Selector } from '../definition/definition.ts';
import { SELECTOR_WORDS } from '../definition/sentences.ts';
import { AddCriterion } from './add-criterion.tsx';
import styles from './builder.module.css';
import { changeBlock, changeCriterion } from './change.ts';
import { CriterionRow } from './criterion-row.tsx';
import { Select } from './select.tsx';
import { type KnownSegment, SourceList } from './source-list.tsx';

export const SELECTOR_OPTIONS = Object.entries(SELECTOR_WORDS);

/** What every part of the builder knows and can do. */
export interface BuilderTools {
  readonly segments: readonly KnownSegment[];
  readonly suggestions?: CriteriaSuggestions;
  /** By the condition's key. */
  readonly problems: ReadonlyMap<number, string>;
  /** The key of the condition whose fields are open. */
  readonly open: number | undefined;
  readonly onOpen: (key: number | undefined) => void;
}

interface GroupCardProps {
  readonly group: Group;
  readonly name: string;
  readonly tools: BuilderTools;
  readonly onChange: (group: Group) => void;
  /** Absent for the only group. */
  readonly onRemove?: () => void;
}

/** A group: whom it starts from, and what these must match. */
export function GroupCard({ group, name, tools, onChange, onRemove }: GroupCardProps) {
  const { blocks = [], type = 'ALL' } = group;
  return (
    <section className={styles.group} aria-label={name}>
      <header className={styles.groupHead}>
        <h2>{name}</h2>
        {onRemove && (
          <button type="button" className="plain" onClick={onRemove}>
            <Icon name="close" size={16} />
            Remove<span className="unseen"> {name}</span>
          </button>
        )}
      </header>
      <SourceList group={group} segments={tools.segments} onChange={onChange} />
      {blocks.length > 1 && (
        <p className={styles.sentenceLine}>
          who matches{' '}
          <Select
            inSentence
            label="How the blocks are combined"
            value={type}
            options={SELECTOR_OPTIONS}
            onChange={(next) => onChange({ ...group, type: next as Selector })}
          />{' '}
          these blocks:
        </p>
      )}
      {blocks.length === 1 && (
        <p className={styles.sentenceLine}>
          {type === 'NONE' ? (
            <>
              who matches{' '}
              <Select
                inSentence
                label="Whether the block must match"
                value={type}
                options={SELECTOR_OPTIONS}
                onChange={(next) => onChange({ ...group, type: next as Selector })}
              />{' '}
              this:
            </>
          ) : (
            'who matches all of:'
          )}
        </p>
      )}
      {blocks.map((block, place) => (
        <BlockCard
          key={block.key}
          block={block}
          name={`${name}, block ${place + 1}`}
          tools={tools}
          onChange={(next) => onChange(changeBlock(group, block.key, () => next))}
          onRemove={
            blocks.length > 1 ? () => onChange(changeBlock(group, block.key, () => undefined)) : undefined
          }
        />
      ))}
      <button
        type="button"
        className="plain"
        onClick={() => onChange({ ...group, blocks: [...blocks, newBlock()] })}
      >
        <Icon name="plus" size={15} />
        {blocks.length === 0 ? 'Add conditions' : 'Add another block'}
      </button>
    </section>
  );
}

function BlockCard({
  block,
  name,
  tools,
  onChange,
  onRemove,
}: {
  readonly block: Block;
  readonly name: string;
  readonly tools: BuilderTools;
  readonly onChange: (block: Block) => void;
  readonly onRemove?: () => void;
}) {
  const { open, onOpen, problems, suggestions } = tools;
  const shown = block.criteria.filter((criterion) => !saysNothing(criterion));
  function add(criterion: Criterion) {
    onChange({ ...block, criteria: [...block.criteria, criterion] });
    onOpen(criterion.key);
  }
  return (
    <fieldset className={styles.block}>
      <legend className="unseen">{name}</legend>
      {shown.length === 0 && <p className="quiet small">No condition: everyone matches.</p>}
      <ul className={styles.criteria}>
        {shown.map((criterion) => (
          <CriterionRow
            key={criterion.key}
            criterion={criterion}
            open={open === criterion.key}
            onToggle={() => onOpen(open === criterion.key ? undefined : criterion.key)}
            onChange={(next) => onChange(changeCriterion(block, criterion.key, () => next))}
            onRemove={() => onChange(changeCriterion(block, criterion.key, () => undefined))}
            problem={problems.get(criterion.key)}
            suggestions={suggestions}
          />
        ))}
      </ul>
      <div className="row">
        <AddCriterion onAdd={add} suggestions={suggestions} />
        {onRemove && (
          <button type="button" className="plain small" onClick={onRemove}>
            Remove block
          </button>
        )}
      </div>
    </fieldset>
  );
}
