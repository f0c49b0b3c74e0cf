import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { ROWS_AT_ONCE } from '../../../src/adapters/aws/endpoint-import.ts';
import {
  KEYS_PER_READ,
  QUERIES_AT_ONCE,
  WRITES_PER_TRANSACTION,
} from '../../../src/adapters/aws/endpoint-table.ts';
import { PIECE_ROWS } from '../../../src/core/jobs/piece-writer.ts';
import { TURN_MS as JOB_TURN_MS } from '../../../src/core/jobs/run-import-job.ts';
import { TURN_MS as SEND_TURN_MS } from '../../../src/core/messages/send-chunk.ts';
import { MAX_DOCUMENT_BYTES } from '../../../src/ports/document-store.ts';
import { UPLOAD_LIMIT_BYTES } from '../../../src/runtime/aws.ts';

/* Step Functions' quotas: the history of an execution and the payload between states, for the longest runs there are. */

const MOST_EVENTS = 25_000;
const MOST_PAYLOAD = 262_144;
const LAMBDA_SECONDS = 900;
/** What a history holds of one pass through a state (Step Functions, GetExecutionHistory). */
const EVENTS: Readonly<Record<string, number>> = {
  Task: 5, // entered, scheduled, started, succeeded, exited
  Choice: 2,
  Wait: 2,
  Succeed: 2,
  Fail: 1,
  DistributedMap: 6, // entered, started, run started, run succeeded, succeeded, exited: its items have histories of their own
  Map: 4,
};
/** Of one turn of a Map in the same history, beside its states. */
const EVENTS_OF_A_TURN = 2;
/** An attempt that fails and is made again: failed, scheduled, started. */
const EVENTS_OF_A_RETRY = 3;
/** ExecutionStarted and how it ended. */
const EVENTS_OF_AN_EXECUTION = 2;

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly ItemProcessor?: { readonly ProcessorConfig: { readonly Mode: string }; readonly States: States };
}
type States = Readonly<Record<string, State>>;

const ROOT = join(import.meta.dirname, '../../..');
const limits = readFileSync(join(ROOT, 'docs/limits.md'), 'utf8');
const said = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: 1 });

function statesOf(machine: string): States {
  const customTags = [{ tag: '!GetAtt', resolve: (text: string) => text }];
  const text = readFileSync(join(ROOT, 'stepfunctions', `${machine}.yml`), 'utf8');
  return (parse(text, { customTags, logLevel: 'error' }) as { definition: { States: States } }).definition
    .States;
}

function eventsOf({ Type, ItemProcessor }: State): number {
  const kind = ItemProcessor?.ProcessorConfig.Mode === 'DISTRIBUTED' ? 'DistributedMap' : Type;
  const events = EVENTS[kind];
  if (events === undefined) throw new Error(`How many events does a state of type ${kind} make?`);
  return events;
}

/** Events of going once round from a state to itself. */
function eventsOfLoop(states: States, from: string): number {
  let events = 0;
  let name = from;
  do {
    const state = states[name] as State;
    events += eventsOf(state);
    name = state.Default ?? state.Next ?? '';
  } while (name !== from);
  return events;
}

const once = (states: States) =>
  EVENTS_OF_AN_EXECUTION + Object.values(states).reduce((total, state) => total + eventsOf(state), 0);

describe('the machine deliver', () => {
  const states = statesOf('deliver');
  const chunk = states.SendChunks?.ItemProcessor?.States ?? {};

  it('has a history that does not grow with the messages', () => {
    expect(once(states)).toBeLessThan(50);
  });

  it('sends one chunk for days before its history is full', () => {
    const turns = Math.floor((MOST_EVENTS - once(chunk)) / eventsOfLoop(chunk, 'Send'));
    const hours = (turns * SEND_TURN_MS) / 3_600_000;
    expect(hours).toBeGreaterThan(9 * 24);
    expect(limits).toContain(
      `${said(turns)} turns of ${SEND_TURN_MS / 60_000} minutes, ${said(hours)} hours`,
    );
  });

  it('passes numbers of chunks, more than its list of files can hold', () => {
    const key = `batches/${'a'.repeat(32)}/${'b'.repeat(80)}/rows/${'c'.repeat(32)}/20261128_060000_00000_abcde_${'d'.repeat(36)}.gz`;
    const files = Math.floor(MAX_DOCUMENT_BYTES / JSON.stringify([key, key]).length) * 2;
    const payload = JSON.stringify({ cut: { chunks: Array.from({ length: files }, (_, index) => index) } });
    expect(payload.length).toBeLessThan(MOST_PAYLOAD / 4);
    expect(limits).toContain(`${said(files)} files`);
  });
});

