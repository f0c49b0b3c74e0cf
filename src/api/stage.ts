import { exportsUrl } from '../core/jobs/export-files.ts';
import { SCOPES } from '../core/keys/scope.ts';
import { instant, list, named, object, oneOf, said, text } from './json-schema.ts';
import type { Route } from './route.ts';

/** What the stage says of itself to a page or a client. */
export const stageRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/stage',
    scope: 'report',
    doc: {
      summary: 'What kind of stage this is, its clock, and what the key that asks may do',
      answers: {
        200: {
          description: 'The stage',
          schema: named(
            'Stage',
            object({
              kind: oneOf(['local', 'aws']),
              now: said(instant, "The stage's clock"),
              region: text,
              exportsUrl: said(text, 'the S3UrlPrefix of an export job whose files the stage gives out'),
              scopes: said(list(oneOf(SCOPES)), 'of the key that asks'),
            }),
          ),
        },
      },
    },
    handle: async ({ stage, clock, uploads }, { scopes }) => ({
      kind: stage.kind,
      now: clock.now().toISOString(),
      region: stage.region,
      exportsUrl: exportsUrl({ uploads }),
      scopes,
    }),
  },
];
