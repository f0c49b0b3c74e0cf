import { checkId } from '../endpoints/endpoint-id.ts';
import type { EndpointRequest } from '../endpoints/endpoint-request.ts';
import { parseEndpointRequest } from '../endpoints/parse-endpoint-request.ts';
import { PlatformError } from '../errors.ts';
import { LIMITS } from './limits.ts';
import { objectOf, parseEvent, type ReportedEvent } from './parse-event.ts';

/** A part of a request: good, or refused alone with a reason. */
export type Checked<T> = { readonly value: T } | { readonly refused: PlatformError };

/** What a request says of one endpoint. */
export interface EndpointEvents {
  readonly endpointId: string;
  /** A request without members leaves the endpoint as it is. */
  readonly endpoint: Checked<EndpointRequest>;
  /** By the caller's id of the event. */
  readonly events: readonly (readonly [eventId: string, event: Checked<ReportedEvent>])[];
}

/**
 * Checks an EventsRequest: its form as a whole, then each endpoint and event alone.
 *
 * @param bytes of the request's body
 * @throws PlatformError `BadRequest` when a member is missing or of the wrong kind, or when there are
 *   over 100 events or endpoints; `PayloadTooLarge` over 4 MB
 */
export function parseEventsRequest(body: unknown, bytes: number): EndpointEvents[] {
  if (bytes > LIMITS.requestBytes) {
    throw new PlatformError(
      'PayloadTooLarge',
      `The request has ${bytes} bytes; at most ${LIMITS.requestBytes} are allowed`,
    );
  }
  const batch = required('BatchItem', required('EventsRequest', body).BatchItem);
  const items = Object.keys(batch).map((endpointId) => {
    const item = required(`BatchItem.${endpointId}`, batch[endpointId]);
    return {
      endpointId,
      endpoint: required(`BatchItem.${endpointId}.Endpoint`, item.Endpoint),
      events: required(`BatchItem.${endpointId}.Events`, item.Events),
    };
  });
  checkCount('endpoints', items.length, LIMITS.endpoints);
  const events = items.reduce((sum, item) => sum + Object.keys(item.events).length, 0);
  checkCount('events', events, LIMITS.events);
  const mayBeLarge = bytes > LIMITS.eventBytes;
  return items.map((item) => checkItem(item, mayBeLarge));
}

interface Item {
  readonly endpointId: string;
  readonly endpoint: Readonly<Record<string, unknown>>;
  readonly events: Readonly<Record<string, unknown>>;
}

function checkItem({ endpointId, endpoint, events }: Item, mayBeLarge: boolean): EndpointEvents {
  const id = checked(() => checkId('Endpoint id', endpointId));
  if ('refused' in id) {
    return { endpointId, endpoint: id, events: Object.keys(events).map((eventId) => [eventId, id]) };
  }
  return {
    endpointId,
    endpoint: checked(() => parseEndpointRequest(endpoint)),
    events: Object.keys(events).map((eventId) => [
      eventId,
      checked(() => {
        if (mayBeLarge) checkSize(events[eventId]);
        return parseEvent(events[eventId]);
      }),
    ]),
  };
}

function checked<T>(work: () => T): Checked<T> {
  try {
    return { value: work() };
  } catch (error) {
    if (error instanceof PlatformError) return { refused: error };
    throw error;
  }
}

function required(member: string, value: unknown): Readonly<Record<string, unknown>> {
  const object = objectOf(member, value);
  if (!object) throw new PlatformError('BadRequest', `${member} is missing`);
  return object;
}

function checkCount(what: string, count: number, most: number): void {
  if (count <= most) return;
  throw new PlatformError('BadRequest', `The request has ${count} ${what}; at most ${most} are allowed`);
}

function checkSize(event: unknown): void {
  const { length } = new TextEncoder().encode(JSON.stringify(event));
  if (length <= LIMITS.eventBytes) return;
  throw new PlatformError(
    'BadRequest',
    `The event has ${length} bytes; at most ${LIMITS.eventBytes} are allowed`,
  );
}
