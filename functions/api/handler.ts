import { handle, type LambdaContext, type LambdaEvent } from 'hono/aws-lambda';
import { buildApp } from '../../src/api/app.ts';
import { snsRoutes } from '../../src/api/feedback.ts';
import { operations, routes } from '../../src/api/mounted.ts';
import { pinpointDocumentRoute } from '../../src/api/pinpoint-document.ts';
import { awsPorts } from '../../src/runtime/aws.ts';
import { awsDashboard } from '../../src/runtime/aws-dashboard.ts';
import { atTheEdge, logger } from '../../src/runtime/lambda-edge.ts';
import { snsIntake } from '../../src/runtime/sns-intake.ts';
import { withEncodedPath } from './http-api-path.ts';

const app = buildApp(awsPorts(process.env), {
  operations,
  routes: [
    ...routes,
    pinpointDocumentRoute(operations, () => import('@aws-sdk/client-pinpoint')),
    ...snsRoutes(snsIntake(process.env)),
  ],
  pages: awsDashboard(process.env),
  log: ({ error, ...request }) => logger.error('fault', { ...request, error: error as Error }),
});
const answer = handle(app);

/** Every HTTP request. */
export const handler = atTheEdge(async (event: LambdaEvent, context) =>
  answer(withEncodedPath(event), context as unknown as LambdaContext),
);
