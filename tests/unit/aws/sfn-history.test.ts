import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { describe, expect, it } from '@jest/globals';
import { foldHistory } from '../../../src/adapters/aws/sfn-history.ts';

/** Events of a history, one second apart; each follows the one before unless it says otherwise. */
function history(...events: (Partial<HistoryEvent> & { type: HistoryEvent['type'] })[]): HistoryEvent[] {
  return events.map((event, index) => ({
    id: index + 1,
    previousEventId: index,
    timestamp: second(index + 1),
    ...event,
  }));
}
const second = (n: number) => new Date(Date.UTC(2026, 2, 1, 9, 0, n));
const entered = (name: string, input: unknown, more: Partial<HistoryEvent> = {}, type = 'TaskStateEntered') =>
  ({ type, stateEnteredEventDetails: { name, input: JSON.stringify(input) }, ...more }) as HistoryEvent & {
    type: HistoryEvent['type'];
  };
const exited = (name: string, output: unknown, more: Partial<HistoryEvent> = {}, type = 'TaskStateExited') =>
  ({ type, stateExitedEventDetails: { name, output: JSON.stringify(output) }, ...more }) as HistoryEvent & {
    type: HistoryEvent['type'];
  };
const failed = (error: string, message: string) => ({
  type: 'LambdaFunctionFailed' as const,
  lambdaFunctionFailedEventDetails: {
    error,
    cause: JSON.stringify({ errorType: error, errorMessage: message, trace: [] }),
  },
});

describe('foldHistory', () => {
  it('gives each visited state its times, input and output', () => {
    const states = foldHistory(
      history(
        { type: 'ExecutionStarted' },
        entered('Load', { a: 1 }),
        { type: 'LambdaFunctionScheduled' },
        { type: 'LambdaFunctionStarted' },
        { type: 'LambdaFunctionSucceeded' },
        exited('Load', { a: 1, load: 2 }),
        entered('Score', { a: 1, load: 2 }),
        { type: 'LambdaFunctionScheduled' },
      ),
    );
    expect(states).toEqual([
      {
        name: 'Load',
        enteredAt: second(2),
        exitedAt: second(6),
        input: { a: 1 },
        output: { a: 1, load: 2 },
        attempts: 1,
      },
      { name: 'Score', enteredAt: second(7), input: { a: 1, load: 2 }, attempts: 1 },
    ]);
  });

  it('counts attempts, and forgets the failures that a later one made good', () => {
    const [state] = foldHistory(
      history(
        entered('Load', {}, { previousEventId: 0 }),
        { type: 'LambdaFunctionScheduled' },
        failed('Throttled', 'slow down'),
        { type: 'LambdaFunctionScheduled' },
        { type: 'LambdaFunctionSucceeded' },
        exited('Load', {}),
      ),
    );
    expect(state).toMatchObject({ attempts: 2, error: undefined });
  });

  it('tells of a failure that a Catch took over, in the words of our error', () => {
    const states = foldHistory(
      history(
        entered('Validate', {}, { previousEventId: 0 }),
        { type: 'LambdaFunctionScheduled' },
        failed('BadFile', 'a.csv has no column Date'),
        exited('Validate', { error: {} }),
        entered('RecordFailure', { error: {} }),
      ),
    );
    expect(states[0]).toMatchObject({
      error: { name: 'BadFile', cause: 'a.csv has no column Date' },
      exitedAt: second(4),
    });
    expect(states[1]).toMatchObject({ name: 'RecordFailure', input: { error: {} } });
  });

  it('ends the last state with an execution that failed in it', () => {
    const [state] = foldHistory(
      history(entered('Failed', { code: 'BadFile' }, { previousEventId: 0 }, 'FailStateEntered'), {
        type: 'ExecutionFailed',
        executionFailedEventDetails: { error: 'BadFile', cause: 'no column' },
      }),
    );
    expect(state).toEqual({
      name: 'Failed',
      enteredAt: second(1),
      exitedAt: second(2),
      input: { code: 'BadFile' },
      error: { name: 'BadFile', cause: 'no column' },
      attempts: 1,
    });
  });

  it('leaves out what happens inside a Map, in whatever order its turns come', () => {
    const states = foldHistory(
      history(
        entered('PublishChunks', [1, 2], { previousEventId: 0 }, 'MapStateEntered'),
        { type: 'MapStateStarted' },
        { type: 'MapIterationStarted', previousEventId: 2 },
        { type: 'MapIterationStarted', previousEventId: 2 },
        entered('PublishChunk', 1, { previousEventId: 3 }),
        entered('PublishChunk', 2, { previousEventId: 4 }),
        { type: 'LambdaFunctionScheduled', previousEventId: 6 },
        { type: 'LambdaFunctionScheduled', previousEventId: 5 },
        exited('PublishChunk', 'b', { previousEventId: 7 }),
        exited('PublishChunk', 'a', { previousEventId: 8 }),
        { type: 'MapIterationSucceeded', previousEventId: 9 },
        { type: 'MapIterationSucceeded', previousEventId: 10 },
        { type: 'MapStateSucceeded', previousEventId: 12 },
        exited('PublishChunks', ['a', 'b'], {}, 'MapStateExited'),
        entered('Segment', {}),
      ),
    );
    expect(states.map(({ name }) => name)).toEqual(['PublishChunks', 'Segment']);
    expect(states[0]).toMatchObject({ output: ['a', 'b'], exitedAt: second(14), attempts: 1 });
  });
});
