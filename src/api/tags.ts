import { z } from 'zod';
import { PlatformError } from '../core/errors.ts';
import { parse } from '../core/parse.ts';
import { addTags, dropTags, listTags } from '../core/tags/tags.ts';
import type { Operation } from './operation.ts';

const tagsModel = z.object({ tags: z.record(z.string(), z.string()) });

/** Tags by ARN (pinpoint-api.md 1.7). The ARN is one path segment, percent-encoded. */
export const tagOperations: readonly Operation[] = [
  {
    name: 'ListTagsForResource',
    method: 'GET',
    path: '/v1/tags/{ResourceArn}',
    status: 200,
    scope: 'report',
    handle: async (ports, { labels }) => ({ tags: await listTags(ports, labels.ResourceArn ?? '') }),
  },
  {
    name: 'TagResource',
    method: 'POST',
    path: '/v1/tags/{ResourceArn}',
    status: 204,
    scope: 'admin',
    async handle(ports, { labels, body }) {
      await addTags(ports, labels.ResourceArn ?? '', parse(tagsModel, body, 'TagsModel').tags);
    },
  },
  {
    name: 'UntagResource',
    method: 'DELETE',
    path: '/v1/tags/{ResourceArn}',
    status: 204,
    scope: 'admin',
    async handle(ports, { labels, query }) {
      const tagKeys = query.getAll('tagKeys');
      if (tagKeys.length === 0) throw new PlatformError('BadRequest', 'tagKeys is missing');
      await dropTags(ports, labels.ResourceArn ?? '', tagKeys);
    },
  },
];
