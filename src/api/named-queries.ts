import { defaultApp } from '../core/apps/apps.ts';
import { PlatformError } from '../core/errors.ts';
import type { Scope } from '../core/keys/scope.ts';
import { ask, findExecution } from '../core/queries/ask.ts';
import { tellsOfPersons } from '../core/queries/personal.ts';
import type { QueryHeader, QueryParameter } from '../core/statement.ts';
import type { Ports } from '../ports/ports.ts';
import { answerOf, OPTIONS, readAnswerOptions } from './query-answers.ts';
import { isOfSignature, refuseRepeated } from './query-parameters.ts';
import { ANSWER_OPTIONS, QUERIES, RESULT_ANSWERS } from './query-schemas.ts';
import { requireScope } from './require-scope.ts';
import type { Route, RouteRequest } from './route.ts';

/** Its parameters are those of the query that is named. */
export const NAMED_QUERY = '/queries/{name}';

/** The files of `queries/` over HTTP. */
export const namedQueryRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/queries',
    scope: 'report',
    doc: {
      summary: 'The named queries with their parameters and columns',
      answers: { 200: { description: 'All of them', schema: QUERIES } },
    },
    handle: async (ports) => ({ items: ports.namedQueries.map(listed) }),
  },
  {
    method: 'GET',
    path: NAMED_QUERY,
    scope: 'report',
    // `/openapi.json` has each query with its own parameters and columns instead
    doc: { summary: 'The answer of a named query', query: ANSWER_OPTIONS, answers: RESULT_ANSWERS },
    handle: runNamedQuery,
  },
];

/** What a key needs to ask a query. */
export function queryScope(header: QueryHeader): Scope {
  return tellsOfPersons(header) ? 'report-admin' : 'report';
}

function listed(header: QueryHeader) {
  const { name, area, grain, parameters, returns, columns, reads } = header;
  return {
    name,
    area,
    grain,
    parameters: parameters.map((parameter) => ({ ...parameter, required: isRequired(parameter) })),
    returns,
    columns,
    reads,
    scope: queryScope(header),
  };
}

/** Whether a question must give the parameter: the default application is meant when none is named. */
export function isRequired({ name, default: standard }: QueryParameter): boolean {
  return standard === undefined && name !== 'application_id';
}

async function runNamedQuery(ports: Ports, request: RouteRequest) {
  const { labels, query, keyId } = request;
  const header = ports.namedQueries.find(({ name }) => name === labels.name);
  if (!header) throw new PlatformError('NotFound', `Query ${labels.name} not found; GET /queries lists them`);
  requireScope(request, queryScope(header), `query ${labels.name}`);
  const { name } = header;
  const options = readAnswerOptions(request);
  if (options.cursor) {
    const { patienceMs } = options;
    const answer = await findExecution(ports, options.cursor.execution, { keyId, patienceMs });
    if (answer.execution.name !== name) {
      throw new PlatformError('BadRequest', `next is of another query than ${name}`);
    }
    return answerOf(ports, answer, options, request);
  }
  const statement = ports.named(name, await givenParameters(ports, header, query));
  const answer = await ask(ports, { name, statement, ...options });
  return answerOf(ports, answer, options, request);
}

async function givenParameters(ports: Ports, header: QueryHeader, query: URLSearchParams) {
  const names = [...query.keys()].filter((name) => !OPTIONS.includes(name) && !isOfSignature(name));
  refuseRepeated(query, names);
  const given: Record<string, unknown> = Object.fromEntries(names.map((name) => [name, query.get(name)]));
  const isOfApplication = header.parameters.some(({ name }) => name === 'application_id');
  if (isOfApplication && given.application_id === undefined) {
    given.application_id = ports.stage.applicationId ?? (await defaultApp(ports)).Id;
  }
  return given;
}
