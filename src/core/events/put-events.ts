import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import { updateEachEndpoint } from '../endpoints/update-endpoints.ts';
import { type PlatformError, reasonAgainst } from '../errors.ts';
import { recordsFor } from './app-event.ts';
import { eventNamesOf } from './event-names.ts';
import type { StoredEvent } from './event-record.ts';
import { type EndpointEvents, parseEventsRequest } from './events-request.ts';

/** How one endpoint or one event fared: 202 accepted, 400 refused with the reason. */
export interface ItemAnswer {
  readonly StatusCode: 202 | 400;
  readonly Message: string;
}

/** EventsResponse. */
export interface EventsAnswer {
  readonly Results: Readonly<
    Record<
      string,
      {
        readonly EndpointItemResponse: ItemAnswer;
        readonly EventsItemResponse: Readonly<Record<string, ItemAnswer>>;
      }
    >
  >;
}

const ACCEPTED: ItemAnswer = { StatusCode: 202, Message: 'Accepted' };

/**
 * Takes in what an application reports: changes of endpoints, then events (PutEvents). When it
 * returns, both are durable. An endpoint that is refused does not take its events with it (ours).
 *
 * @param body an EventsRequest, not yet checked
 * @param request.bytes of the body as it came
 * @throws PlatformError `NotFound` for the application, `BadRequest` or `PayloadTooLarge` for a request
 *   that as a whole breaks a rule
 * @remarks pinpoint-events-kpis.md Part 2
 */
export async function putEvents(
  ports: Ports,
  applicationId: string,
  body: unknown,
  request: { readonly requestId: string; readonly bytes: number },
): Promise<EventsAnswer> {
  await requireApp(ports, applicationId);
  const items = parseEventsRequest(body, request.bytes);
  const updates = items.flatMap(({ endpointId: id, endpoint }) =>
    'value' in endpoint && Object.keys(endpoint.value).length > 0 ? [{ id, request: endpoint.value }] : [],
  );
  const refusals =
    updates.length === 0
      ? new Map<string, PlatformError>()
      : await updateEachEndpoint(ports, applicationId, updates, request.requestId);

  const records: StoredEvent[] = [];
  const names = await eventNamesOf(ports, applicationId);
  const arrivedAt = ports.clock.now().getTime();
  const Results: Record<string, EventsAnswer['Results'][string]> = Object.create(null);
  for (const item of items) {
    const { endpointId, endpoint } = item;
    const record = recordsFor({
      applicationId,
      endpointId,
      endpoint: 'value' in endpoint ? endpoint.value : {},
      accountId: ports.stage.accountId,
      arrivedAt,
    });
    Results[endpointId] = {
      EndpointItemResponse: answerTo('refused' in endpoint ? endpoint.refused : refusals.get(endpointId)),
      EventsItemResponse: answersTo(item, (eventId, event) => {
        const reason = 'refused' in event ? event.refused : reasonAgainst(() => names.add(event.value));
        if (!reason && 'value' in event) records.push(record(eventId, event.value));
        return reason;
      }),
    };
  }
  await names.store();
  await ports.events.append(records);
  return { Results };
}

type EventOf = EndpointEvents['events'][number][1];

function answersTo(
  { events }: EndpointEvents,
  judge: (eventId: string, event: EventOf) => PlatformError | undefined,
): Record<string, ItemAnswer> {
  const answers: Record<string, ItemAnswer> = Object.create(null); // an id may be __proto__
  for (const [eventId, event] of events) answers[eventId] = answerTo(judge(eventId, event));
  return answers;
}

function answerTo(reason: PlatformError | undefined): ItemAnswer {
  return reason ? { StatusCode: 400, Message: reason.message } : ACCEPTED;
}
