import { describe, expect, it } from '@jest/globals';
import type { Execution, WorkflowEngine } from '../../src/ports/workflow-engine.ts';

/** The machine every adapter is given: in Step Functions' own YAML, as in `stepfunctions/`. */
export const CONTRACT_MACHINE = `
definition:
  StartAt: Double
  States:
    Double:
      Type: Task
      Resource: !GetAtt DoubleLambdaFunction.Arn
      ResultPath: $.double
      Retry: [{ ErrorEquals: [Throttled], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 1 }]
      Catch: [{ ErrorEquals: [States.ALL], ResultPath: $.error, Next: RecordFailure }]
      Next: Each
    Each:
      Type: Map
      ItemsPath: $.items
      ItemSelector: { item.$: $$.Map.Item.Value }
      ItemProcessor:
        ProcessorConfig: { Mode: INLINE }
        StartAt: EachItem
        States: { EachItem: { Type: Task, Resource: !GetAtt EachItemLambdaFunction.Arn, End: true } }
      ResultPath: $.each
      End: true
    RecordFailure: { Type: Task, Resource: !GetAtt RecordFailureLambdaFunction.Arn, ResultPath: $.failure, Next: Failed }
    Failed: { Type: Fail, ErrorPath: $.error.Error, CausePath: $.failure.message }
`;

class NamedError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** What the machine's functions do. `throttled` says how often Double is refused first. */
export function contractHandlers(calls: string[]): Record<string, (input: unknown) => Promise<unknown>> {
  let refused = 0;
  return {
    Double: async (input) => {
      const { n, throttled = 0 } = input as { n: number; throttled?: number };
      calls.push(`Double ${n}`);
      if (n < 0) throw new NamedError('BadFile', `${n} is below zero`);
      if (refused++ < throttled) throw new NamedError('Throttled', 'slower, please');
      return { value: n * 2 };
    },
    EachItem: async (input) => (input as { item: number }).item + 1,
    RecordFailure: async (input) => {
      const { Cause } = (input as { error: { Cause: string } }).error;
      // Of a Lambda function it is what the function answered instead.
      return { message: `recorded: ${Cause.startsWith('{') ? JSON.parse(Cause).errorMessage : Cause}` };
    },
  };
}

export interface WorkflowStage {
  readonly engine: WorkflowEngine;
  /** Calls that Double has had. */
  readonly calls: string[];
  /** Waits until an execution has ended. */
  ended(id: string): Promise<Execution>;
}

export function workflowEngineContract(name: string, open: () => Promise<WorkflowStage>) {
  describe(`${name}: workflow engine`, () => {
    it('runs a machine and shows each state', async () => {
      const { engine, ended } = await open();
      const id = await engine.start('contract', 'shows-states', { n: 4, items: [1, 2] });
      const execution = await ended(id);
      expect(execution).toMatchObject({
        id,
        machine: 'contract',
        status: 'SUCCEEDED',
        input: { n: 4, items: [1, 2] },
        output: { n: 4, items: [1, 2], double: { value: 8 }, each: [2, 3] },
      });
      expect(execution.states.map(({ name: state, attempts, error }) => [state, attempts, error])).toEqual([
        ['Double', 1, undefined],
        ['Each', 1, undefined],
      ]);
      expect(execution.states[0]).toMatchObject({
        input: { n: 4, items: [1, 2] },
        output: { double: { value: 8 } },
      });
      expect(execution.states[0]?.enteredAt).toBeInstanceOf(Date);
      expect((execution.stoppedAt as Date).getTime()).toBeGreaterThanOrEqual(execution.startedAt.getTime());
    });

    it('starts an execution of one name once', async () => {
      const { engine, ended, calls } = await open();
      const first = await engine.start('contract', 'only-once', { n: 1, items: [] });
      await ended(first);
      expect(await engine.start('contract', 'only-once', { n: 1, items: [] })).toBe(first);
      expect((await ended(first)).status).toBe('SUCCEEDED');
      expect(calls).toEqual(['Double 1']);
    });

    it('retries what is worth it, and counts', async () => {
      const { engine, ended } = await open();
      const execution = await ended(
        await engine.start('contract', 'retries', { n: 3, items: [], throttled: 1 }),
      );
      expect(execution.status).toBe('SUCCEEDED');
      expect(execution.states[0]).toMatchObject({ name: 'Double', attempts: 2 });
      expect(execution.states[0]?.error).toBeUndefined();
    });

    it('goes where Catch says, and fails with that error', async () => {
      const { engine, ended } = await open();
      const execution = await ended(await engine.start('contract', 'fails', { n: -1, items: [] }));
      expect(execution).toMatchObject({
        status: 'FAILED',
        error: { name: 'BadFile', cause: 'recorded: -1 is below zero' },
      });
      expect(execution.states.map((state) => state.name)).toEqual(['Double', 'RecordFailure', 'Failed']);
      expect(execution.states[0]?.error).toEqual({ name: 'BadFile', cause: '-1 is below zero' });
    });

    it('knows nothing of an execution that was never started', async () => {
      const { engine } = await open();
      expect(await engine.describe('contract:never')).toBeUndefined();
    });

    it('refuses an unknown machine and a name that is none', async () => {
      const { engine } = await open();
      await expect(engine.start('nothing', 'a', {})).rejects.toMatchObject({ code: 'NotFound' });
      await expect(engine.start('contract', 'a b', {})).rejects.toMatchObject({ code: 'BadRequest' });
    });
  });
}
