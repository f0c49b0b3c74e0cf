import { activityMetrics, journeyMetrics } from '../core/journeys/execution-metrics.ts';
import { updateJourneyState } from '../core/journeys/journey-state.ts';
import {
  createJourney,
  deleteJourney,
  getJourney,
  listJourneyRuns,
  listJourneys,
  updateJourney,
} from '../core/journeys/journeys.ts';
import { readPageRequest } from '../core/paging.ts';
import type { Operation, OperationRequest } from './operation.ts';

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
