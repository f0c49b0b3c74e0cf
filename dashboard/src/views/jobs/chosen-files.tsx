import { Badge } from '../../ui/badge.tsx';
import { bytes } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import styles from './jobs.module.css';
import type { Problem } from './problem-of.ts';

interface ChosenFilesProps {
  readonly files: readonly File[];
  /** One a file, in their order. */
  readonly problems: readonly (Problem | undefined)[];
  readonly isPending: (file: File) => boolean;
  /** The one whose rows are shown. */
  readonly looked: File | undefined;
  /** They are on their way. */
  readonly isFixed: boolean;
  readonly onLook: (file: File) => void;
  readonly onRemove: (file: File) => void;
}

/** The files that are going to be imported, and how each looks. */
export function ChosenFiles(props: ChosenFilesProps) {
  const { files, problems, isPending, looked, isFixed, onLook, onRemove } = props;
  if (files.length === 0) return null;
  return (
    <ul className={styles.files} aria-label="Chosen files">
      {files.map((file, place) => (
        <li key={file.name}>
          <span className={styles.file}>
            {files.length > 1 ? (
              <button
                type="button"
                className="plain"
                aria-pressed={file === looked}
                title="Show what is read of it"
                onClick={() => onLook(file)}
              >
                {file.name}
              </button>
            ) : (
              <strong>{file.name}</strong>
            )}
            <span className="quiet small">{bytes(file.size)}</span>
            <State problem={problems[place]} isPending={isPending(file)} />
          </span>
          <button type="button" className="plain" disabled={isFixed} onClick={() => onRemove(file)}>
            <Icon name="close" size={15} />
            <span className="unseen">Leave out {file.name}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function State({
  problem,
  isPending,
}: {
  readonly problem: Problem | undefined;
  readonly isPending: boolean;
}) {
  if (problem) return <Badge tone={problem.isFault ? 'bad' : 'warm'}>{problem.words}</Badge>;
  return isPending ? (
    <span className="quiet small">Is looked at …</span>
  ) : (
    <Badge tone="good">Can be read</Badge>
  );
}
