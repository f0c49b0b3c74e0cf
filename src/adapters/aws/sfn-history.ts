import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { StateRun } from '../../ports/workflow-engine.ts';

interface Failure {
  readonly name: string;
  readonly cause: string;
}

/** A visit to a state while the events are read. */
interface Visit {
  readonly name: string;
  readonly enteredAt: Date;
  readonly input: unknown;
  exitedAt?: Date;
  output?: unknown;
  error?: Failure;
  attempts: number;
}

/**
 * Folds an execution's history (GetExecutionHistory, oldest first) into one entry per visited state.
 * Each event names the event before it on its own way, so it leads back to the state it is in.
 */
export function foldHistory(events: readonly HistoryEvent[]): StateRun[] {
  const visits: Visit[] = [];
  /** By event: the visit it belongs to, behind the visits of the Maps around that. */
  const ways = new Map<number, readonly (Visit | undefined)[]>();
  for (const event of events) {
    const { id = 0, previousEventId = 0, type = '', timestamp = new Date(0) } = event;
    let way = ways.get(previousEventId) ?? [undefined];
    if (type === 'MapIterationStarted') way = [...way, undefined];
    if (MAP_TURN_ENDED.test(type)) way = way.slice(0, -1);
    if (event.stateEnteredEventDetails) {
      const visit = enter(event, timestamp);
      way = [...way.slice(0, -1), visit];
      if (way.length === 1) visits.push(visit);
    } else {
      const visit = way.at(-1);
      if (visit) follow(visit, event, type, timestamp);
    }
    ways.set(id, way);
  }
  for (const visit of visits) {
    if (visit.attempts === 0) visit.attempts = 1; // Choice, Pass, Wait and Map schedule nothing
  }
  return visits;
}

const MAP_TURN_ENDED = /^MapIteration(Succeeded|Failed|Aborted)$/;

function enter({ stateEnteredEventDetails }: HistoryEvent, enteredAt: Date): Visit {
  const { name = '', input } = stateEnteredEventDetails ?? {};
  return { name, enteredAt, input: parse(input), attempts: 0 };
}

function follow(visit: Visit, event: HistoryEvent, type: string, timestamp: Date): void {
  if (event.stateExitedEventDetails) {
    visit.exitedAt = timestamp;
    visit.output = parse(event.stateExitedEventDetails.output);
  }
  if (type === 'LambdaFunctionScheduled' || type === 'TaskScheduled') visit.attempts += 1;
  if (type === 'LambdaFunctionSucceeded' || type === 'TaskSucceeded' || type === 'MapStateSucceeded') {
    visit.error = undefined; // an earlier attempt had failed
  }
  const failure = failureOf(event, type);
  if (!failure) return;
  // The execution's own failure repeats that of its last state, which has no exit of its own.
  visit.error ??= failure;
  if (type !== 'ExecutionFailed' && type !== 'ExecutionTimedOut') visit.error = failure;
  else visit.exitedAt ??= timestamp;
}

function failureOf(event: HistoryEvent, type: string): Failure | undefined {
  const details =
    event.lambdaFunctionFailedEventDetails ??
    event.lambdaFunctionScheduleFailedEventDetails ??
    event.lambdaFunctionStartFailedEventDetails ??
    event.lambdaFunctionTimedOutEventDetails ??
    event.taskFailedEventDetails ??
    event.taskStartFailedEventDetails ??
    event.taskTimedOutEventDetails ??
    event.mapRunFailedEventDetails ??
    event.executionFailedEventDetails ??
    event.executionTimedOutEventDetails ??
    event.executionAbortedEventDetails;
  if (!details)
    return type === 'ExecutionAborted' ? { name: 'Aborted', cause: 'stopped by hand' } : undefined;
  return readFailure(details.error, details.cause);
}

/** Lambda tells its error as JSON; what a person wants of it is the message. */
export function readFailure(name = 'States.TaskFailed', cause = ''): Failure {
  const told = parse(cause);
  const isLambda = typeof told === 'object' && told !== null && 'errorMessage' in told;
  return { name, cause: isLambda ? String(told.errorMessage) : cause };
}

/** Payloads are JSON; Step Functions cuts what is too long for a history, which is then shown as text. */
export function parse(json: string | undefined): unknown {
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}
