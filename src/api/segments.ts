import { PlatformError } from '../core/errors.ts';
import { readPageRequest } from '../core/paging.ts';
import { applicationOf, requireSegment } from '../core/segments/segment-documents.ts';
import { countSegment, previewSegment, segmentSizes } from '../core/segments/segment-size.ts';
import {
  createSegment,
  deleteSegment,
  getSegment,
  listSegments,
  listSegmentVersions,
  updateSegment,
} from '../core/segments/segments.ts';
import type { Ports } from '../ports/ports.ts';
import type { Operation, OperationRequest } from './operation.ts';
import { APP_OF_ID, REQUIRED_APP } from './parameters.ts';
import type { Route, RouteParameter, RouteRequest } from './route.ts';
import { SEGMENT_COUNT, SEGMENT_PREVIEW, SEGMENT_SIZES } from './segment-schemas.ts';

/** Segments (pinpoint-api.md 2, "Segments"). */
export const segmentOperations: readonly Operation[] = [
  {
    name: 'CreateSegment',
    method: 'POST',
    path: '/v1/apps/{ApplicationId}/segments',
    status: 201,
    scope: 'admin',
    handle: (ports, request) => createSegment(ports, applicationId(request), request.body),
  },
  {
    name: 'GetSegments',
    method: 'GET',
    path: '/v1/apps/{ApplicationId}/segments',
    status: 200,
    scope: 'report',
    handle: async (ports, request) =>
      listSegments(ports, applicationId(request), readPageRequest(request.query)),
  },
  {
    name: 'GetSegment',
    method: 'GET',
    path: '/v1/apps/{ApplicationId}/segments/{SegmentId}',
    status: 200,
    scope: 'report',
    handle: (ports, request) => getSegment(ports, applicationId(request), segmentId(request)),
  },
  {
    name: 'UpdateSegment',
    method: 'PUT',
    path: '/v1/apps/{ApplicationId}/segments/{SegmentId}',
    status: 200,
    scope: 'admin',
    handle: (ports, request) =>
      updateSegment(ports, applicationId(request), segmentId(request), request.body),
  },
  {
    name: 'DeleteSegment',
    method: 'DELETE',
    path: '/v1/apps/{ApplicationId}/segments/{SegmentId}',
    status: 200,
    scope: 'admin',
    handle: (ports, request) => deleteSegment(ports, applicationId(request), segmentId(request)),
  },
  {
    name: 'GetSegmentVersions',
    method: 'GET',
    path: '/v1/apps/{ApplicationId}/segments/{SegmentId}/versions',
    status: 200,
    scope: 'report',
    handle: async (ports, request) =>
      listSegmentVersions(ports, applicationId(request), segmentId(request), readPageRequest(request.query)),
  },
  {
    name: 'GetSegmentVersion',
    method: 'GET',
    path: '/v1/apps/{ApplicationId}/segments/{SegmentId}/versions/{Version}',
    status: 200,
    scope: 'report',
    handle: async (ports, request) =>
      getSegment(
        ports,
        applicationId(request),
        segmentId(request),
        wholeNumber('Version', request.labels.Version ?? ''),
      ),
  },
];

const DEFAULT_PREVIEW = 20;
const MAX_PREVIEW = 1000;
const PREVIEW_LIMIT: RouteParameter = {
  name: 'limit',
  description: 'of the items',
  schema: { type: 'integer', minimum: 1, maximum: MAX_PREVIEW, default: DEFAULT_PREVIEW },
};
export const VERSION: RouteParameter = {
  name: 'version',
  description: 'of the segment; the latest when absent',
  schema: { type: 'integer', minimum: 1 },
};

/** Sizes of segments. `app` may be left out where a segment's id is given. */
export const segmentRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/segments',
    scope: 'report',
    doc: {
      summary: 'The segments of an application with their sizes now',
      query: [REQUIRED_APP],
      answers: { 200: { description: 'By name', schema: SEGMENT_SIZES } },
    },
    async handle(ports, { query }) {
      const app = query.get('app');
      if (app === null) throw new PlatformError('BadRequest', 'The parameter app is missing');
      const items = (await segmentSizes(ports, app)).map(({ segment, size }) => ({
        id: segment.Id,
        name: segment.Name,
        type: segment.SegmentType,
        version: segment.Version,
        size,
        lastModified: segment.LastModifiedDate,
      }));
      const key = ({ name, id }: { name?: string; id: string }) => `${name ?? ''}#${id}`;
      return { items: items.sort((a, b) => (key(a) < key(b) ? -1 : 1)) };
    },
  },
  {
    method: 'GET',
    path: '/segments/{id}/count',
    scope: 'report',
    doc: {
      summary: 'How many endpoints a segment holds now',
      query: [APP_OF_ID, VERSION],
      answers: { 200: { description: 'The count', schema: SEGMENT_COUNT } },
    },
    async handle(ports, request) {
      const { segment, version } = await askedFor(ports, request);
      const at = ports.clock.now().toISOString();
      const count = await countSegment(ports, segment.ApplicationId, segment.Id, version);
      return { ...described(segment), count, at };
    },
  },
  {
    method: 'GET',
    path: '/segments/{id}/preview',
    scope: 'report-admin',
    doc: {
      summary: 'The first endpoints of a segment by their id, and how many it holds',
      query: [APP_OF_ID, VERSION, PREVIEW_LIMIT],
      answers: { 200: { description: 'The endpoints', schema: SEGMENT_PREVIEW } },
    },
    async handle(ports, request) {
      const { segment, version } = await askedFor(ports, request);
      const given = request.query.get('limit');
      const limit = given === null ? DEFAULT_PREVIEW : wholeNumber('limit', given);
      if (limit > MAX_PREVIEW) {
        throw new PlatformError('BadRequest', `limit is ${limit}; at most ${MAX_PREVIEW} is allowed`);
      }
      const preview = await previewSegment(ports, segment.ApplicationId, segment.Id, { version, limit });
      return { ...described(segment), ...preview };
    },
  },
];

/** The segment that an address names, in the version that it asks for. */
export async function askedFor(ports: Ports, { labels, query }: RouteRequest) {
  const id = labels.id ?? '';
  const app = query.get('app') ?? (await applicationOf(ports, id));
  const given = query.get('version');
  const version = given === null ? undefined : wholeNumber('version', given);
  return { segment: await requireSegment(ports, app, id, version), version };
}

function described(segment: { Id: string; ApplicationId: string; Name?: string; Version: number }) {
  const { Id: id, ApplicationId, Name: name, Version: version } = segment;
  return { id, applicationId: ApplicationId, name, version };
}

function applicationId({ labels }: OperationRequest): string {
  return labels.ApplicationId ?? '';
}

function segmentId({ labels }: OperationRequest): string {
  return labels.SegmentId ?? '';
}

/** @throws PlatformError `BadRequest` unless the text is a whole number from 1 on */
function wholeNumber(name: string, text: string): number {
  if (!/^0*[1-9]\d{0,8}$/.test(text)) {
    throw new PlatformError('BadRequest', `${name} is ${text}; it must be a whole number from 1 on`);
  }
  return Number(text);
}
