import { requireApp } from '../core/apps/apps.ts';
import { PlatformError } from '../core/errors.ts';
import { countDraft, type Draft, previewDraft } from '../core/segments/draft.ts';
import type { StoredSegment } from '../core/segments/segment.ts';
import { applicationOf, latestSegments, requireSegment } from '../core/segments/segment-documents.ts';
import { overlapOf, segmentReach } from '../core/segments/segment-reach.ts';
import { readDayRange, sizesByDay, sizesOf } from '../core/segments/size-history.ts';
import { suggestCriteria } from '../core/segments/suggestions.ts';
import type { Ports } from '../ports/ports.ts';
import { day, text } from './json-schema.ts';
import { APP_OF_ID, REQUIRED_APP } from './parameters.ts';
import type { Route, RouteParameter, RouteRequest } from './route.ts';
import {
  DRAFT_PREVIEW,
  DRAFT_REACH,
  SEGMENT_DRAFT,
  SEGMENT_HISTORIES,
  SEGMENT_HISTORY,
  SEGMENT_OVERLAP,
  SEGMENT_REACH,
  SUGGESTIONS,
} from './segment-insight-schemas.ts';

const DEFAULT_PREVIEW = 20;
const MAX_PREVIEW = 1000;
const DEFAULT_VALUES = 20;
const MAX_VALUES = 200;

const OF_SEGMENT: RouteParameter = {
  name: 'segment',
  description: 'id of the segment that the definition would be a version of; absent for a new one',
  schema: text,
};
const DAYS: readonly RouteParameter[] = [
  {
    name: 'from',
    description: '`yyyy-MM-dd`, UTC; 30 days when absent',
    schema: day,
  },
  { name: 'to', description: '`yyyy-MM-dd`, UTC; today when absent', schema: day },
];
const upTo = (name: string, description: string, most: number, standard: number): RouteParameter => ({
  name,
  description,
  schema: { type: 'integer', minimum: 1, maximum: most, default: standard },
});

