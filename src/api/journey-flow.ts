import { z } from 'zod';
import { defaultApp } from '../core/apps/apps.ts';
import { journeyFlow } from '../core/journeys/flow.ts';
import { applicationOfJourney } from '../core/journeys/journey-documents.ts';
import { journeyTotals } from '../core/journeys/list-totals.ts';
import { journeyExits, journeyStays } from '../core/journeys/stays.ts';
import type { Ports } from '../ports/ports.ts';
import { EXIT, FLOW, STAY, TOTALS } from './journey-flow-schemas.ts';
import { instant, list, object, oneOf, pageOf, text } from './json-schema.ts';
import { APP, APP_OF_ID, limitOf, NEXT } from './parameters.ts';
import { countUpTo, moment, readQuery } from './query-parameters.ts';
import type { Route, RouteParameter, RouteRequest } from './route.ts';

const MAX_STEP_MINUTES = 525_600;
const DEFAULT_STAYS = 50;
const MAX_STAYS = 1000;

const given = z.string().min(1);
const flowQuery = z.object({
  run: given.optional(),
  origin: moment.optional(),
  step: countUpTo(MAX_STEP_MINUTES).optional(),
});
const exitsQuery = z.object({ run: given.optional(), at: moment.optional() });
const staysQuery = exitsQuery.extend({
  activity: given.optional(),
  state: z.enum(['any', 'inside', 'left']).optional(),
  reason: given.optional(),
  search: z.string().optional(),
  limit: countUpTo(MAX_STAYS).optional(),
  next: given.optional(),
});

const run: RouteParameter = { name: 'run', description: 'one run; all of them when not given', schema: text };
const at: RouteParameter = {
  name: 'at',
  description: 'what happened later is left out; now when not given',
  schema: instant,
};

/** Journeys as they went. */
export const journeyFlowRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/journeys',
    scope: 'report',
    doc: {
      summary: 'The journeys of an application with how many entered, are inside and finished',
      query: [{ ...APP, description: 'id of the application; the default one when it is not given' }],
      answers: { 200: { description: 'The newest first', schema: object({ items: list(TOTALS) }) } },
    },
    handle: async (ports, { query }) => ({
      items: await journeyTotals(ports, query.get('app') ?? (await defaultApp(ports)).Id),
    }),
  },
  {
    method: 'GET',
    path: '/journeys/{id}/flow',
    scope: 'report',
    doc: {
      summary: 'A journey as a graph, with how many took each way in each step of time',
      query: [
        APP_OF_ID,
        run,
        {
          name: 'origin',
          description: 'when step 0 begins; when the journey began when not given',
          schema: instant,
        },
        {
          name: 'step',
          description: 'minutes of a step; as suits the journey when not given',
          schema: { type: 'integer', minimum: 1, maximum: MAX_STEP_MINUTES },
        },
      ],
      answers: { 200: { description: 'The graph', schema: FLOW } },
    },
    async handle(ports, request) {
      const { run: runId, origin, step: stepMinutes } = readQuery(flowQuery, request);
      const application = await applicationOf(ports, request);
      return journeyFlow(ports, application, idOf(request), { runId, origin, stepMinutes });
    },
  },
  {
    method: 'GET',
    path: '/journeys/{id}/exits',
    scope: 'report',
    doc: {
      summary: 'How many left a journey from each activity, and why',
      query: [APP_OF_ID, run, at],
      answers: { 200: { description: 'By activity and reason', schema: object({ items: list(EXIT) }) } },
    },
    async handle(ports, request) {
      const { run: runId, at: asOf } = readQuery(exitsQuery, request);
      const application = await applicationOf(ports, request);
      return journeyExits(ports, application, idOf(request), { runId, at: asOf });
    },
  },
  {
    method: 'GET',
    path: '/journeys/{id}/stays',
    scope: 'report-admin',
    doc: {
      summary: 'Who is where in a journey, and who left where and why; the latest move first',
      query: [
        APP_OF_ID,
        run,
        at,
        { name: 'activity', description: 'that they are in, or left from', schema: text },
        { name: 'state', description: 'of the stay', schema: oneOf(['any', 'inside', 'left']) },
        { name: 'reason', description: 'one reason for leaving', schema: text },
        { name: 'search', description: 'part of a participant’s, endpoint’s or user’s id', schema: text },
        limitOf(DEFAULT_STAYS, MAX_STAYS),
        NEXT,
      ],
      answers: { 200: { description: 'A page', schema: pageOf(STAY) } },
    },
    async handle(ports, request) {
      const { run: runId, at: asOf, activity, limit, ...rest } = readQuery(staysQuery, request);
      return journeyStays(ports, await applicationOf(ports, request), idOf(request), {
        ...rest,
        runId,
        activityId: activity,
        at: asOf,
        limit: limit ?? DEFAULT_STAYS,
      });
    },
  },
];

function idOf({ labels }: RouteRequest): string {
  return labels.id ?? '';
}

async function applicationOf(ports: Ports, request: RouteRequest): Promise<string> {
  return request.query.get('app') ?? (await applicationOfJourney(ports, idOf(request)));
}
