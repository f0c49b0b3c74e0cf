import { readPageRequest } from '../core/paging.ts';
import {
  createRecommender,
  deleteRecommender,
  listRecommenders,
  requireRecommender,
  updateRecommender,
} from '../core/recommenders/recommenders.ts';
import type { Operation, OperationRequest } from './operation.ts';

/** Recommender models (pinpoint-api.md 2, "Recommenders"). */
export const recommenderOperations: readonly Operation[] = [
  {
    name: 'CreateRecommenderConfiguration',
    method: 'POST',
    path: '/v1/recommenders',
    status: 201,
    scope: 'admin',
    handle: (ports, { body }) => createRecommender(ports, body),
  },
  {
    name: 'GetRecommenderConfigurations',
    method: 'GET',
    path: '/v1/recommenders',
    status: 200,
    scope: 'report',
    handle: async (ports, { query }) => listRecommenders(ports, readPageRequest(query)),
  },
  {
    name: 'GetRecommenderConfiguration',
    method: 'GET',
    path: '/v1/recommenders/{RecommenderId}',
    status: 200,
    scope: 'report',
    handle: (ports, request) => requireRecommender(ports, recommenderId(request)),
  },
  {
    name: 'UpdateRecommenderConfiguration',
    method: 'PUT',
    path: '/v1/recommenders/{RecommenderId}',
    status: 200,
    scope: 'admin',
    handle: (ports, request) => updateRecommender(ports, recommenderId(request), request.body),
  },
  {
    name: 'DeleteRecommenderConfiguration',
    method: 'DELETE',
    path: '/v1/recommenders/{RecommenderId}',
    status: 200,
    scope: 'admin',
    handle: (ports, request) => deleteRecommender(ports, recommenderId(request)),
  },
];

function recommenderId({ labels }: OperationRequest): string {
  return labels.RecommenderId ?? '';
}
