import { z } from 'zod';
import { PlatformError } from '../core/errors.ts';
import { parse } from '../core/parse.ts';
import { ask } from '../core/queries/ask.ts';
import type { BoundValue } from '../core/statement.ts';
import type { Ports } from '../ports/ports.ts';
import { bodyOf } from './json-schema.ts';
import { answerOf, readAnswerOptions } from './query-answers.ts';
import { ANSWER_OPTIONS, RESULT_ANSWERS, TABLES } from './query-schemas.ts';
import type { Route, RouteRequest } from './route.ts';

/** Athena takes a statement of at most 262,144 bytes; parameters must fit in too. */
const MAX_SQL_LENGTH = 100_000;
const MAX_PARAMETERS = 100;

const ownSql = z.strictObject({
  sql: z.string().min(1).max(MAX_SQL_LENGTH),
  parameters: z
    .array(z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .max(MAX_PARAMETERS)
    .nullish(),
});

/** What an analyst can read, and SQL of their own. */
export const catalogRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/catalog',
    scope: 'report',
    doc: {
      summary: 'Tables and views of the lake with their columns',
      answers: { 200: { description: 'By name', schema: TABLES } },
    },
    handle: async (ports) => ({ items: await ports.executions.tables() }),
  },
  {
    method: 'POST',
    path: '/queries',
    scope: 'report-admin',
    doc: {
      summary: 'Runs one SELECT of the caller’s own over the lake',
      query: ANSWER_OPTIONS.filter(({ name }) => name !== 'next'),
      body: bodyOf(ownSql),
      answers: RESULT_ANSWERS,
    },
    handle: runOwnSql,
  },
];

/**
 * Runs `{ sql, parameters }`, one SELECT with a `?` for each parameter: text is bound as varchar, a whole number
 * as bigint, another as double.
 */
async function runOwnSql(ports: Ports, request: RouteRequest) {
  const { sql, parameters } = parse(ownSql, await request.json(), 'Query');
  const { executions } = ports;
  const options = readAnswerOptions(request);
  if (options.cursor) {
    throw new PlatformError('BadRequest', 'The next page is read from /queries/executions/{id}/results');
  }
  const values = (parameters ?? []).map(boundValue);
  const statement = await executions.checkSelect({ text: sql, values });
  return answerOf(ports, await ask(ports, { statement, keyId: request.keyId, ...options }), options, request);
}

function boundValue(value: string | number | boolean | null): BoundValue {
  if (typeof value === 'number') return { type: Number.isSafeInteger(value) ? 'bigint' : 'double', value };
  return { type: typeof value === 'boolean' ? 'boolean' : 'varchar', value };
}
