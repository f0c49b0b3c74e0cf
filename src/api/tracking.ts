import { PlatformError } from '../core/errors.ts';
import {
  linkOf,
  type Reader,
  readSubscription,
  recordClick,
  recordOpen,
  unsubscribe,
} from '../core/feedback/reader-acts.ts';
import type { Ports } from '../ports/ports.ts';
import { text } from './json-schema.ts';
import type { Route, RouteAnswer, RouteRequest } from './route.ts';
import { invalidPage, unsubscribedPage, unsubscribePage } from './tracking-pages.ts';

const PAGE: RouteAnswer = { description: 'A page for the recipient', type: 'text/html', schema: text };
const NO_TOKEN: RouteAnswer = { ...PAGE, description: 'Not a token of this stage' };

/**
 * What recipients of e-mails reach, by links that the stage signed; any other token is answered 404
 * and leaves no trace.
 *
 * `GET /t/o/{token}` the open pixel; `GET /t/c/{token}` leads on to the signed link, and to nothing
 * else; `GET /u/{token}` asks whether to unsubscribe, and `POST /u/{token}` does it: the button of
 * that page, and mail programs on their own (RFC 8058), whatever the body.
 */
export const trackingRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/t/o/{token}',
    scope: 'open',
    doc: {
      summary: 'The pixel of an e-mail, which counts as an open',
      answers: {
        200: { description: 'One transparent pixel', type: 'image/gif', schema: text },
        404: { description: 'Not a token of this stage' },
      },
    },
    handle: getPixel,
  },
  {
    method: 'GET',
    path: '/t/c/{token}',
    scope: 'open',
    doc: {
      summary: 'Counts a click and leads on to the link that was signed',
      answers: { 302: { description: '`Location` is the link' }, 404: NO_TOKEN },
    },
    handle: getLink,
  },
  {
    method: 'GET',
    path: '/u/{token}',
    scope: 'open',
    doc: {
      summary: 'Asks a recipient whether to unsubscribe',
      answers: { 200: PAGE, 404: NO_TOKEN },
    },
    handle: getSubscription,
  },
  {
    method: 'POST',
    path: '/u/{token}',
    scope: 'open',
    doc: {
      summary: 'Unsubscribes a recipient (RFC 8058), whatever the body',
      answers: { 200: PAGE, 404: NO_TOKEN },
    },
    handle: postUnsubscribe,
  },
];

/** One transparent pixel. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const NEVER_STORED = { 'cache-control': 'no-store, private' };

async function getPixel(ports: Ports, request: RouteRequest): Promise<Response> {
  const token = request.labels.token as string;
  const isOurs =
    isLook(request) || (await unlessThrottled(recordOpen(ports, token, readerOf(request)), true));
  if (!isOurs) return new Response(null, { status: 404, headers: NEVER_STORED });
  return new Response(PIXEL, { headers: { ...NEVER_STORED, 'content-type': 'image/gif' } });
}

async function getLink(ports: Ports, request: RouteRequest): Promise<Response> {
  const token = request.labels.token as string;
  const location = await linkOf(ports, token);
  if (location === undefined) return invalidPage();
  if (!isLook(request)) {
    await unlessThrottled(recordClick(ports, token, readerOf(request)), undefined);
  }
  return new Response(null, { status: 302, headers: { ...NEVER_STORED, location: new URL(location).href } });
}

async function getSubscription(ports: Ports, { labels }: RouteRequest): Promise<Response> {
  const subscription = await readSubscription(ports, labels.token as string);
  if (!subscription) return invalidPage();
  return subscription.isSubscribed ? unsubscribePage(subscription) : unsubscribedPage(subscription);
}

async function postUnsubscribe(ports: Ports, request: RouteRequest): Promise<Response> {
  const subscription = await unsubscribe(ports, request.labels.token as string, readerOf(request));
  return subscription ? unsubscribedPage(subscription) : invalidPage();
}

/** A customer who follows a link gets there, also when the event stream is busy. */
async function unlessThrottled<T>(recording: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await recording;
  } catch (error) {
    if (error instanceof PlatformError && error.code === 'Throttled') return otherwise;
    throw error;
  }
}

/** Scanners look at the head, browsers fetch what may be needed: neither is a person's act. */
function isLook({ raw, headers }: RouteRequest): boolean {
  const purpose = `${headers.get('purpose') ?? ''} ${headers.get('sec-purpose') ?? ''}`;
  return raw.method === 'HEAD' || purpose.includes('prefetch');
}

const MAX_USER_AGENT = 512;

/** The address is what the front says of the caller; the local stage has none. */
function readerOf({ headers }: RouteRequest): Reader {
  const address = headers.get('x-forwarded-for')?.split(',')[0]?.trim() ?? '';
  const agent = headers.get('user-agent')?.slice(0, MAX_USER_AGENT);
  return {
    ...(/^[0-9a-fA-F.:]{2,45}$/.test(address) && { ip_address: address }),
    ...(agent && { user_agent: agent }),
  };
}
