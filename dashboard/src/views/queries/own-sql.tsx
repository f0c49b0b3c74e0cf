import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useAddress } from '../../app/address.ts';
import { useApplication } from '../../app/application.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Card } from '../../ui/page.tsx';
import { Answer } from './answer.tsx';
import { CatalogBrowser } from './catalog-browser.tsx';
import styles from './queries.module.css';
import { useExecution } from './use-execution.ts';

/** SQL of the reader's own: one SELECT over the lake, with its tables beside it. */
export function OwnSql() {
  const id = useId();
  const { id: application } = useApplication();
  const { get, set } = useAddress();
  const [sql, setSql] = useState(
    get('sql') ??
      `select channel_type, count(*) as endpoints\nfrom endpoints\nwhere application_id = '${application}'\ngroup by channel_type\norder by endpoints desc`,
  );
  const editor = useRef<HTMLTextAreaElement>(null);
  const execution = useExecution();
  const { asked, run } = execution;
  const ask = () => run({ path: '/queries', parameters: {}, body: { sql } });
  const opened = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what the address said when it was opened is asked unasked
  useEffect(() => {
    if (opened.current) return;
    opened.current = true;
    if (get('sql') && get('run')) ask();
  }, []);

  function submit(event?: FormEvent) {
    event?.preventDefault();
    if (sql.trim() === '') return;
    set({ sql, run: 1 });
    ask();
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    submit();
  }
  function insert(name: string) {
    const at = editor.current?.selectionStart ?? sql.length;
    const until = editor.current?.selectionEnd ?? at;
    setSql(sql.slice(0, at) + name + sql.slice(until));
    requestAnimationFrame(() => {
      editor.current?.focus();
      editor.current?.setSelectionRange(at + name.length, at + name.length);
    });
  }
  const isRefused = asked.phase === 'failed';
  return (
    <>
      <div className={styles.own}>
        <Card
          title="Your own SQL"
          about="One SELECT over the lake, in Athena’s SQL. Nothing can be changed by it."
        >
          <form onSubmit={submit} className="stack">
            <label htmlFor={id} className="unseen">
              SQL
            </label>
            <textarea
              id={id}
              ref={editor}
              className={styles.editor}
              value={sql}
              rows={12}
              spellCheck={false}
              aria-invalid={isRefused || undefined}
              aria-describedby={isRefused ? `${id}-fault` : undefined}
              onChange={(event) => setSql(event.target.value)}
              onKeyDown={onKeyDown}
            />
            {isRefused && (
              <p id={`${id}-fault`} className="fault" role="alert">
                {asked.error.message}
              </p>
            )}
            <div className="row">
              <button type="submit" className="primary" disabled={asked.phase === 'running'}>
                <Icon name="play" size={16} /> Run
              </button>
              <span className="quiet small">
                Ctrl + Enter runs it too. A key needs the scope report-admin.
              </span>
            </div>
          </form>
        </Card>
        <Card title="Tables and columns" className={styles.catalog}>
          <CatalogBrowser onChoose={insert} />
        </Card>
      </div>
      {!isRefused && <Answer name="own-sql" execution={execution} onRetry={ask} />}
    </>
  );
}
