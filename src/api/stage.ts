import type { Route } from './route.ts';

/** What the stage says of itself to a page or a client. */
export const stageRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/stage',
    scope: 'report',
    doc: {
      summary: 'What kind of stage this is, and its clock',
      answers: {
        200: {
          description: 'The stage',
          schema: {
            type: 'object',
            properties: {
              kind: { type: 'string', enum: ['local', 'aws'] },
              now: { type: 'string', format: 'date-time', description: "The stage's clock" },
              region: { type: 'string' },
            },
            required: ['kind', 'now', 'region'],
          },
        },
      },
    },
    handle: async ({ stage, clock }) => ({
      kind: stage.kind,
      now: clock.now().toISOString(),
      region: stage.region,
    }),
  },
];
