import { Failed } from '../../ui/states.tsx';
import { Progress } from './progress.tsx';
import { Result } from './result.tsx';
import type { useExecution } from './use-execution.ts';

interface AnswerProps {
  readonly name: string;
  readonly execution: ReturnType<typeof useExecution>;
  readonly notes?: ReadonlyMap<string, string>;
  readonly onRetry: () => void;
}

/** What became of a question, in each of its states. */
export function Answer({ name, execution: { asked, cancel, more }, notes, onRetry }: AnswerProps) {
  switch (asked.phase) {
    case 'none':
      return null;
    case 'running':
      return <Progress since={asked.since} execution={asked.execution} onCancel={cancel} />;
    case 'cancelled':
      return (
        <p className="quiet" role="status">
          Cancelled. Nothing more is read for this question.
        </p>
      );
    case 'failed':
      return <Failed error={asked.error} what="The answer" onRetry={onRetry} />;
    case 'done':
      return <Result name={name} done={asked} notes={notes} more={more} key={asked.result.execution} />;
  }
}
