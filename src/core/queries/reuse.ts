import { createHash } from 'node:crypto';
import { MAX_DOCUMENT_BYTES } from '../../ports/document-store.ts';
import type { Ports } from '../../ports/ports.ts';
import type { SqlRow } from '../../ports/query-engine.ts';
import type { Statement } from '../statement.ts';
import { isWithin, sharedWork } from './shared-work.ts';

/** A plain value that answers a question, and when it was asked of the lake. */
export interface KeptAnswer {
  readonly value: unknown;
  /** ISO 8601. */
  readonly askedAt: string;
}

/** What makes two questions the same. */
export type AnswerKey = readonly (string | number | null)[];

/** A key and a version of an item beside the answer, and what JSON adds. */
const ROOM_BYTES = 1024;

const documentKey = (key: AnswerKey) => ({
  partition: 'answers',
  sort: createHash('sha256').update(JSON.stringify(key)).digest('hex'),
});

/**
 * The answer to a question: an earlier one when it was asked for no longer ago than `maxAge` seconds, else a new one.
 * Each is kept for whoever asks next, unless it is too large for a document.
 */
export async function answerWithin(
  ports: Ports,
  key: AnswerKey,
  maxAge: number,
  answer: () => Promise<unknown>,
): Promise<KeptAnswer> {
  if (maxAge === 0) return { value: await answer(), askedAt: ports.clock.now().toISOString() };
  const now = ports.clock.now();
  const found = await ports.documents.get<KeptAnswer>(documentKey(key));
  if (found && isWithin(found.value.askedAt, maxAge, now)) return found.value;
  const { sort } = documentKey(key);
  return sharedWork(ports, sort, maxAge, () => newAnswer(ports, key, maxAge, answer));
}

async function newAnswer(
  ports: Ports,
  key: AnswerKey,
  maxAge: number,
  answer: () => Promise<unknown>,
): Promise<KeptAnswer> {
  const now = ports.clock.now();
  const kept: KeptAnswer = { value: await answer(), askedAt: now.toISOString() };
  const bytes = Buffer.byteLength(JSON.stringify(kept));
  if (bytes + ROOM_BYTES <= MAX_DOCUMENT_BYTES) {
    const expiresAt = new Date(now.getTime() + maxAge * 1000);
    await ports.documents.put(documentKey(key), kept, { expiresAt });
  }
  return kept;
}

/** Rows of a statement, or earlier ones that are no older; of texts, numbers and nulls only. */
export async function rowsWithin<Row extends SqlRow>(
  ports: Ports,
  statement: Statement,
  maxAge: number,
): Promise<Row[]> {
  const key = ['rows', statement.text, JSON.stringify(statement.values)];
  const { value } = await answerWithin(ports, key, maxAge, () => ports.queries.query<Row>(statement));
  return value as Row[];
}
