import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { StateMachine } from 'aws-local-stepfunctions';
import { parse } from 'yaml';
import { PlatformError } from '../../core/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DocumentStore } from '../../ports/document-store.ts';
import type { Execution, StateRun, WorkflowEngine } from '../../ports/workflow-engine.ts';

/** Runs a Task: what the function of that name does on AWS. */
export type TaskHandler = (input: unknown) => Promise<unknown>;

export interface AslWorkflowEngineOptions {
  /** Folder of the machines' YAML files; a machine is named after its file. */
  readonly folder: string;
  /** By function, as in `!GetAtt {Function}LambdaFunction.Arn`. */
  readonly handlers: Readonly<Record<string, TaskHandler>>;
  /** Where executions are journaled. */
  readonly documents: DocumentStore;
  readonly clock: Clock;
  /** Told when a state is entered or left, and when an execution ends. */
  readonly onProgress?: (execution: Execution) => void;
}

export interface AslWorkflowEngine extends WorkflowEngine {
  /** Starts again what was running when the process ended; every Task is idempotent. */
  resume(): Promise<void>;
  /** Waits until nothing runs. */
  settled(): Promise<void>;
}

interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly ItemProcessor?: { readonly States: Record<string, State> };
}
type EventLog =
  ReturnType<StateMachine['run']>['eventLogs'] extends AsyncGenerator<infer Event> ? Event : never;
type Definition = ConstructorParameters<typeof StateMachine>[0];

const EXECUTIONS = 'executions';
/** Step Functions' own rule for names. */
const NAME = /^[A-Za-z0-9_-]{1,80}$/;

/** Runs the stack's own state machines in this process, by a States Language interpreter. */
export function aslWorkflowEngine(options: AslWorkflowEngineOptions): AslWorkflowEngine {
  const { documents, clock } = options;
  const machines = readMachines(options.folder, options.handlers);
  const running = new Map<string, Promise<void>>();
  const keyOf = (id: string) => ({ partition: EXECUTIONS, sort: id });

  async function save(execution: Execution): Promise<void> {
    await documents.put(keyOf(execution.id), execution);
    options.onProgress?.(execution);
  }

  async function execute(started: Execution): Promise<void> {
    const machine = machines.get(started.machine);
    if (!machine) throw new PlatformError('NotFound', `State machine ${started.machine} not found`);
    const { result, eventLogs } = machine.machine.run(started.input as Parameters<StateMachine['run']>[0], {
      overrides: { taskResourceLocalHandlers: machine.tasks as never },
    });
    const outcome = result.then(
      (output) => ({ status: 'SUCCEEDED' as const, output: output as unknown }),
      (error: Error) => ({ status: 'FAILED' as const, error: { name: error.name, cause: error.message } }),
    );
    let states: StateRun[] = [];
    let failure: Execution['error'];
    for await (const event of eventLogs) {
      if (event.type === 'ExecutionFailed') failure = errorOf(event);
      const next = foldEvent(states, event, machine.states);
      if (next !== states) {
        states = next;
        await save({ ...started, states });
      }
    }
    const end = await outcome;
    await save({ ...started, states, ...end, ...(failure && { error: failure }), stoppedAt: clock.now() });
  }

  function launch(execution: Execution): void {
    const run = execute(execution)
      .catch((error: Error) =>
        save({
          ...execution,
          status: 'FAILED',
          stoppedAt: clock.now(),
          error: { name: error.name, cause: error.message },
        }),
      )
      .finally(() => running.delete(execution.id));
    running.set(execution.id, run);
  }

  return {
    async start(machine, name, input) {
      if (!NAME.test(name))
        throw new PlatformError('BadRequest', `Not an execution name: ${JSON.stringify(name)}`);
      if (!machines.has(machine)) throw new PlatformError('NotFound', `State machine ${machine} not found`);
      const id = `${machine}:${name}`;
      const execution: Execution = {
        id,
        machine,
        status: 'RUNNING',
        startedAt: clock.now(),
        input,
        states: [],
      };
      try {
        await documents.put(keyOf(id), execution, { ifVersion: 'absent' });
      } catch (error) {
        if (error instanceof PlatformError && error.code === 'Conflict') return id;
        throw error;
      }
      launch(execution);
      return id;
    },
    async describe(id) {
      const found = await documents.get<Execution>(keyOf(id));
      return found && revived(found.value);
    },
    async resume() {
      for (let after: string | undefined; ; ) {
        const page = await documents.query<Execution>(EXECUTIONS, '', { after });
        if (page.length === 0) return;
        for (const { value } of page) {
          if (value.status === 'RUNNING' && !running.has(value.id)) launch({ ...revived(value), states: [] });
        }
        after = page.at(-1)?.key.sort;
      }
    },
    async settled() {
      while (running.size > 0) await Promise.all(running.values());
    },
  };
}

