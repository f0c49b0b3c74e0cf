import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  type HistoryEvent,
  InvalidArn,
  paginateGetExecutionHistory,
  type SFNClient,
  ExecutionStatus as SfnStatus,
  StartExecutionCommand,
  StateMachineDoesNotExist,
} from '@aws-sdk/client-sfn';
import { PlatformError } from '../../core/errors.ts';
import type { ExecutionStatus, WorkflowEngine } from '../../ports/workflow-engine.ts';
import { foldHistory, parse, readFailure } from './sfn-history.ts';

/** The port's; Step Functions takes more. */
const NAME = /^[\w-]{1,80}$/;

/**
 * The machines of the stage on Step Functions; an execution's id is its ARN.
 * @param machinePrefix what the ARNs of the stage's machines start with:
 *   `arn:aws:states:eu-west-1:123456789012:stateMachine:touchpoint-dev-`, followed by `rfm`
 */
export function sfnWorkflowEngine(client: SFNClient, machinePrefix: string): WorkflowEngine {
  const executionPrefix = machinePrefix.replace(':stateMachine:', ':execution:');
  return {
    async start(machine, name, input) {
      if (!NAME.test(name))
        throw new PlatformError('BadRequest', `Not an execution name: ${JSON.stringify(name)}`);
      try {
        await client.send(
          new StartExecutionCommand({
            stateMachineArn: machinePrefix + machine,
            name,
            input: JSON.stringify(input),
          }),
        );
      } catch (error) {
        if (error instanceof StateMachineDoesNotExist) {
          throw new PlatformError('NotFound', `State machine ${machine} not found`, {}, { cause: error });
        }
        if (!(error instanceof ExecutionAlreadyExists)) throw error; // started before: that is the promise
      }
      return `${executionPrefix}${machine}:${name}`;
    },

    async describe(executionId) {
      try {
        const found = await client.send(new DescribeExecutionCommand({ executionArn: executionId }));
        const events: HistoryEvent[] = [];
        const request = { executionArn: executionId, includeExecutionData: true, maxResults: 1000 };
        for await (const page of paginateGetExecutionHistory({ client }, request)) {
          events.push(...(page.events ?? []));
        }
        const status = executionStatus(found.status);
        return {
          id: executionId,
          machine: (found.stateMachineArn ?? '').slice(machinePrefix.length),
          status,
          startedAt: found.startDate ?? new Date(0),
          ...(found.stopDate && { stoppedAt: found.stopDate }),
          input: parse(found.input),
          ...(found.output !== undefined && { output: parse(found.output) }),
          ...(status === 'FAILED' && { error: readFailure(found.error ?? found.status, found.cause) }),
          states: foldHistory(events),
        };
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist || error instanceof InvalidArn) return undefined;
        throw error;
      }
    },
  };
}

function executionStatus(status: SfnStatus | undefined): ExecutionStatus {
  if (status === SfnStatus.SUCCEEDED) return 'SUCCEEDED';
  return status === SfnStatus.RUNNING || status === SfnStatus.PENDING_REDRIVE ? 'RUNNING' : 'FAILED';
}
