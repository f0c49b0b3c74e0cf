import { createHash } from 'node:crypto';
import type { Ports } from '../../ports/ports.ts';
import type { ExecutionStatus } from '../../ports/query-executions.ts';
import { PlatformError } from '../errors.ts';
import type { Statement } from '../statement.ts';
import { isWithin, sharedWork } from './shared-work.ts';

/** How long an execution and its result can be asked for, in seconds. */
export const KEPT_SECONDS = 24 * 3600;

/** What is remembered of an execution. */
export interface Execution {
  readonly id: string;
  /** The named query; absent for somebody's own SQL. */
  readonly name?: string;
  /** For own SQL: the key that asked, which alone may see it. */
  readonly keyId?: string;
  readonly submittedAt: string;
}

export interface Answer {
  readonly execution: Execution;
  readonly status: ExecutionStatus;
}

export interface Question {
  readonly name?: string;
  readonly keyId?: string;
  readonly statement: Statement;
  /** An earlier answer to the same question is good enough when it was asked for no longer ago, in seconds. */
  readonly maxAge: number;
  readonly patienceMs: number;
}

const PARTITION = 'queries';
const executionKey = (id: string) => ({ partition: PARTITION, sort: `execution#${id}` });

/**
 * Starts a question's statement, or takes up the execution of the same question when that is young enough,
 * whether it has ended or still runs.
 */
export async function ask(ports: Ports, question: Question): Promise<Answer> {
  const earlier = question.maxAge > 0 ? await earlierAnswer(ports, question) : undefined;
  if (earlier) return earlier;
  const begin = () => start(ports, question);
  const { maxAge } = question;
  const execution = await (maxAge > 0
    ? sharedWork(ports, questionKey(question).sort, maxAge, begin)
    : begin());
  return { execution, status: await statusOf(ports, execution.id, question.patienceMs) };
}

async function start(ports: Ports, question: Question): Promise<Execution> {
  const id = await ports.executions.start(question.statement, { reuseSeconds: question.maxAge });
  const { name, keyId } = question;
  const now = ports.clock.now();
  const execution: Execution = { id, name, keyId, submittedAt: now.toISOString() };
  const expiresAt = new Date(now.getTime() + KEPT_SECONDS * 1000);
  await ports.documents.put(executionKey(id), execution, { expiresAt });
  await ports.documents.put(questionKey(question), execution, { expiresAt });
  return execution;
}

async function earlierAnswer(ports: Ports, question: Question): Promise<Answer | undefined> {
  const found = await ports.documents.get<Execution>(questionKey(question));
  if (!found) return undefined;
  const execution = found.value;
  if (!isWithin(execution.submittedAt, question.maxAge, ports.clock.now())) return undefined;
  const status = await ports.executions.describe(execution.id, question.patienceMs);
  if (!status || status.state === 'FAILED' || status.state === 'CANCELLED') return undefined;
  return { execution, status };
}

function questionKey({ name, keyId, statement }: Question) {
  const text = JSON.stringify([name ?? null, keyId ?? null, statement.text, statement.values]);
  return { partition: PARTITION, sort: `question#${createHash('sha256').update(text).digest('hex')}` };
}

/**
 * @param keyId the key that asks to see it
 * @throws PlatformError `NotFound` when there is none, it is older than a day, or it is another key's
 */
export async function findExecution(
  ports: Ports,
  id: string,
  { keyId, patienceMs = 0 }: { readonly keyId?: string; readonly patienceMs?: number },
): Promise<Answer> {
  const found = await ports.documents.get<Execution>(executionKey(id));
  if (!found || (found.value.keyId !== undefined && found.value.keyId !== keyId)) {
    throw new PlatformError('NotFound', `Execution ${id} not found; executions are kept for a day`);
  }
  return { execution: found.value, status: await statusOf(ports, id, patienceMs) };
}

async function statusOf(ports: Ports, id: string, patienceMs: number): Promise<ExecutionStatus> {
  const status = await ports.executions.describe(id, patienceMs);
  if (!status) throw new PlatformError('NotFound', `Execution ${id} not found`);
  return status;
}

/** @throws PlatformError why there is no result: what ended the execution, or `Conflict` when it was cancelled or still runs */
export function requireResult({ execution: { id, name }, status: { state, error } }: Answer): void {
  if (state === 'SUCCEEDED') return;
  if (error) throw new PlatformError(error.code, `${name ? `Query ${name}` : 'SQL'}: ${error.message}`);
  throw new PlatformError('Conflict', `Execution ${id} is ${state} and has no result`);
}
