import type { SegmentResponse } from '../../api/pinpoint.ts';
import { StageLink } from '../../app/stage-link.tsx';
import { saysNothing } from './definition/criterion.ts';
import { type Group, readDefinition } from './definition/definition.ts';
import { SELECTOR_WORDS, sentenceOf } from './definition/sentences.ts';
import { definitionOf } from './kind.tsx';
import styles from './segments.module.css';

/** A saved definition in sentences; as JSON where it has none. */
export function Rules({
  segment,
  names,
}: {
  readonly segment: SegmentResponse;
  readonly names: ReadonlyMap<string, string>;
}) {
  const json = definitionOf(segment);
  const definition = readDefinition(json);
  if (!definition) return <pre>{JSON.stringify(json, null, 2)}</pre>;
  const { groups = [], include = 'ALL' } = definition;
  if (groups.length === 0) return <p>Everyone.</p>;
  return (
    <div className={styles.rules}>
      {(groups.length > 1 || include === 'NONE') && (
        <p>
          Whoever is in <strong>{SELECTOR_WORDS[include]}</strong> these groups:
        </p>
      )}
      {groups.map((group) => (
        <GroupRules key={group.key} group={group} names={names} />
      ))}
    </div>
  );
}

function GroupRules({
  group,
  names,
}: {
  readonly group: Group;
  readonly names: ReadonlyMap<string, string>;
}) {
  const { sources = [], sourceType = 'ALL', blocks = [], type = 'ALL' } = group;
  const asking = blocks.map(({ key, criteria }) => ({
    key,
    criteria: criteria.filter((criterion) => !saysNothing(criterion)),
  }));
  const isAsking = asking.some(({ criteria }) => criteria.length > 0);
  return (
    <section>
      <p>
        Everyone
        {sources.length > 0 && (
          <>
            {' in '}
            {(sources.length > 1 || sourceType === 'NONE') && <strong>{SELECTOR_WORDS[sourceType]} </strong>}
            {sources.map(({ key, id, version }, place) => (
              <span key={key}>
                {place > 0 && ', '}
                <StageLink to={`/segments/${id}`}>{names.get(id) ?? id}</StageLink>
                {version !== undefined && ` (version ${version})`}
              </span>
            ))}
          </>
        )}
        {isAsking && (
          <>
            {' who matches '}
            {(blocks.length > 1 || type === 'NONE') && <strong>{SELECTOR_WORDS[type]} these</strong>}
            {blocks.length === 1 && type !== 'NONE' && 'all of'}:
          </>
        )}
      </p>
      {isAsking &&
        asking.map(({ key, criteria }) => (
          <ul key={key}>
            {criteria.length === 0 && <li>everyone</li>}
            {criteria.map((criterion) => {
              const { subject, verb, object } = sentenceOf(criterion);
              return (
                <li key={criterion.key}>
                  <strong>{subject}</strong> {verb} <strong>{object}</strong>
                </li>
              );
            })}
          </ul>
        ))}
    </section>
  );
}
