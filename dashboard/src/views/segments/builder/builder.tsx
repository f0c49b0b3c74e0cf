import { useMemo, useState } from 'react';
import { StageError } from '../../../api/stage.ts';
import { Icon } from '../../../ui/icon.tsx';
import { Tabs } from '../../../ui/tabs.tsx';
import {
  type Definition,
  newGroup,
  readDefinition,
  type Selector,
  writeDefinition,
} from '../definition/definition.ts';
import { criterionAt, problemsOf } from '../definition/problems.ts';
import { useSuggestions } from '../questions.ts';
import styles from './builder.module.css';
import { changeGroup } from './change.ts';
import { DraftCount } from './draft-count.tsx';
import { GroupCard, SELECTOR_OPTIONS } from './group-card.tsx';
import { JsonEditor } from './json-editor.tsx';
import { Select } from './select.tsx';
import type { KnownSegment } from './source-list.tsx';
import { useDraft } from './use-draft.ts';

/** What is written: criteria with forms, or only the JSON of a definition that has none. */
export interface Draft {
  readonly definition?: Definition;
  readonly json: object;
}

export function draftOf(json: object): Draft {
  return { definition: readDefinition(json), json };
}

interface BuilderProps {
  readonly app: string;
  /** The segment that a version is written of; absent for a new one. */
  readonly segmentId?: string;
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly segments: readonly KnownSegment[];
  /** Told why it cannot be saved as it stands. */
  readonly onFault: (fault: string | undefined) => void;
}

const TABS = [
  { key: 'builder', name: 'Conditions' },
  { key: 'json', name: 'JSON' },
];

/** Writes a segment's definition, and says at each step whom it would hold. */
export function Builder({ app, segmentId, draft, onChange, segments, onFault }: BuilderProps) {
  const [tab, setTab] = useState('builder');
  const [open, setOpen] = useState<number>();
  const [jsonFault, setJsonFault] = useState<string>();
  const suggestions = useSuggestions(app).data;
  const { definition, json } = draft;
  const own = useMemo(() => (definition ? problemsOf(definition) : new Map<number, string>()), [definition]);
  const isComplete = own.size === 0 && jsonFault === undefined;
  const { reach, sample } = useDraft(app, segmentId, isComplete ? json : undefined);
  const problems = new Map(own);
  const refused = isComplete && reach.isError && reach.error instanceof StageError ? reach.error : undefined;
  const refusedAt = definition && criterionAt(definition, refused?.details.member as string | undefined);
  if (refused && refusedAt !== undefined) problems.set(refusedAt, refused.message);

  function change(next: Definition) {
    onChange({ definition: next, json: writeDefinition(next) });
  }
  function choose(next: string) {
    faultOf(undefined); // what was no JSON stays behind
    setTab(next);
  }
  function faultOf(next: string | undefined) {
    setJsonFault(next);
    onFault(next);
  }
  const waitsFor =
    jsonFault ?? (own.size > 0 ? 'Counted again when the marked conditions are complete.' : undefined);
  return (
    <div className={styles.builder}>
      <div>
        <Tabs label="Ways to write the definition" tabs={TABS} chosen={tab} onChoose={choose}>
          {tab === 'json' ? (
            <JsonEditor value={json} onChange={(value) => onChange(draftOf(value))} onFault={faultOf} />
          ) : definition ? (
            <Groups
              definition={definition}
              onChange={change}
              tools={{ segments, suggestions, problems, open, onOpen: setOpen }}
            />
          ) : (
            <div>
              <p>This definition has parts that the forms here cannot show. Its JSON tab changes it.</p>
              <pre>{JSON.stringify(json, null, 2)}</pre>
            </div>
          )}
        </Tabs>
      </div>
      <DraftCount reach={reach} sample={sample} waitsFor={waitsFor} isOutdated={!isComplete} />
    </div>
  );
}

function Groups({
  definition,
  onChange,
  tools,
}: {
  readonly definition: Definition;
  readonly onChange: (definition: Definition) => void;
  readonly tools: React.ComponentProps<typeof GroupCard>['tools'];
}) {
  const { groups = [], include = 'ALL' } = definition;
  return (
    <div className={styles.groups}>
      {groups.length === 0 && <p className="quiet">No group: the segment holds everyone.</p>}
      {(groups.length > 1 || include === 'NONE') && (
        <p className={styles.sentenceLine}>
          The segment holds whoever is in{' '}
          <Select
            inSentence
            label="How the groups are combined"
            value={include}
            options={SELECTOR_OPTIONS}
            onChange={(next) => onChange({ ...definition, include: next as Selector })}
          />{' '}
          these groups:
        </p>
      )}
      {groups.map((group, place) => (
        <GroupCard
          key={group.key}
          group={group}
          name={groups.length === 1 ? 'The segment holds' : `Group ${place + 1}`}
          tools={tools}
          onChange={(next) => onChange(changeGroup(definition, group.key, () => next))}
          onRemove={
            groups.length > 1
              ? () => onChange(changeGroup(definition, group.key, () => undefined))
              : undefined
          }
        />
      ))}
      <button
        type="button"
        onClick={() =>
          onChange({
            ...definition,
            shape: definition.shape === 'nothing' ? 'groups' : definition.shape,
            groups: [...groups, newGroup()],
          })
        }
      >
        <Icon name="plus" size={15} />
        Add a group
      </button>
    </div>
  );
}
