export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED';

/** One visit to one state. Times are UTC. */
export interface StateRun {
  readonly name: string;
  readonly enteredAt: Date;
  readonly exitedAt?: Date;
  readonly input: unknown;
  readonly output?: unknown;
  /** Set when the state failed, also when a Catch then took over. */
  readonly error?: { readonly name: string; readonly cause: string };
  /** 1 unless a Retry made it run again. */
  readonly attempts: number;
}

export interface Execution {
  readonly id: string;
  readonly machine: string;
  readonly status: ExecutionStatus;
  readonly startedAt: Date;
  readonly stoppedAt?: Date;
  readonly input: unknown;
  readonly output?: unknown;
  readonly error?: { readonly name: string; readonly cause: string };
  /** In the order in which they were entered; states inside a Map are left out. */
  readonly states: readonly StateRun[];
}

/** Runs the machines of `stepfunctions/`. */
export interface WorkflowEngine {
  /**
   * Starts an execution, unless one of that name has been started before.
   * @param name 1 to 80 of `A-Z a-z 0-9 - _`, unique in the machine
   * @returns the execution's id; equal names give equal ids
   */
  start(machine: string, name: string, input: unknown): Promise<string>;
  /** @returns `undefined` for an id never started. */
  describe(executionId: string): Promise<Execution | undefined>;
}
