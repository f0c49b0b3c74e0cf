import { useCallback, useEffect, useRef, useState } from 'react';
import { ask, askJson, type Parameters, StageError } from '../../api/stage.ts';
import type { Execution, QueryPage } from '../../api/types.ts';
import type { Row } from './row.ts';

/** What is asked: a named query, or SQL of the reader's own. */
export interface Question {
  readonly path: string;
  readonly parameters: Parameters;
  readonly body?: { readonly sql: string };
}

/** Rows so far, and where the rest is. */
export type Result = Omit<QueryPage, 'rows'> & { readonly rows: readonly Row[] };

export type Asked =
  | { readonly phase: 'none' }
  | { readonly phase: 'running'; readonly since: number; readonly execution?: Execution }
  | {
      readonly phase: 'done';
      readonly question: Question;
      readonly result: Result;
      readonly execution: Execution;
    }
  | { readonly phase: 'cancelled' }
  | { readonly phase: 'failed'; readonly error: Error };

export const PAGE_ROWS = 1000;
/** An earlier answer to the same question is good enough, in seconds. */
const FRESH_SECONDS = 60;
const POLL_MS = 700;

/** Asks one question at a time: while it runs its state is told, and it can be cancelled. */
export function useExecution() {
  const [asked, setAsked] = useState<Asked>({ phase: 'none' });
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  const run = useCallback(async (question: Question) => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    const { signal } = controller;
    const since = Date.now();
    setAsked({ phase: 'running', since });
    const tell = (next: Asked) => !signal.aborted && setAsked(next);
    try {
      const started = await ask(question.path, {
        method: question.body ? 'POST' : 'GET',
        parameters: { ...question.parameters, limit: PAGE_ROWS, maxAge: FRESH_SECONDS },
        body: question.body,
        headers: { prefer: 'wait=1' },
        signal,
      });
      let page: Result | undefined = started.status === 202 ? undefined : await started.json();
      if (!page) {
        let execution = (await started.json()) as Execution;
        while (execution.state === 'QUEUED' || execution.state === 'RUNNING') {
          tell({ phase: 'running', since, execution });
          await pause(POLL_MS, signal);
          execution = await askJson<Execution>(`/queries/executions/${execution.id}`, { signal });
        }
        if (execution.state === 'CANCELLED') return void tell({ phase: 'cancelled' });
        if (execution.state === 'FAILED') {
          throw new StageError(400, execution.error?.message ?? 'The query failed.', execution.error?.code);
        }
        page = await resultPage(execution.id, undefined, signal);
      }
      const execution = await askJson<Execution>(`/queries/executions/${page.execution}`, { signal });
      tell({ phase: 'done', question, result: page, execution });
    } catch (error) {
      tell({ phase: 'failed', error: error as Error });
    }
  }, []);

  /** Ends the query in the stage, where that is known already; else the page only stops waiting. */
  async function cancel() {
    if (asked.phase !== 'running') return;
    running.current?.abort();
    setAsked({ phase: 'cancelled' });
    if (asked.execution) await askJson(`/queries/executions/${asked.execution.id}`, { method: 'DELETE' });
  }

  async function more() {
    if (asked.phase !== 'done' || !asked.result.next) return;
    const { result } = asked;
    const page = await resultPage(result.execution, result.next, running.current?.signal);
    setAsked({ ...asked, result: { ...page, rows: [...result.rows, ...page.rows] } });
  }

  return { asked, run, cancel, more };
}

function resultPage(execution: string, next: string | undefined, signal?: AbortSignal): Promise<Result> {
  return askJson<Result>(`/queries/executions/${execution}/results`, {
    parameters: { limit: PAGE_ROWS, next },
    headers: { prefer: 'wait=20' },
    signal,
  });
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
