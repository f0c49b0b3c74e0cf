import { useId } from 'react';
import type { CriteriaSuggestions } from '../../../api/types.ts';
import { Icon } from '../../../ui/icon.tsx';
import type { Criterion } from '../definition/criterion.ts';
import { sentenceOf, sentenceText } from '../definition/sentences.ts';
import styles from './builder.module.css';
import { CriterionForm } from './criterion-form.tsx';

interface CriterionRowProps {
  readonly criterion: Criterion;
  /** Whether its fields are open. */
  readonly open: boolean;
  readonly onToggle: () => void;
  readonly onChange: (criterion: Criterion) => void;
  readonly onRemove: () => void;
  /** What is wrong with it, by the page or by the stage. */
  readonly problem?: string;
  readonly suggestions?: CriteriaSuggestions;
}

/** One condition: a sentence, and below it the fields that change it. */
export function CriterionRow(props: CriterionRowProps) {
  const { criterion, open, onToggle, onChange, onRemove, problem, suggestions } = props;
  const id = useId();
  const { subject, verb, object } = sentenceOf(criterion);
  return (
    <li className={styles.criterion} data-open={open} data-faulty={problem !== undefined}>
      <div className={styles.line}>
        <button
          type="button"
          className={styles.sentence}
          aria-expanded={open}
          aria-controls={`${id}-form`}
          aria-describedby={problem ? `${id}-problem` : undefined}
          onClick={onToggle}
        >
          <span>
            <strong>{subject}</strong> <span className="quiet">{verb}</span> <strong>{object}</strong>
          </span>
          <span className={styles.edit}>{open ? 'Done' : 'Edit'}</span>
        </button>
        <button type="button" className="plain" onClick={onRemove}>
          <Icon name="close" size={16} />
          <span className="unseen">Remove “{sentenceText(criterion)}”</span>
        </button>
      </div>
      {problem && (
        <p id={`${id}-problem`} className={styles.problem}>
          {problem}
        </p>
      )}
      <div id={`${id}-form`} className={styles.form} hidden={!open}>
        {open && <CriterionForm criterion={criterion} onChange={onChange} suggestions={suggestions} />}
      </div>
    </li>
  );
}
