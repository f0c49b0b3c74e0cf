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
 * Each event names the event before it on its own path, so a path leads back to the state it is in.
 */
export function foldHistory(events: readonly HistoryEvent[]): StateRun[] {
  const visits: Visit[] = [];
  const visitOf = new Map<number, Visit>();
  const mapDepth = new Map<number, number>();
  for (const event of events) {
    const { id = 0, previousEventId = 0, type = '', timestamp = new Date(0) } = event;
    const depth = (mapDepth.get(previousEventId) ?? 0) + depthChange(type);
    mapDepth.set(id, depth);
    if (event.stateEnteredEventDetails) {
      const visit = enter(event, timestamp);
      visitOf.set(id, visit);
      if (depth === 0) visits.push(visit);
      continue;
    }
    const visit = visitOf.get(previousEventId);
    if (!visit) continue;
    visitOf.set(id, visit);
    follow(visit, event, type, timestamp);
  }
  for (const visit of visits) {
    if (visit.attempts === 0) visit.attempts = 1; // Choice, Pass, Wait and Map schedule nothing
  }
  return visits;
}

function depthChange(type: string): number {
  if (type === 'MapIterationStarted') return 1;
  return /^MapIteration(Succeeded|Failed|Aborted)$/.test(type) ? -1 : 0;
}

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
