import type { QueryExecution } from '@aws-sdk/client-athena';
import { type ErrorCode, PlatformError } from '../../core/errors.ts';

/** AthenaError.ErrorCategory 2: the user's fault (Athena API reference). */
const USER_ERROR = 2;

/** What a query that ended without success means for the caller. */
export function queryFailure(execution: QueryExecution, sql: string): PlatformError {
  const { State, StateChangeReason = '', AthenaError } = execution.Status ?? {};
  const reason = StateChangeReason || AthenaError?.ErrorMessage || 'no reason given';
  const message = `Athena query ${execution.QueryExecutionId} ${State}: ${reason}`;
  return new PlatformError(failureCode(reason, AthenaError?.ErrorCategory, AthenaError?.Retryable), message, {
    sql,
  });
}

function failureCode(reason: string, category = 0, retryable = false): ErrorCode {
  // Two writers of one Iceberg table: the later one has changed nothing and may try again.
  if (/ICEBERG_COMMIT_ERROR|EXCEEDED_CAPACITY|RESOURCE_EXHAUSTED|SlowDown/i.test(reason)) return 'Throttled';
  if (retryable) return 'Throttled';
  if (category === USER_ERROR || /SYNTAX_ERROR|_NOT_FOUND|TYPE_MISMATCH|Bytes scanned limit/i.test(reason)) {
    return 'BadRequest';
  }
  return 'Internal';
}

/** What a request that Athena refused means for the caller; other errors come back as they are. */
export function requestFailure(error: unknown, sql: string): unknown {
  if (!(error instanceof Error)) return error;
  const refused = (code: ErrorCode) => new PlatformError(code, error.message, { sql }, { cause: error });
  if (error.name === 'TooManyRequestsException' || error.name === 'ThrottlingException')
    return refused('Throttled');
  if (error.name === 'InvalidRequestException') return refused('BadRequest');
  return error;
}