function readMachines(folder: string, handlers: AslWorkflowEngineOptions['handlers']) {
  // `!GetAtt RfmLoadLambdaFunction.Arn` reads as that text; `${…}` of the Framework is not used inside definitions.
  const customTags = ['!Ref', '!Sub', '!GetAtt'].map((tag) => ({ tag, resolve: (text: string) => text }));
  const files = readdirSync(folder).filter((file) => file.endsWith('.yml'));
  return new Map(
    files.map((file) => {
      const { definition } = parse(readFileSync(join(folder, file), 'utf8'), { customTags }) as {
        definition: Definition;
      };
      const states = definition.States as unknown as Record<string, State>;
      const machine = new StateMachine(definition, { validationOptions: { checkArn: false } });
      return [
        basename(file, '.yml'),
        { machine, states: new Set(Object.keys(states)), tasks: tasksOf(states, handlers, file) },
      ];
    }),
  );
}

function tasksOf(
  states: Record<string, State>,
  handlers: AslWorkflowEngineOptions['handlers'],
  file: string,
): Record<string, TaskHandler> {
  const found: Record<string, TaskHandler> = {};
  for (const [name, state] of Object.entries(states)) {
    if (state.ItemProcessor) Object.assign(found, tasksOf(state.ItemProcessor.States, handlers, file));
    if (state.Type !== 'Task') continue;
    const handler = handlers[state.Resource?.replace(/LambdaFunction\.Arn$/, '') ?? ''];
    if (!handler) throw new Error(`${file}: state ${name} names ${state.Resource}, which has no handler`);
    found[name] = handler;
  }
  return found;
}

/** The states after an event; the same list when the event says nothing about a top-level state. */
function foldEvent(states: StateRun[], event: EventLog, known: ReadonlySet<string>): StateRun[] {
  if (!('state' in event) || event.index !== undefined || !known.has(event.state.name)) return states;
  const at = new Date(event.timestamp);
  const last = states.at(-1);
  if (event.type === 'StateEntered') {
    return [...states, { name: event.state.name, enteredAt: at, input: event.state.input, attempts: 1 }];
  }
  if (!last || last.name !== event.state.name) return states;
  const change = (more: Partial<StateRun>): StateRun[] => [...states.slice(0, -1), { ...last, ...more }];
  if (event.type === 'StateExited') {
    return change({ exitedAt: at, output: (event.state as { output?: unknown }).output });
  }
  if (event.type === 'StateRetried') return change({ attempts: last.attempts + 1, error: undefined });
  if (event.type === 'StateFailed') return change({ exitedAt: at, error: errorOf(event) });
  return states;
}

function errorOf(event: object): { name: string; cause: string } {
  const { Error: name = 'Error', Cause: cause = '' } = event as { Error?: string; Cause?: string };
  return { name, cause };
}

/** Documents keep instants as text. */
function revived(execution: Execution): Execution {
  const date = <T extends Date | undefined>(value: T) =>
    value === undefined ? value : (new Date(value) as T);
  return {
    ...execution,
    startedAt: date(execution.startedAt),
    stoppedAt: date(execution.stoppedAt),
    states: execution.states.map((state) => ({
      ...state,
      enteredAt: date(state.enteredAt),
      exitedAt: date(state.exitedAt),
    })),
  };
}
