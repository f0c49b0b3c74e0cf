import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import type { SegmentResponse } from '../../api/pinpoint.ts';
import { askJson } from '../../api/stage.ts';
import { Builder, type Draft, draftOf } from './builder/builder.tsx';
import { problemsOf } from './definition/problems.ts';
import { nameOf } from './kind.tsx';
import { useDefinitions } from './questions.ts';
import styles from './segments.module.css';

interface EditorProps {
  readonly app: string;
  /** The segment that gets a new version; absent for a new segment. */
  readonly segment?: SegmentResponse;
  readonly name: string;
  /** Where the draft begins, in Pinpoint's words. */
  readonly definition: object;
  /** The definition is an earlier version's, so saving it makes a difference as it stands. */
  readonly isRestored?: boolean;
  readonly onSaved: (segment: SegmentResponse) => void;
}

/** Writes a segment and saves it, as a first or as a next version. */
export function Editor(props: EditorProps) {
  const { app, segment, name: firstName, definition, isRestored = false, onSaved } = props;
  const id = useId();
  const queries = useQueryClient();
  const definitions = useDefinitions(app).data ?? [];
  const [name, setName] = useState(firstName);
  const [draft, setDraft] = useState<Draft>(() => draftOf(definition));
  const [fault, setFault] = useState<string>();
  const [failure, setFailure] = useState<string>();
  const [isSaving, setSaving] = useState(false);
  const isChanged = name !== firstName || JSON.stringify(draft.json) !== JSON.stringify(definition);
  useWarning(isChanged && !isSaving);
  const isComplete =
    fault === undefined &&
    (!draft.definition || problemsOf(draft.definition).size === 0) &&
    name.trim() !== '';
  const others = definitions
    .filter(({ Id }) => Id !== segment?.Id)
    .map((one) => ({ id: one.Id, name: nameOf(one) }));

  async function save() {
    setSaving(true);
    setFailure(undefined);
    try {
      const saved = await askJson<SegmentResponse>(
        `/v1/apps/${app}/segments${segment ? `/${segment.Id}` : ''}`,
        {
          method: segment ? 'PUT' : 'POST',
          body: { Name: name.trim(), ...orEveryone(draft.json) },
        },
      );
      await queries.invalidateQueries(); // sizes, definitions and everything that is based on them
      onSaved(saved);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
      setSaving(false);
    }
  }
  const version = (segment?.Version ?? 0) + 1;
  return (
    <>
      <form
        className={styles.save}
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <div>
          <label htmlFor={id}>Name</label>
          <input
            id={id}
            value={name}
            required
            maxLength={128}
            placeholder="Such as: Golden, not written to lately"
            onChange={({ target }) => setName(target.value)}
          />
        </div>
        <button
          type="submit"
          className="primary"
          disabled={!isComplete || isSaving || (segment && !isChanged && !isRestored)}
        >
          {isSaving ? 'Saving …' : segment ? `Save as version ${version}` : 'Save segment'}
        </button>
      </form>
      {failure && (
        <p className="fault" role="alert">
          {failure}
        </p>
      )}
      <Builder
        app={app}
        segmentId={segment?.Id}
        draft={draft}
        onChange={setDraft}
        segments={others}
        onFault={setFault}
      />
    </>
  );
}

/** To an update, no definition at all means the old one; what is meant here is everyone. */
function orEveryone(definition: object): object {
  return Object.keys(definition).length === 0 ? { Dimensions: {} } : definition;
}

/** Asks before the page is left with something unsaved. */
function useWarning(isUnsaved: boolean) {
  useEffect(() => {
    if (!isUnsaved) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [isUnsaved]);
}
