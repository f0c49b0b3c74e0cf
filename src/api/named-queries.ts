import { defaultApp } from '../core/apps/apps.ts';
import { PlatformError } from '../core/errors.ts';
import type { Ports } from '../ports/ports.ts';
import type { Route, RouteRequest } from './route.ts';

/** So many rows are answered at once; whoever needs more exports. */
const MAX_ROWS = 10_000;

/** The files of `queries/` over HTTP. */
export const namedQueryRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/queries',
    scope: 'report',
    handle: async (ports) => ({
      items: ports.namedQueries.map(({ name, grain, parameters, returns, reads }) => ({
        name,
        grain,
        parameters,
        returns,
        reads,
      })),
    }),
  },
  { method: 'GET', path: '/queries/{name}', scope: 'report', handle: runNamedQuery },
];

/** `{ name, columns, rows }`. An `application_id` that is not given is the default application's. */
async function runNamedQuery(ports: Ports, { labels, query }: RouteRequest) {
  const name = labels.name as string;
  const header = ports.namedQueries.find((known) => known.name === name);
  if (!header) throw new PlatformError('NotFound', `Query ${name} not found; GET /queries lists them`);
  const given: Record<string, unknown> = Object.fromEntries(query);
  if (
    header.parameters.some((parameter) => parameter.name === 'application_id') &&
    given.application_id === undefined
  ) {
    given.application_id = ports.stage.applicationId ?? (await defaultApp(ports)).Id;
  }
  const statement = ports.named(name, given);
  const rows = await ports.queries.query(statement);
  if (rows.length > MAX_ROWS) {
    throw new PlatformError(
      'BadRequest',
      `Query ${name} gives ${rows.length} rows; at most ${MAX_ROWS} are answered`,
    );
  }
  return { name, columns: Object.keys(rows[0] ?? {}), rows };
}
