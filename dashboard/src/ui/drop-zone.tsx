import { type DragEvent, type ReactNode, useState } from 'react';
import styles from './drop-zone.module.css';
import { Icon } from './icon.tsx';

interface DropZoneProps {
  /** What the place is for; read out. */
  readonly label: string;
  /** `Drop a transactions CSV here, or`; behind it stands the choice of a file. */
  readonly call: string;
  /** As an input's `accept`. */
  readonly accept: string;
  readonly multiple?: boolean;
  readonly disabled?: boolean;
  readonly onFiles: (files: readonly File[]) => void;
  /** Below the call. */
  readonly children?: ReactNode;
}

/** A place where files are dropped or chosen. */
export function DropZone(props: DropZoneProps) {
  const { label, call, accept, multiple = false, disabled = false, onFiles, children } = props;
  const [isOver, setOver] = useState(false);
  function onDrop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    if (!disabled && event.dataTransfer.files.length > 0) onFiles([...event.dataTransfer.files]);
  }
  return (
    <section
      className={styles.drop}
      data-over={isOver}
      aria-label={label}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <p className={styles.call}>
        <Icon name="upload" size={22} />
        <span>
          {call}{' '}
          <label className={styles.choose}>
            {multiple ? 'choose files' : 'choose a file'}
            <input
              type="file"
              className="unseen"
              accept={accept}
              multiple={multiple}
              disabled={disabled}
              onChange={({ target }) => {
                if (target.files && target.files.length > 0) onFiles([...target.files]);
                target.value = '';
              }}
            />
          </label>
        </span>
      </p>
      {children}
    </section>
  );
}