/** What helps to write a segment and to understand one: counts of drafts, suggestions, sizes over time, overlap. */
export const segmentInsightRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/segments/count',
    scope: 'report',
    doc: {
      summary: 'How many endpoints a definition that is not saved would hold, and by which channels',
      query: [REQUIRED_APP, OF_SEGMENT],
      body: SEGMENT_DRAFT,
      answers: { 200: { description: 'The counts', schema: DRAFT_REACH } },
    },
    handle: async (ports, request) => countDraft(ports, await draftOf(request)),
  },
  {
    method: 'POST',
    path: '/segments/preview',
    scope: 'report-admin',
    doc: {
      summary: 'The first endpoints by their id that a definition which is not saved would hold',
      query: [REQUIRED_APP, OF_SEGMENT, upTo('limit', 'of the items', MAX_PREVIEW, DEFAULT_PREVIEW)],
      body: SEGMENT_DRAFT,
      answers: { 200: { description: 'The endpoints', schema: DRAFT_PREVIEW } },
    },
    async handle(ports, request) {
      const limit = wholeUpTo('limit', request, MAX_PREVIEW, DEFAULT_PREVIEW);
      return previewDraft(ports, await draftOf(request), limit);
    },
  },
  {
    method: 'GET',
    path: '/segments/attributes',
    scope: 'report-admin', // a value may be a name or an address
    doc: {
      summary: 'Names of attributes, metrics and places that endpoints have, with their frequent values',
      query: [REQUIRED_APP, upTo('values', 'of each name', MAX_VALUES, DEFAULT_VALUES)],
      answers: { 200: { description: 'The most widely held first', schema: SUGGESTIONS } },
    },
    handle: async (ports, request) =>
      suggestCriteria(ports, namedApp(request), wholeUpTo('values', request, MAX_VALUES, DEFAULT_VALUES)),
  },
  {
    method: 'GET',
    path: '/segments/sizes',
    scope: 'report',
    doc: {
      summary: 'The size of every segment of an application on each day on which it was counted',
      query: [REQUIRED_APP, ...DAYS],
      answers: { 200: { description: 'By name; the oldest day first', schema: SEGMENT_HISTORIES } },
    },
    async handle(ports, request) {
      const applicationId = namedApp(request);
      const range = daysOf(ports, request);
      await requireApp(ports, applicationId);
      const sizes = await sizesByDay(ports, applicationId, range);
      const key = ({ Name, Id }: StoredSegment) => `${Name ?? ''}#${Id}`;
      const segments = (await latestSegments(ports, applicationId)).sort((a, b) =>
        key(a) < key(b) ? -1 : 1,
      );
      const items = segments.map(({ Id, Name }) => ({ id: Id, name: Name, sizes: sizes.get(Id) ?? [] }));
      return { ...range, items };
    },
  },
  {
    method: 'GET',
    path: '/segments/{id}/sizes',
    scope: 'report',
    doc: {
      summary: 'The size of a segment on each day on which it was counted',
      query: [APP_OF_ID, ...DAYS],
      answers: { 200: { description: 'The oldest day first', schema: SEGMENT_HISTORY } },
    },
    async handle(ports, request) {
      const range = daysOf(ports, request);
      const segment = await askedFor(ports, request);
      return { ...described(segment), ...range, sizes: await sizesOf(ports, segment, range) };
    },
  },
  {
    method: 'GET',
    path: '/segments/{id}/reach',
    scope: 'report',
    doc: {
      summary: 'How many endpoints a segment holds now, and by which channels',
      query: [APP_OF_ID],
      answers: { 200: { description: 'The counts', schema: SEGMENT_REACH } },
    },
    async handle(ports, request) {
      const segment = await askedFor(ports, request);
      return { ...described(segment), ...(await segmentReach(ports, segment)) };
    },
  },
  {
    method: 'GET',
    path: '/segments/{id}/overlap',
    scope: 'report',
    doc: {
      summary: 'How many endpoints are in one of two segments, and how many in both',
      query: [
        { name: 'with', description: 'id of the other segment', schema: text, required: true },
        APP_OF_ID,
      ],
      answers: { 200: { description: 'The counts', schema: SEGMENT_OVERLAP } },
    },
    async handle(ports, request) {
      const other = request.query.get('with');
      if (!other) throw new PlatformError('BadRequest', 'The parameter with is missing');
      const { ApplicationId, Id } = await askedFor(ports, request);
      const overlap = await overlapOf(ports, ApplicationId, [Id, other]);
      const { first, second, both, onlyFirst, onlySecond, at } = overlap;
      return {
        applicationId: ApplicationId,
        first: sideOf(first, onlyFirst, both),
        both,
        second: sideOf(second, onlySecond, both),
        at,
      };
    },
  },
];

async function draftOf(request: RouteRequest): Promise<Draft> {
  const segmentId = request.query.get('segment') ?? undefined;
  return { applicationId: namedApp(request), segmentId, body: await request.json() };
}

function namedApp({ query }: RouteRequest): string {
  const app = query.get('app');
  if (!app) throw new PlatformError('BadRequest', 'The parameter app is missing');
  return app;
}

function daysOf(ports: Ports, { query }: RouteRequest) {
  const given = { from: query.get('from') ?? undefined, to: query.get('to') ?? undefined };
  return readDayRange(given, ports.clock.now());
}

async function askedFor(ports: Ports, { labels, query }: RouteRequest): Promise<StoredSegment> {
  const id = labels.id ?? '';
  return requireSegment(ports, query.get('app') ?? (await applicationOf(ports, id)), id);
}

function described({ Id, ApplicationId, Name, Version }: StoredSegment) {
  return { id: Id, applicationId: ApplicationId, name: Name, version: Version };
}

function sideOf({ Id, Name, Version }: StoredSegment, only: number, both: number) {
  return { id: Id, name: Name, version: Version, size: only + both, only };
}

/** @throws PlatformError `BadRequest` unless the parameter is a whole number from 1 to `most` */
function wholeUpTo(name: string, { query }: RouteRequest, most: number, standard: number): number {
  const given = query.get(name);
  if (given === null) return standard;
  if (!/^\d{1,9}$/.test(given) || Number(given) < 1 || Number(given) > most) {
    throw new PlatformError('BadRequest', `${name} is ${given}; it must be a whole number from 1 to ${most}`);
  }
  return Number(given);
}
