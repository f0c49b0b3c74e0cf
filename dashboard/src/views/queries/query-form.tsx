import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { NamedQuery } from '../../api/types.ts';
import { useAddress } from '../../app/address.ts';
import { useApplication } from '../../app/application.tsx';
import { useStageNow } from '../../app/stage-facts.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Card } from '../../ui/page.tsx';
import { Answer } from './answer.tsx';
import { curlOf } from './curl.ts';
import { ParameterField } from './parameter-field.tsx';
import { fieldFault, firstValue, parameterKind } from './parameter-kind.ts';
import styles from './queries.module.css';
import { inWords } from './query-words.ts';
import { type Question, useExecution } from './use-execution.ts';

/** In the address: the question was asked, so that who opens it sees the answer too. */
const RUN = 'run';

/** One named query: what it tells, its parameters, its answer. */
export function QueryForm({ query }: { readonly query: NamedQuery }) {
  const { id: application } = useApplication();
  const { get, set } = useAddress();
  const now = useStageNow();
  const [given, setGiven] = useState<Readonly<Record<string, string>>>({});
  const [tried, setTried] = useState(false);
  const execution = useExecution();
  const { run } = execution;
  const fields = query.parameters.filter((parameter) => parameterKind(parameter) !== 'application');
  const isOfApplication = fields.length < query.parameters.length;
  const written = (name: string) => {
    const parameter = fields.find((one) => one.name === name);
    return given[name] ?? get(name) ?? (parameter ? firstValue(parameter, now) : '');
  };
  const question: Question = {
    path: `/queries/${query.name}`,
    parameters: {
      ...(isOfApplication && { application_id: application }),
      ...Object.fromEntries(fields.map(({ name }) => [name, written(name)])),
    },
  };
  const isWhole = fields.every((parameter) => fieldFault(parameter, written(parameter.name)) === undefined);

  const opened = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what the address said when it was opened is asked unasked
  useEffect(() => {
    if (opened.current) return;
    opened.current = true;
    if (get(RUN) !== undefined && isWhole) run(question);
  }, []);

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (!isWhole) return;
    set({ ...Object.fromEntries(fields.map(({ name }) => [name, written(name)])), [RUN]: 1 });
    run(question);
  }

  return (
    <>
      <Card title={inWords(query.name)} about={query.grain.replace(/^./, (first) => first.toUpperCase())}>
        <form onSubmit={submit} className="stack" noValidate>
          {fields.length > 0 && (
            <div className={styles.fields}>
              {fields.map((parameter) => (
                <ParameterField
                  key={parameter.name}
                  parameter={parameter}
                  value={written(parameter.name)}
                  tellFault={tried}
                  onChange={(value) => setGiven((before) => ({ ...before, [parameter.name]: value }))}
                />
              ))}
            </div>
          )}
          <div className="row">
            <button type="submit" className="primary" disabled={execution.asked.phase === 'running'}>
              <Icon name="play" size={16} /> Run
            </button>
            <CopyButton text={curlOf(question, location.origin)}>Copy as curl</CopyButton>
            {query.scope === 'report-admin' && (
              <span className="quiet small">
                It tells of single persons: a key needs the scope report-admin.
              </span>
            )}
          </div>
        </form>
        <Columns query={query} />
      </Card>
      <Answer
        name={query.name}
        execution={execution}
        notes={new Map(query.columns.map(({ name, note = '' }) => [name, note]))}
        onRetry={() => run(question)}
      />
    </>
  );
}

function Columns({ query }: { readonly query: NamedQuery }) {
  return (
    <details className={styles.about}>
      <summary>Columns and sources</summary>
      <dl className={styles.columns}>
        {query.columns.map(({ name, type, note }) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>
              <span className="quiet">{type}</span> {note}
            </dd>
          </div>
        ))}
      </dl>
      <p className="quiet small">Reads {query.reads}.</p>
    </details>
  );
}
