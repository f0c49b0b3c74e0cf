import { PlatformError } from '../core/errors.ts';
import type { Scope } from '../core/keys/scope.ts';
import { type Answer, findExecution } from '../core/queries/ask.ts';
import type { Ports } from '../ports/ports.ts';
import { queryScope } from './named-queries.ts';
import { answerOf, executionView, readAnswerOptions } from './query-answers.ts';
import { ANSWER_OPTIONS, EXECUTION, RESULT_ANSWERS } from './query-schemas.ts';
import { requireScope } from './require-scope.ts';
import type { Route, RouteRequest } from './route.ts';

/** For how long the end of a cancelled execution is waited for. */
const CANCEL_MS = 1000;

const ONE = { 200: { description: 'How it stands', schema: EXECUTION } };

/** Questions that were not answered at once, or whose answer has many pages. */
export const queryExecutionRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/queries/executions/{id}',
    scope: 'report',
    doc: { summary: 'How an execution stands', answers: ONE },
    handle: async (ports, request) => executionView(await executionAsked(ports, request)),
  },
  {
    method: 'GET',
    path: '/queries/executions/{id}/results',
    scope: 'report',
    doc: {
      summary: 'The result of an execution, page by page, or whole as NDJSON or CSV',
      query: ANSWER_OPTIONS.filter(({ name }) => name !== 'maxAge'),
      answers: RESULT_ANSWERS,
    },
    handle: readResults,
  },
  {
    method: 'DELETE',
    path: '/queries/executions/{id}',
    scope: 'report',
    doc: { summary: 'Ends an execution that waits or runs', answers: ONE },
    async handle(ports, request) {
      const { execution } = await executionAsked(ports, request);
      await ports.executions.cancel(execution.id);
      return executionView(await executionAsked(ports, request, CANCEL_MS));
    },
  },
];

/**
 * @throws PlatformError `NotFound` for one of another key's own SQL; AccessError without the scope that its query needs
 */
async function executionAsked(ports: Ports, request: RouteRequest, patienceMs = 0): Promise<Answer> {
  const { labels, keyId } = request;
  const answer = await findExecution(ports, labels.id as string, { keyId, patienceMs });
  const { name } = answer.execution;
  if (name !== undefined) requireScope(request, scopeOf(ports, name), `query ${name}`);
  return answer;
}

/** Of a query that the stage no longer has, its result may tell of persons. */
function scopeOf(ports: Ports, name: string): Scope {
  const header = ports.namedQueries.find((query) => query.name === name);
  return header ? queryScope(header) : 'report-admin';
}

async function readResults(ports: Ports, request: RouteRequest) {
  const options = readAnswerOptions(request);
  const id = request.labels.id as string;
  if (options.cursor && options.cursor.execution !== id) {
    throw new PlatformError('BadRequest', `next is of another execution than ${id}`);
  }
  return answerOf(ports, await executionAsked(ports, request, options.patienceMs), options, request);
}
