import type { ChannelReach, Reach } from '../core/segments/segment-reach.ts';
import type { DaySize } from '../core/segments/size-history.ts';
import type {
  SuggestedAttribute,
  SuggestedMetric,
  SuggestedValue,
  Suggestions,
} from '../core/segments/suggestions.ts';
import {
  day,
  instant,
  type JsonSchema,
  list,
  named,
  object,
  real,
  said,
  text,
  whole,
} from './json-schema.ts';
import { ENDPOINT_SUMMARY } from './segment-schemas.ts';

/** JSON Schemas of what is told about segments beside their definitions. */

/** validate-segment.ts checks it and says what is wrong. */
export const SEGMENT_DRAFT: JsonSchema = named('SegmentDraft', {
  type: 'object',
  description: "Pinpoint's WriteSegmentRequest",
  properties: { Name: text, Dimensions: { type: 'object' }, SegmentGroups: { type: 'object' } },
});

const REACH = {
  count: said(whole, 'endpoints, opted-out and inactive ones included'),
  everyone: said(whole, 'endpoints of the application'),
  channels: list(
    named(
      'ChannelReach',
      object<ChannelReach>(
        {
          channelType: said(text, 'absent for endpoints without a channel'),
          endpoints: whole,
          reachable: said(whole, 'of these, active and not opted out'),
        },
        ['channelType'],
      ),
    ),
  ),
  at: instant,
};

const SEGMENT = { id: text, applicationId: text, name: text, version: whole };

export const DRAFT_REACH = named('DraftReach', object<Reach>(REACH));
export const SEGMENT_REACH = named('SegmentReach', object({ ...SEGMENT, ...REACH }, ['name']));

export const DRAFT_PREVIEW = named(
  'DraftPreview',
  object({ total: said(whole, 'endpoints'), items: list(ENDPOINT_SUMMARY) }),
);

const DAY_SIZE = named(
  'DaySize',
  object<DaySize>({
    day,
    size: said(whole, 'endpoints'),
    version: said(whole, 'that was counted'),
    at: instant,
  }),
);

export const SEGMENT_HISTORY = named(
  'SegmentHistory',
  object({ ...SEGMENT, from: day, to: day, sizes: list(DAY_SIZE) }, ['name']),
);

export const SEGMENT_HISTORIES = named(
  'SegmentHistories',
  object({
    from: day,
    to: day,
    items: list(named('SegmentDays', object({ id: text, name: text, sizes: list(DAY_SIZE) }, ['name']))),
  }),
);

const SIDE = named(
  'OverlapSide',
  object(
    {
      id: text,
      name: text,
      version: whole,
      size: said(whole, 'endpoints'),
      only: said(whole, 'endpoints that are not in the other segment'),
    },
    ['name'],
  ),
);

export const SEGMENT_OVERLAP = named(
  'SegmentOverlap',
  object({
    applicationId: text,
    first: SIDE,
    both: said(whole, 'endpoints that are in both'),
    second: SIDE,
    at: instant,
  }),
);

const VALUE = named('SuggestedValue', object<SuggestedValue>({ value: text, endpoints: whole }));
const ATTRIBUTE = named(
  'SuggestedAttribute',
  object<SuggestedAttribute>({
    name: text,
    endpoints: said(whole, 'that have it'),
    choices: said(whole, 'different values'),
    values: said(list(VALUE), 'the most frequent first'),
  }),
);

export const SUGGESTIONS = named(
  'CriteriaSuggestions',
  object<Suggestions>({
    attributes: list(ATTRIBUTE),
    userAttributes: list(ATTRIBUTE),
    demographics: list(ATTRIBUTE),
    countries: list(VALUE),
    metrics: list(
      named(
        'SuggestedMetric',
        object<SuggestedMetric>({ name: text, endpoints: whole, least: real, mean: real, greatest: real }),
      ),
    ),
  }),
);
