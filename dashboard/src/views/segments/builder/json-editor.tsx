import { useId, useState } from 'react';
import styles from './builder.module.css';

interface JsonEditorProps {
  /** The definition in Pinpoint's words. */
  readonly value: object;
  readonly onChange: (value: object) => void;
  /** Told when what stands there is no JSON object, and when it is one again. */
  readonly onFault: (fault: string | undefined) => void;
}

/** The definition as Pinpoint's API takes it, to be read, copied and changed. */
export function JsonEditor({ value, onChange, onFault }: JsonEditorProps) {
  const id = useId();
  const [text, setText] = useState(() => JSON.stringify(value, null, 2));
  const [fault, setFault] = useState<string>();
  function enter(next: string) {
    setText(next);
    const read = readObject(next);
    setFault(read.fault);
    onFault(read.fault);
    if (read.value) onChange(read.value);
  }
  return (
    <div>
      <label htmlFor={id}>Dimensions or SegmentGroups, as in Pinpoint’s API</label>
      <textarea
        id={id}
        className={styles.json}
        spellCheck={false}
        rows={22}
        value={text}
        aria-invalid={fault !== undefined}
        aria-describedby={fault ? `${id}-fault` : undefined}
        onChange={({ target }) => enter(target.value)}
      />
      {fault && (
        <p id={`${id}-fault`} className={styles.problem} role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}

function readObject(text: string): { value?: object; fault?: string } {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { value };
    return { fault: 'This is JSON, but not an object.' };
  } catch (error) {
    return { fault: `This is not JSON: ${error instanceof Error ? error.message : error}` };
  }
}
