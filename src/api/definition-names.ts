import { type Called, calledWhat } from '../core/definitions/called.ts';
import type { DefinitionKey } from '../core/definitions/definition-name.ts';
import { PlatformError } from '../core/errors.ts';
import { flag, named, object, oneOf, said, text } from './json-schema.ts';
import { REQUIRED_APP } from './parameters.ts';
import type { Route } from './route.ts';

const KINDS: readonly DefinitionKey['kind'][] = ['campaign', 'journey', 'segment'];

/** What definitions are called, those too that were deleted and that messages and runs still name by their id. */
export const definitionNameRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/definitions/{kind}/{id}',
    scope: 'report',
    doc: {
      summary: 'What a campaign, a journey or a segment is called, or was called when it was deleted',
      query: [REQUIRED_APP],
      answers: {
        200: {
          description: 'Its name',
          schema: named(
            'DefinitionCalled',
            object<Called>(
              { kind: oneOf(KINDS), id: text, name: said(text, 'absent where it has none'), deleted: flag },
              ['name'],
            ),
          ),
        },
      },
    },
    async handle(ports, { labels, query }) {
      const applicationId = query.get('app');
      if (!applicationId) throw new PlatformError('BadRequest', 'The parameter app is missing');
      const kind = KINDS.find((one) => one === labels.kind);
      if (kind === undefined) {
        throw new PlatformError('BadRequest', `kind is ${labels.kind}; it must be ${KINDS.join(', ')}`);
      }
      return calledWhat(ports, { applicationId, kind, id: labels.id ?? '' });
    },
  },
];
