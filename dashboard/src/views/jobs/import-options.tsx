import { useId } from 'react';
import type { SegmentResponse } from '../../api/pinpoint.ts';
import { RadioList } from '../../ui/radio-list.tsx';
import { nameOf } from '../segments/kind.tsx';
import styles from './jobs.module.css';
import type { Purpose } from './start-import.ts';

const PURPOSES: readonly { readonly key: Purpose; readonly name: string; readonly about: string }[] = [
  {
    key: 'both',
    name: 'Store the customers and make a segment of them',
    about: 'Those that are known are renewed, new ones are added. The segment holds who stands in the file.',
  },
  {
    key: 'store',
    name: 'Only store the customers',
    about: 'Existing segments may then hold them by their conditions.',
  },
  {
    key: 'segment',
    name: 'Only make a segment',
    about: 'Customers that are stored stay as they are; the segment keeps its own copy of the file’s.',
  },
];

export interface Options {
  readonly purpose: Purpose;
  readonly segmentName: string;
  /** Added to in place of a new segment. */
  readonly segmentId?: string;
}

interface ImportOptionsProps {
  readonly options: Options;
  /** Segments that were imported before. */
  readonly imported: readonly SegmentResponse[];
  readonly onChange: (options: Options) => void;
}

/** What becomes of the file's customers. */
export function ImportOptions({ options, imported, onChange }: ImportOptionsProps) {
  const id = useId();
  const { purpose, segmentName, segmentId } = options;
  return (
    <>
      <RadioList
        label="What becomes of the customers"
        options={PURPOSES}
        chosen={purpose}
        onChoose={(key) => onChange({ ...options, purpose: key })}
      />
      {purpose !== 'store' && (
        <div className={styles.segment}>
          {imported.length > 0 && (
            <div>
              <label htmlFor={`${id}-into`}>Segment</label>
              <select
                id={`${id}-into`}
                value={segmentId ?? ''}
                onChange={({ target }) => onChange({ ...options, segmentId: target.value || undefined })}
              >
                <option value="">A new one</option>
                {imported.map((segment) => (
                  <option key={segment.Id} value={segment.Id}>
                    Add to {nameOf(segment)}
                  </option>
                ))}
              </select>
            </div>
          )}
          {segmentId === undefined && (
            <div>
              <label htmlFor={`${id}-name`}>Name of the segment</label>
              <input
                id={`${id}-name`}
                value={segmentName}
                required
                maxLength={128}
                placeholder="As the file is called"
                onChange={({ target }) => onChange({ ...options, segmentName: target.value })}
              />
            </div>
          )}
        </div>
      )}
    </>
  );
}
