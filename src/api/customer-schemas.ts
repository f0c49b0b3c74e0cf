import type { CustomerReach, CustomerStay } from '../core/customers/customer-reach.ts';
import type { CustomerSegment } from '../core/customers/customer-segments.ts';
import {
  TIMELINE_KINDS,
  type TimelineEntry,
  type TimelineOrigin,
} from '../core/customers/customer-timeline.ts';
import type { CustomerDescription, CustomerEndpoint } from '../core/customers/describe-customer.ts';
import type { FoundCustomer, FoundEndpoint } from '../core/customers/search-customers.ts';
import { flag, instant, list, mapOf, named, object, oneOf, real, said, text, whole } from './json-schema.ts';

const ID = said(text, 'user: and a user id, or endpoint: and the id of an endpoint without a user');
const KIND = oneOf(['user', 'endpoint']);
const NAME = said(text, 'by attributes named for it, such as FirstName');

/** A hit of a search. */
export const FOUND_CUSTOMER = named(
  'FoundCustomer',
  object<FoundCustomer>(
    {
      id: ID,
      kind: KIND,
      userId: text,
      name: NAME,
      endpoints: list(
        object<FoundEndpoint>(
          { endpointId: text, channelType: text, address: text, optOut: text, status: text },
          ['channelType', 'address'],
        ),
      ),
      attributes: said(
        list(object({ name: text, value: text })),
        'values that the search found, where nothing else did',
      ),
    },
    ['userId', 'name', 'attributes'],
  ),
);

const CUSTOMER_ENDPOINT = named(
  'CustomerEndpoint',
  object<CustomerEndpoint>(
    {
      endpointId: text,
      channelType: text,
      address: text,
      optOut: said(text, 'ALL: it has opted out of every message; NONE'),
      status: said(text, 'ACTIVE, INACTIVE'),
      suppression: said(
        object({ reason: text, suppressedAt: instant }),
        'why nothing is sent to the address',
      ),
      attributes: mapOf(list(text)),
      metrics: mapOf(real),
      demographic: mapOf(text),
      location: mapOf({ type: ['string', 'number'] }),
      createdAt: instant,
      changedAt: instant,
    },
    ['channelType', 'address', 'suppression'],
  ),
);

const CUSTOMER_STAY = named(
  'CustomerStay',
  object<CustomerStay>(
    {
      participantId: text,
      entries: whole,
      isInside: flag,
      activity: said(text, 'where it is, or where it left from'),
      activityName: text,
      branch: text,
      movedAt: instant,
      dueAt: instant,
    },
    ['activity', 'activityName', 'branch', 'dueAt'],
  ),
);

const CUSTOMER_REACH = named(
  'CustomerReach',
  object<CustomerReach>(
    {
      type: oneOf(['campaign', 'journey']),
      id: text,
      name: text,
      state: text,
      segment: said(object({ id: text, name: text, deleted: flag }, ['name', 'deleted']), 'whom it is for'),
      inSegment: said(flag, 'whether the segment holds the customer now; absent where it cannot be told'),
      sent: whole,
      failed: said(mapOf(whole), 'messages that failed, by send status'),
      held: said(mapOf(whole), 'messages held back, by reason'),
      lastAt: said(instant, 'when the last of them was decided'),
      stay: CUSTOMER_STAY,
    },
    ['name', 'segment', 'inSegment', 'lastAt', 'stay'],
  ),
);

export const CUSTOMER = named(
  'Customer',
  object<CustomerDescription>(
    {
      id: ID,
      applicationId: text,
      kind: KIND,
      userId: text,
      name: NAME,
      endpoints: list(CUSTOMER_ENDPOINT),
      userAttributes: mapOf(list(text)),
      segments: list(
        named(
          'CustomerSegment',
          object<CustomerSegment>({ id: text, name: text, type: text, endpointIds: list(text) }, ['name']),
        ),
      ),
      reach: said(list(CUSTOMER_REACH), 'every campaign and journey, and what it was to the customer'),
    },
    ['userId', 'name'],
  ),
);

export const TIMELINE_ENTRY = named(
  'TimelineEntry',
  object<TimelineEntry>(
    {
      at: instant,
      kind: oneOf(TIMELINE_KINDS),
      what: said(
        text,
        'of messages SENT, HELD, FAILED, PENDING; of journeys ENTERED, LEFT; of the profile CREATED; else the type of the event',
      ),
      reason: said(text, 'why a message was held back, or its send status when it failed'),
      messageId: text,
      endpointId: text,
      channelType: text,
      origin: named(
        'TimelineOrigin',
        object<TimelineOrigin>(
          {
            type: oneOf(['campaign', 'journey']),
            id: text,
            name: said(text, 'the last one that is known when it was deleted'),
            deleted: said(flag, 'when it was'),
            treatmentId: text,
            runId: text,
            activity: text,
            activityName: text,
          },
          ['name', 'deleted', 'treatmentId', 'runId', 'activity', 'activityName'],
        ),
      ),
      link: said(text, 'that was followed'),
      attributes: mapOf(text),
      metrics: mapOf(real),
    },
    ['reason', 'messageId', 'endpointId', 'channelType', 'origin', 'link', 'attributes', 'metrics'],
  ),
);
