import { FUNCTIONS, folderOf, functionFile, MACHINES, stackFile } from './stack-files.ts';

/** How a function is called, where that may happen twice for one cause. */
export type Edge =
  | 'eventBridge'
  | 'sns'
  | 'sqs'
  | 'stream'
  | 's3'
  | 'schedule'
  | 'scheduler'
  | 'state'
  | 'invocation'
  | 'http';

interface State {
  readonly Type: string;
  readonly Resource?: { readonly text: string };
  readonly ItemProcessor?: { readonly States: Record<string, State> };
}

/** By folder of a function, every edge that calls it; people alone call those that have none. */
export function edges(): Record<string, Edge[]> {
  const states = MACHINES.flatMap((machine) =>
    tasksOf(
      stackFile<{ definition: { States: Record<string, State> } }>(`stepfunctions/${machine}.yml`).definition
        .States,
    ),
  );
  const scheduled = Object.values(
    stackFile<{
      Resources: Record<string, { Type: string; Properties: { Target?: { Arn: { text: string } } } }>;
    }>('resources/clock.yml').Resources,
  ).flatMap(({ Type, Properties }) =>
    Type === 'AWS::Scheduler::Schedule' ? [functionOf(Properties.Target?.Arn.text)] : [],
  );
  return Object.fromEntries(
    FUNCTIONS.map((name) => {
      const { events = [], url, maximumRetryAttempts = 0 } = functionFile(name);
      const told = typeof events === 'string' ? [] : events.flatMap((event) => Object.keys(event) as Edge[]);
      return [
        name,
        [
          ...told,
          ...(maximumRetryAttempts > 0 ? (['invocation'] as const) : []),
          ...(url === undefined ? [] : (['http'] as const)),
          ...(states.includes(name) ? (['state'] as const) : []),
          ...(scheduled.includes(name) ? (['scheduler'] as const) : []),
        ],
      ];
    }),
  );
}

/** Functions that AWS may call twice for one cause. */
export function asynchronousFunctions(): string[] {
  return Object.entries(edges())
    .filter(([, told]) => told.some((edge) => edge !== 'http'))
    .map(([name]) => name);
}

const functionOf = (attribute = '') => folderOf(attribute.replace(/LambdaFunction\.Arn$/, ''));

function tasksOf(states: Record<string, State>): string[] {
  return Object.values(states).flatMap((state) =>
    state.ItemProcessor
      ? tasksOf(state.ItemProcessor.States)
      : state.Type === 'Task'
        ? [functionOf(state.Resource?.text)]
        : [],
  );
}