describe('the machine rfm', () => {
  const states = statesOf('rfm');
  /** One customer a row, and no row can be shorter: `VIEWED,1,EMAIL,a@b.c,2026-01-01`. */
  const shortest = 32;
  const chunks = Math.ceil(UPLOAD_LIMIT_BYTES / shortest / PIECE_ROWS);

  it('keeps a history within bounds for the largest upload, each chunk tried twice', () => {
    const inner = Object.values(states.PublishChunks?.ItemProcessor?.States ?? {});
    const each =
      EVENTS_OF_A_TURN + EVENTS_OF_A_RETRY + inner.reduce((total, state) => total + eventsOf(state), 0);
    const events = once(states) + chunks * each;
    expect(events).toBeLessThan(MOST_EVENTS);
    expect(limits).toContain(`${said(chunks)} chunks, ${said(events)} events`);
  });

  it('passes less than a payload may hold, with the longest names and every chunk and its counts', () => {
    const runPrefix = `runs/${'u'.repeat(32)}/`;
    const state = {
      applicationId: 'a'.repeat(32),
      uploadId: 'u'.repeat(32),
      key: `uploads/${'k'.repeat(1016)}`,
      runPrefix,
      validate: { dialect: { header: Array.from({ length: 100 }, () => 'h'.repeat(100)) } },
      publish: {
        chunks: Array.from(
          { length: chunks },
          (_, index) => `${runPrefix}publish/pieces/rows-${10_000 + index}.ndjson.gz`,
        ),
      },
      published: Array.from({ length: chunks }, () => ({ merged: PIECE_ROWS, refused: PIECE_ROWS })),
      segment: {
        segments: Array.from({ length: 11 }, () => ({ id: 's'.repeat(32), name: 'n'.repeat(64), size: 1e9 })),
      },
    };
    expect(JSON.stringify(state).length).toBeLessThan(MOST_PAYLOAD);
  });
});

describe.each(['import', 'export'])('the machine %s', (machine) => {
  const states = statesOf(machine);
  const first = machine === 'import' ? 'Import' : 'Export';

  it('goes round often enough for a gigabyte of the shortest rows, a piece at each turn', () => {
    const turns = Math.floor((MOST_EVENTS - once(states)) / eventsOfLoop(states, first));
    const pieces = 1e9 / 20 / PIECE_ROWS;
    expect(turns).toBeGreaterThan(2 * pieces + 2); // merged, then added to a segment
    expect(limits).toContain(`${said(turns)} turns`);
  });
});

describe('a piece of endpoints', () => {
  it('is merged well within the time of a function, also when it is the last of a turn', () => {
    const queries = 2 * Math.ceil((2 * ROWS_AT_ONCE) / QUERIES_AT_ONCE); // users and addresses, before and after
    const reads = 3 * Math.ceil((2 * ROWS_AT_ONCE) / KEYS_PER_READ);
    const writes = Math.ceil((2 * ROWS_AT_ONCE) / WRITES_PER_TRANSACTION);
    const requests = queries + reads + writes;
    const seconds = (PIECE_ROWS / ROWS_AT_ONCE) * requests * 0.01;
    expect(limits).toContain(`${requests} requests one after another for ${ROWS_AT_ONCE} rows`);
    expect(limits).toContain(`${said(seconds)} s a piece at 10 ms each`);
    expect(JOB_TURN_MS / 1000 + 2 * seconds).toBeLessThan(LAMBDA_SECONDS);
  });
});

it('knows every machine', () => {
  expect(readdirSync(join(ROOT, 'stepfunctions')).sort()).toEqual([
    'deliver.yml',
    'erase.yml',
    'export.yml',
    'import.yml',
    'rfm.yml',
  ]);
  for (const machine of ['deliver', 'erase', 'export', 'import', 'rfm'])
    expect(once(statesOf(machine))).toBeLessThan(100);
});
