import { activityMetrics, journeyMetrics } from '../core/journeys/execution-metrics.ts';
import { applicationOfJourney } from '../core/journeys/journey-documents.ts';
import { updateJourneyState } from '../core/journeys/journey-state.ts';
import {
  createJourney,
  deleteJourney,
  getJourney,
  listJourneyRuns,
  listJourneys,
  updateJourney,
} from '../core/journeys/journeys.ts';
import { getSimulation, simulateJourney, simulationRequest } from '../core/journeys/simulate-journey.ts';
import { activityCounts, participantStory } from '../core/journeys/story.ts';
import { readPageRequest } from '../core/paging.ts';
import type { Ports } from '../ports/ports.ts';
import { ACTIVITY_COUNTS, SIMULATION, STORY } from './journey-schemas.ts';
import { bodyOf, text } from './json-schema.ts';
import type { Operation, OperationRequest } from './operation.ts';
import { APP_OF_ID } from './parameters.ts';
import { type Route, type RouteRequest, reply } from './route.ts';

const JOURNEYS = '/v1/apps/{ApplicationId}/journeys';
const JOURNEY = `${JOURNEYS}/{JourneyId}`;

/** Journeys (pinpoint-api.md 2, "Journeys"). */
export const journeyOperations: readonly Operation[] = [
  {
    name: 'CreateJourney',
    method: 'POST',
    path: JOURNEYS,
    status: 201,
    scope: 'admin',
    handle: async (ports, request) => createJourney(ports, applicationId(request), request.body),
  },
  {
    name: 'GetJourney',
    method: 'GET',
    path: JOURNEY,
    status: 200,
    scope: 'report',
    handle: (ports, request) => getJourney(ports, applicationId(request), journeyId(request)),
  },
  {
    name: 'ListJourneys',
    method: 'GET',
    path: JOURNEYS,
    status: 200,
    scope: 'report',
    handle: async (ports, request) =>
      listJourneys(ports, applicationId(request), readPageRequest(request.query)),
  },
  {
    name: 'UpdateJourney',
    method: 'PUT',
    path: JOURNEY,
    status: 200,
    scope: 'admin',
    handle: async (ports, request) =>
      updateJourney(ports, applicationId(request), journeyId(request), request.body),
  },
  {
    name: 'UpdateJourneyState',
    method: 'PUT',
    path: `${JOURNEY}/state`,
    status: 200,
    scope: 'admin',
    handle: async (ports, request) =>
      updateJourneyState(ports, applicationId(request), journeyId(request), request.body),
  },
  {
    name: 'DeleteJourney',
    method: 'DELETE',
    path: JOURNEY,
    status: 200,
    scope: 'admin',
    handle: (ports, request) => deleteJourney(ports, applicationId(request), journeyId(request)),
  },
  {
    name: 'GetJourneyRuns',
    method: 'GET',
    path: `${JOURNEY}/runs`,
    status: 200,
    scope: 'report',
    handle: async (ports, request) =>
      listJourneyRuns(ports, applicationId(request), journeyId(request), readPageRequest(request.query)),
  },
  {
    name: 'GetJourneyExecutionMetrics',
    method: 'GET',
    path: `${JOURNEY}/execution-metrics`,
    status: 200,
    scope: 'report',
    handle: (ports, request) => journeyMetrics(ports, applicationId(request), journeyId(request)),
  },
  {
    name: 'GetJourneyExecutionActivityMetrics',
    method: 'GET',
    path: `${JOURNEY}/activities/{JourneyActivityId}/execution-metrics`,
    status: 200,
    scope: 'report',
    handle: (ports, request) =>
      activityMetrics(ports, applicationId(request), journeyId(request), activityId(request)),
  },
  {
    name: 'GetJourneyRunExecutionMetrics',
    method: 'GET',
    path: `${JOURNEY}/runs/{RunId}/execution-metrics`,
    status: 200,
    scope: 'report',
    handle: (ports, request) =>
      journeyMetrics(ports, applicationId(request), journeyId(request), runId(request)),
  },
  {
    name: 'GetJourneyRunExecutionActivityMetrics',
    method: 'GET',
    path: `${JOURNEY}/runs/{RunId}/activities/{JourneyActivityId}/execution-metrics`,
    status: 200,
    scope: 'report',
    handle: (ports, request) =>
      activityMetrics(ports, applicationId(request), journeyId(request), activityId(request), runId(request)),
  },
];

const SIMULATED = {
  200: { description: 'The simulation is over', schema: SIMULATION },
  202: { description: 'There is more to do: ask for the simulation', schema: SIMULATION },
};

/** What happened in a journey, and what would. `app` may be left out. */
export const journeyRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/journeys/{id}/participants',
    scope: 'report',
    doc: {
      summary: 'How many participants came to each activity, went on and are there now',
      query: [
        APP_OF_ID,
        { name: 'activity', description: 'only this one', schema: text },
        { name: 'run', description: 'only of this run', schema: text },
      ],
      answers: { 200: { description: 'In the order of the definition', schema: ACTIVITY_COUNTS } },
    },
    async handle(ports, request) {
      const { query } = request;
      return activityCounts(ports, await applicationOf(ports, request), idOf(request), {
        activityId: query.get('activity') ?? undefined,
        runId: query.get('run') ?? undefined,
      });
    },
  },
  {
    method: 'GET',
    path: '/journeys/{id}/participants/{participant}',
    scope: 'report-admin',
    doc: {
      summary: 'What one participant went through; it is an endpoint’s id, or user: and a user’s id',
      query: [APP_OF_ID],
      answers: { 200: { description: 'Run by run', schema: STORY } },
    },
    async handle(ports, request) {
      const participant = request.labels.participant ?? '';
      return participantStory(ports, await applicationOf(ports, request), idOf(request), participant);
    },
  },
  {
    method: 'POST',
    path: '/journeys/{id}/simulate',
    scope: 'report',
    doc: {
      summary: 'What a journey would do in the coming days, sending nothing',
      query: [APP_OF_ID],
      body: bodyOf(simulationRequest),
      answers: SIMULATED,
    },
    async handle(ports, request) {
      const app = await applicationOf(ports, request);
      return simulated(await simulateJourney(ports, app, idOf(request), await request.json()));
    },
  },
  {
    method: 'GET',
    path: '/journeys/{id}/simulations/{simulation}',
    scope: 'report',
    doc: {
      summary: 'Takes a simulation further, or gives its result again',
      query: [APP_OF_ID],
      answers: SIMULATED,
    },
    async handle(ports, request) {
      const app = await applicationOf(ports, request);
      const simulation = request.labels.simulation ?? '';
      return simulated(await getSimulation(ports, app, idOf(request), simulation));
    },
  },
];

function simulated(answer: { readonly state: string }): Response {
  return reply(answer.state === 'DONE' ? 200 : 202, answer);
}

function idOf({ labels }: RouteRequest): string {
  return labels.id ?? '';
}

async function applicationOf(ports: Ports, request: RouteRequest): Promise<string> {
  return request.query.get('app') ?? (await applicationOfJourney(ports, idOf(request)));
}

function applicationId({ labels }: OperationRequest): string {
  return labels.ApplicationId ?? '';
}

function journeyId({ labels }: OperationRequest): string {
  return labels.JourneyId ?? '';
}

function activityId({ labels }: OperationRequest): string {
  return labels.JourneyActivityId ?? '';
}

function runId({ labels }: OperationRequest): string {
  return labels.RunId ?? '';
}
