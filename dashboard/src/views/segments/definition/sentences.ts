import { count } from '../../../ui/format.ts';
import { channelName as nameOfChannel } from '../../../ui/words.ts';
import {
  type AttributeComparison,
  type Criterion,
  DATE_COMPARISONS,
  type MetricComparison,
  RANGE_COMPARISONS,
  type RecencyDuration,
  type SetMember,
} from './criterion.ts';
import type { Selector } from './definition.ts';

/** A condition in words: `Plan` `is` `gold or silver`. */
export interface Sentence {
  readonly subject: string;
  readonly verb: string;
  readonly object: string;
}

export const ATTRIBUTE_WORDS: Record<AttributeComparison, string> = {
  INCLUSIVE: 'is',
  EXCLUSIVE: 'is not',
  CONTAINS: 'contains',
  BEFORE: 'is before',
  AFTER: 'is after',
  ON: 'is on the day of',
  BETWEEN: 'is between',
  NOT_BETWEEN: 'is not between',
};

export const METRIC_WORDS: Record<MetricComparison, string> = {
  EQUAL: 'is',
  GREATER_THAN: 'is more than',
  GREATER_THAN_OR_EQUAL: 'is at least',
  LESS_THAN: 'is less than',
  LESS_THAN_OR_EQUAL: 'is at most',
};

export const SET_NAMES: Record<SetMember, string> = {
  Channel: 'Channel',
  Platform: 'Platform',
  AppVersion: 'App version',
  Make: 'Device make',
  Model: 'Device model',
  DeviceType: 'Device type',
  Country: 'Country',
};

export const DURATION_WORDS: Record<RecencyDuration, string> = {
  HR_24: '24 hours',
  DAY_7: '7 days',
  DAY_14: '14 days',
  DAY_30: '30 days',
};

/** How the parts of a group or of a segment are combined. */
export const SELECTOR_WORDS: Record<Selector, string> = { ALL: 'all of', ANY: 'any of', NONE: 'none of' };

/** A channel type as people call it; a criterion may write it in any case. */
export const channelName = (type: string) => nameOfChannel(type.toUpperCase());

/** What stands where nothing was entered yet. */
const BLANK = '…';

export function sentenceOf(criterion: Criterion): Sentence {
  switch (criterion.kind) {
    case 'attribute':
    case 'userAttribute': {
      const { kind, name, comparison = 'INCLUSIVE', values } = criterion;
      const subject = `${kind === 'userAttribute' ? 'User’s ' : ''}${name || BLANK}`;
      return { subject, verb: ATTRIBUTE_WORDS[comparison], object: attributeObject(comparison, values) };
    }
    case 'metric': {
      const { name, comparison, value } = criterion;
      return {
        subject: name || BLANK,
        verb: METRIC_WORDS[comparison],
        object: value === undefined ? BLANK : String(value),
      };
    }
    case 'set': {
      const { member, comparison, values } = criterion;
      const words = member === 'Channel' ? values.map(channelName) : values;
      const verb = comparison === 'EXCLUSIVE' ? 'is not' : 'is';
      return { subject: SET_NAMES[member], verb, object: listed(words, 'or') };
    }
    case 'recency':
      return {
        subject: criterion.type === 'ACTIVE' ? 'Active' : 'Not active',
        verb: 'in the last',
        object: DURATION_WORDS[criterion.duration],
      };
    case 'place': {
      const { latitude = BLANK, longitude = BLANK, kilometres } = criterion;
      const distance = kilometres === undefined ? BLANK : count(kilometres);
      return { subject: 'Located', verb: `within ${distance} km of`, object: `${latitude}, ${longitude}` };
    }
    case 'raw':
      return {
        subject: criterion.path.join(' · ') || 'Criteria',
        verb: 'is',
        object: JSON.stringify(criterion.value),
      };
  }
}

/** The sentence as one text. */
export function sentenceText(criterion: Criterion): string {
  const { subject, verb, object } = sentenceOf(criterion);
  return `${subject} ${verb} ${object}`;
}

/** `gold, silver or bronze`; an empty value is shown as what it is. */
export function listed(values: readonly string[], word: 'and' | 'or'): string {
  if (values.length === 0) return BLANK;
  const shown = values.map((value) => (value === '' ? '(empty)' : value));
  if (shown.length === 1) return shown[0] as string;
  return `${shown.slice(0, -1).join(', ')} ${word} ${shown.at(-1)}`;
}

function attributeObject(comparison: AttributeComparison, values: readonly string[]): string {
  const shown = DATE_COMPARISONS.includes(comparison) ? values.map(instantInWords) : values;
  return listed(shown, RANGE_COMPARISONS.includes(comparison) ? 'and' : 'or');
}

const instantFormat = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
});

/** An instant in UTC, as comparisons of days are in UTC too; a text that is none as it is. */
function instantInWords(value: string): string {
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? value : `${instantFormat.format(at)} UTC`;
}
