import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { json } from 'node:stream/consumers';
import { CreateStateMachineCommand, paginateGetExecutionHistory, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { sfnWorkflowEngine } from '../../src/adapters/aws/sfn-workflow-engine.ts';
import { aslWorkflowEngine, type TaskHandler } from '../../src/adapters/local/asl-workflow-engine.ts';
import { settableClock } from '../../src/adapters/local/settable-clock.ts';
import { openSqliteDocumentStore } from '../../src/adapters/local/sqlite-document-store.ts';
import type { Execution, WorkflowEngine } from '../../src/ports/workflow-engine.ts';
import { type Emulator, startEmulator } from './moto.ts';

interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Catch?: unknown;
  readonly ItemProcessor?: { readonly States: Record<string, State> };
}

const FOLDER = join(import.meta.dirname, '../../stepfunctions');
const ACCOUNT = 'us-east-1:123456789012';
/** Serves every state of every machine: as the input of an execution, and as what a function answers. */
const DATA = {
  kind: 'export',
  applicationId: 'a1',
  batchId: 'b1',
  uploadId: 'u1',
  runPrefix: 'runs/u1/',
  jobId: 'j1',
  receivedAt: '2026-03-01T09:00:00Z',
  finished: true,
  chunks: ['c1', 'c2'],
};
/** What the failure's state leaves for the Fail state. */
const FAILURE = { code: 'BadRequest', message: 'Column CustomerID is missing' };

function read(machine: string): { readonly States: Record<string, State> } {
  const customTags = [
    {
      tag: '!GetAtt',
      resolve: (text: string) =>
        `arn:aws:lambda:${ACCOUNT}:function:${text.replace('LambdaFunction.Arn', '')}`,
    },
  ];
  const text = readFileSync(join(FOLDER, `${machine}.yml`), 'utf8');
  const { definition } = parse(text, { customTags, logLevel: 'error' }) as {
    definition: { States: Record<string, State> };
  };
  return definition;
}

const functionOf = ({ Resource = '' }: State) => Resource.replace(/^.*:/, '');
const functionsOf = (states: Record<string, State>): string[] =>
  Object.values(states).flatMap((state) =>
    state.ItemProcessor
      ? functionsOf(state.ItemProcessor.States)
      : state.Type === 'Task'
        ? [functionOf(state)]
        : [],
  );

const MACHINES = readdirSync(FOLDER).map((file) => basename(file, '.yml'));
/** By machine and state that catches: the functions whose failure leads there. */
const CATCHES = MACHINES.flatMap((machine) =>
  Object.entries(read(machine).States)
    .filter(([, state]) => state.Catch)
    .map(([name, state]) => ({ machine, name, failing: functionsOf({ [name]: state }) })),
);

/**
 * Where moto goes another way than the States Language: a distributed Map whose item failed is taken for one that
 * succeeded. Held on our engine alone.
 */
const GAPS = ['deliver: SendChunks'];

/** Functions that fail at present. */
let failing: readonly string[] = [];
function task(name: string): TaskHandler {
  return async () => {
    if (failing.includes(name))
      throw Object.assign(new Error('Column CustomerID is missing'), { name: 'BadRequest' });
    return name.endsWith('RecordFailure') ? FAILURE : DATA;
  };
}

let server: Server;
let emulator: Emulator;
let sfn: SFNClient;
let onAws: WorkflowEngine;
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const call = (await json(request)) as { function: string; input: unknown };
    const answer = await task(call.function)(call.input).then(
      (payload) => ({ payload }),
      (error: Error) => ({ error: { errorType: error.name, errorMessage: error.message } }),
    );
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  emulator = await startEmulator([], `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const body = JSON.stringify({ stepfunctions: { execute_state_machine: true } });
  const configured = await fetch(`${emulator.endpoint}/moto-api/config`, { method: 'POST', body });
  expect(configured.ok).toBe(true);
  sfn = new SFNClient(emulator.options);
  for (const machine of MACHINES) {
    const definition = JSON.stringify(read(machine));
    const roleArn = 'arn:aws:iam::123456789012:role/any';
    await sfn.send(new CreateStateMachineCommand({ name: `stage-${machine}`, roleArn, definition }));
  }
  onAws = sfnWorkflowEngine(sfn, `arn:aws:states:${ACCOUNT}:stateMachine:stage-`);
}, 120_000);
afterAll(async () => {
  await emulator.stop();
  server.close();
});

async function ended(engine: WorkflowEngine, id: string): Promise<Execution> {
  for (;;) {
    const found = await engine.describe(id);
    if (!found) throw new Error(`No execution ${id}`);
    if (found.status !== 'RUNNING') return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What both engines must agree on. A cause is the function's own words here, and JSON with a stack there. */
function story({ status, error, output }: Execution, visited: readonly string[]) {
  return { status, error, output, visited };
}

/**
 * The machine's own states, in the order in which they were entered. Of the plain events, since moto's lead from what
 * comes after an inline Map back to any event within it.
 */
async function visitedOnAws(executionArn: string, machine: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { events = [] } of paginateGetExecutionHistory({ client: sfn }, { executionArn }))
    names.push(...events.flatMap(({ stateEnteredEventDetails: entered }) => entered?.name ?? []));
  return names.filter((name) => name in read(machine).States);
}

let runs = 0;
async function run(machine: string) {
  const name = `run-${++runs}`;
  const documents = openSqliteDocumentStore(':memory:', settableClock(new Date('2026-03-01T09:00:00Z')));
  const local = aslWorkflowEngine({
    folder: FOLDER,
    handlers: Object.fromEntries(
      MACHINES.flatMap((each) => functionsOf(read(each).States)).map((each) => [each, task(each)]),
    ),
    documents,
    clock: settableClock(new Date('2026-03-01T09:00:00Z')),
  });
  const [hereId, thereId] = [await local.start(machine, name, DATA), await onAws.start(machine, name, DATA)];
  const [ranHere, ranThere] = [await ended(local, hereId), await ended(onAws, thereId)];
  const here = story(
    ranHere,
    ranHere.states.map((state) => state.name),
  );
  const there = story(ranThere, await visitedOnAws(thereId, machine));
  return { here, there };
}

describe('state machines on the emulator and in this process', () => {
  it.each(MACHINES)('%s succeeds through the same states', async (machine) => {
    failing = [];
    const { here, there } = await run(machine);
    expect(there).toEqual(here);
    expect(there.status).toBe('SUCCEEDED');
    expect(there.visited.length).toBeGreaterThan(2);
  });

  it('are all tried at every Catch that they have', () => {
    expect(CATCHES.map(({ machine, name }) => `${machine}: ${name}`)).toEqual(expect.arrayContaining(GAPS));
    expect(CATCHES.every(({ failing: functions }) => functions.length > 0)).toBe(true);
  });

  it.each(CATCHES)(
    '$machine records a failure in $name, and fails',
    async ({ machine, name, failing: functions }) => {
      failing = functions;
      const { here, there } = await run(machine);
      expect(here.error).toEqual({ name: FAILURE.code, cause: FAILURE.message });
      expect(here.visited.slice(-3)).toEqual([name, 'RecordFailure', 'Failed']);
      if (GAPS.includes(`${machine}: ${name}`)) expect(there).not.toEqual(here);
      else expect(there).toEqual(here);
    },
  );
});
