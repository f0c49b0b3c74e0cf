import { PlatformError } from '../core/errors.ts';
import { type InDoubtPage, listInDoubt, type MessageInDoubt } from '../core/messages/in-doubt.ts';
import { readDay } from '../core/metrics/day-span.ts';
import type { Ports } from '../ports/ports.ts';
import { day, instant, named, object, pageOf, text } from './json-schema.ts';
import { limitOf, NEXT, REQUIRED_APP, requiredApp } from './parameters.ts';
import type { Route, RouteParameter } from './route.ts';

const PAGE = 100;
const MAX_PAGE = 1000;

const IN_DOUBT = named(
  'MessageInDoubt',
  object<MessageInDoubt>(
    {
      applicationId: text,
      batchId: text,
      messageId: text,
      campaignId: text,
      journeyId: text,
      journeyActivityId: text,
      endpointId: text,
      channelType: text,
      address: text,
      reason: text,
      at: instant,
    },
    ['campaignId', 'journeyId', 'journeyActivityId'],
  ),
);

/** Of those that came into doubt; both days count. */
const DAYS: readonly RouteParameter[] = [
  { name: 'from', description: 'first day, UTC; any when it is not given', schema: day },
  { name: 'to', description: 'last day, UTC; any when it is not given', schema: day },
];

/** What the send pipeline has to tell of single messages. */
export const messageRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/messages/in-doubt',
    scope: 'report-admin',
    doc: {
      summary: 'Messages of which nobody knows whether the provider took them',
      query: [REQUIRED_APP, ...DAYS, limitOf(PAGE, MAX_PAGE), NEXT],
      answers: { 200: { description: 'A page, batch by batch', schema: pageOf(IN_DOUBT) } },
    },
    handle: (ports, { query }) => inDoubt(ports, query),
  },
];

async function inDoubt(ports: Ports, query: URLSearchParams): Promise<InDoubtPage> {
  const app = requiredApp(query);
  const limit = query.get('limit') ?? String(PAGE);
  if (!/^[1-9]\d{0,8}$/.test(limit)) {
    throw new PlatformError('BadRequest', `limit must be a positive integer, not ${limit}`);
  }
  const token = query.get('next');
  const { items, next } = await listInDoubt(ports, app, {
    limit: Math.min(Number(limit), MAX_PAGE),
    fromDay: readDay('from', query.get('from') ?? undefined),
    toDay: readDay('to', query.get('to') ?? undefined),
    ...(token !== null && { after: Buffer.from(token, 'base64url').toString() }),
  });
  return { items, ...(next !== undefined && { next: Buffer.from(next).toString('base64url') }) };
}
