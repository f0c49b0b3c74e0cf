import { z } from 'zod';
import { customerTimeline, TIMELINE_KINDS, type TimelineKind } from '../core/customers/customer-timeline.ts';
import { describeCustomer } from '../core/customers/describe-customer.ts';
import { searchCustomers } from '../core/customers/search-customers.ts';
import { CUSTOMER, FOUND_CUSTOMER, TIMELINE_ENTRY } from './customer-schemas.ts';
import { applicationAsked, SOME_APP } from './days-asked.ts';
import { instant, pageOf, text } from './json-schema.ts';
import { limitOf, NEXT } from './parameters.ts';
import { countUpTo, moment, readQuery } from './query-parameters.ts';
import type { Route } from './route.ts';

const DEFAULT_FOUND = 25;
const DEFAULT_ENTRIES = 50;
const MAX_PAGE = 1000;

const limit = countUpTo(MAX_PAGE).optional();
const next = z.string().min(1).optional();
const searchQuery = z.object({ search: z.string().optional(), limit, next });
const kinds = z
  .string()
  .transform((value) => value.split(',').map((kind) => kind.trim()))
  .refine((all) => all.every((kind) => (TIMELINE_KINDS as readonly string[]).includes(kind)), {
    error: ({ input }) => `is ${input}; it must be some of ${TIMELINE_KINDS.join(', ')}`,
  })
  .transform((all) => all as TimelineKind[]);
const timelineQuery = z.object({ kinds: kinds.optional(), before: moment.optional(), limit, next });

/** Single customers: a user with all its endpoints, or an endpoint without a user. */
export const customerRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/customers',
    scope: 'report-admin',
    doc: {
      summary:
        'Customers whose user id, endpoint ids, addresses or attributes hold a text, whatever the case; the best hits first',
      query: [
        SOME_APP,
        { name: 'search', description: 'the text; everybody when it is not given', schema: text },
        limitOf(DEFAULT_FOUND, MAX_PAGE),
        NEXT,
      ],
      answers: { 200: { description: 'A page', schema: pageOf(FOUND_CUSTOMER) } },
    },
    async handle(ports, request) {
      const asked = readQuery(searchQuery, request);
      return searchCustomers(ports, await applicationAsked(ports, request.query), {
        ...asked,
        search: asked.search ?? '',
        limit: asked.limit ?? DEFAULT_FOUND,
      });
    },
  },
  {
    method: 'GET',
    path: '/customers/{id}',
    scope: 'report-admin',
    doc: {
      summary:
        'All that is known of one customer: endpoints, attributes, segments now, and what every campaign and journey was to the customer. The id is user: and a user id, or endpoint: and an endpoint id',
      query: [SOME_APP],
      answers: { 200: { description: 'The customer', schema: CUSTOMER } },
    },
    handle: async (ports, { labels, query }) =>
      describeCustomer(ports, await applicationAsked(ports, query), labels.id ?? ''),
  },
  {
    method: 'GET',
    path: '/customers/{id}/timeline',
    scope: 'report-admin',
    doc: {
      summary:
        'What happened to one customer, the latest first: messages and why they were held back, responses, events, journeys',
      query: [
        SOME_APP,
        {
          name: 'kinds',
          description: `commas between: ${TIMELINE_KINDS.join(', ')}; all when it is not given`,
          schema: text,
        },
        {
          name: 'before',
          description: 'what happened later is left out; now when not given',
          schema: instant,
        },
        limitOf(DEFAULT_ENTRIES, MAX_PAGE),
        NEXT,
      ],
      answers: { 200: { description: 'A page', schema: pageOf(TIMELINE_ENTRY) } },
    },
    async handle(ports, request) {
      const asked = readQuery(timelineQuery, request);
      const id = request.labels.id ?? '';
      return customerTimeline(ports, await applicationAsked(ports, request.query), id, {
        ...asked,
        kinds: asked.kinds ?? TIMELINE_KINDS,
        limit: asked.limit ?? DEFAULT_ENTRIES,
      });
    },
  },
];
