import type { EndpointSummary } from '../core/segments/segment-size.ts';
import { extended, instant, list, named, object, oneOf, said, text, whole } from './json-schema.ts';

const described = object({ id: text, applicationId: text, name: text, version: whole }, ['name']);

export const SEGMENT_SIZES = named(
  'SegmentSizes',
  object({
    items: list(
      named(
        'SegmentSize',
        object(
          {
            id: text,
            name: text,
            type: oneOf(['DIMENSIONAL', 'IMPORT']),
            version: whole,
            size: said(whole, 'endpoints; absent where a source was deleted'),
            lastModified: instant,
          },
          ['name', 'size'],
        ),
      ),
    ),
  }),
);

export const SEGMENT_COUNT = named(
  'SegmentCount',
  extended(described, object({ count: said(whole, 'endpoints'), at: instant })),
);

export const ENDPOINT_SUMMARY = named(
  'EndpointSummary',
  object<EndpointSummary>(
    {
      endpointId: text,
      channelType: text,
      address: text,
      userId: text,
      optOut: text,
      endpointStatus: text,
      country: text,
      effectiveDate: instant,
    },
    ['channelType', 'address', 'userId', 'optOut', 'endpointStatus', 'country', 'effectiveDate'],
  ),
);

export const SEGMENT_PREVIEW = named(
  'SegmentPreview',
  extended(described, object({ total: said(whole, 'endpoints'), items: list(ENDPOINT_SUMMARY) })),
);
