import {
  ATTENTION_KINDS,
  type AttentionItem,
  type AttentionSubject,
  PERSONAL_DETAILS,
  SUBJECT_TYPES,
} from '../core/attention/attention.ts';
import { IN_DOUBT_COUNTED } from '../core/attention/delivery-attention.ts';
import { listAttention } from '../core/attention/list-attention.ts';
import { permits } from '../core/keys/scope.ts';
import { readDaySpan } from '../core/metrics/day-span.ts';
import { applicationAsked, DAYS, SOME_APP } from './days-asked.ts';
import { day, flag, instant, list, named, object, oneOf, real, said, text, whole } from './json-schema.ts';
import { readMaxAge } from './query-answers.ts';
import { COUNTS_MAX_AGE } from './query-schemas.ts';
import type { Route } from './route.ts';

const subject = object<AttentionSubject>(
  {
    type: oneOf(SUBJECT_TYPES),
    id: text,
    name: said(text, 'as people call it'),
    deleted: said(flag, 'when it was; its name is the last one that is known'),
  },
  ['id', 'name', 'deleted'],
);
const item = named(
  'AttentionItem',
  object<AttentionItem>(
    {
      kind: oneOf(ATTENTION_KINDS),
      severity: oneOf(['serious', 'warning']),
      subject,
      count: said(whole, `messages, rows or attempts; of kind inDoubt counted up to ${IN_DOUBT_COUNTED}`),
      of: said(whole, 'what count is a part of, where a rate says whether it matters'),
      threshold: said(real, 'the rate from which on it is told, 0 to 1'),
      at: said(instant, 'when it happened last, or began'),
      detail: said(
        text,
        'what the platform says of the cause; of imports and exports for keys with report-admin alone',
      ),
    },
    ['of', 'threshold', 'at', 'detail'],
  ),
);

/** `GET /attention`: what went wrong between two days, or goes wrong now. */
export const attentionRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/attention',
    scope: 'report',
    doc: {
      summary:
        'What needs attention: bounces and complaints above a threshold, messages that could not be made or handed over, failed and stuck runs, uploads and jobs, rejected rows; what is serious first, then the newest',
      query: [SOME_APP, ...DAYS, COUNTS_MAX_AGE],
      answers: {
        200: {
          description: 'All of it',
          schema: object({ applicationId: text, from: day, to: day, items: list(item) }),
        },
      },
    },
    async handle(ports, { query, scopes = [] }) {
      const applicationId = await applicationAsked(ports, query);
      const now = ports.clock.now();
      const given = { from: query.get('from') ?? undefined, to: query.get('to') ?? undefined };
      const span = readDaySpan(given, now);
      const items = await listAttention(ports, { applicationId, ...span, now, maxAge: readMaxAge(query) });
      const seesPersons = permits(scopes, 'report-admin');
      const told = items.map(({ detail, ...item }) =>
        detail === undefined || (PERSONAL_DETAILS.has(item.kind) && !seesPersons)
          ? item
          : { ...item, detail },
      );
      return { applicationId, from: span.fromDay, to: span.toDay, items: told };
    },
  },
];
