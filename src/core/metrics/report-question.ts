import { PlatformError } from '../errors.ts';
import { readInstant } from '../instant.ts';
import {
  type ConversionRule,
  conversionParameters,
  type GivenConversion,
  readConversion,
} from './conversion.ts';

/** What is asked about one campaign or journey. */
export interface ReportQuestion {
  readonly applicationId: string;
  readonly origin: 'campaign' | 'journey';
  /** The campaign or journey. */
  readonly originId: string;
  readonly days: Days;
  readonly conversion: ConversionRule;
  /** Of intervals, and how likely something must be to be said: 0.95. */
  readonly level: number;
  readonly now: Date;
}

/** UTC days, `2026-11-24`; both count. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

export interface GivenQuestion extends GivenConversion {
  /** ISO 8601; their UTC days count. */
  readonly start?: string;
  readonly end?: string;
  readonly level?: string;
}

/** What a campaign or journey is, for its reports. */
export interface ReportSubject {
  readonly applicationId: string;
  readonly origin: ReportQuestion['origin'];
  readonly originId: string;
  /** ISO 8601; nothing happened before. */
  readonly createdAt: string;
}

const USUAL_LEVEL = 0.95;
const [LEAST_LEVEL, MOST_LEVEL] = [0.5, 0.9999];

/**
 * The question with all that was left out: the campaign's or journey's whole life, at a level of 0.95.
 * @throws PlatformError `BadRequest` naming the parameter and its value
 */
export function readQuestion(given: GivenQuestion, subject: ReportSubject, now: Date): ReportQuestion {
  const { createdAt, ...of } = subject;
  const from = readDay('start', given.start) ?? createdAt.slice(0, 10);
  const to = readDay('end', given.end) ?? dayOf(now);
  if (to < from) throw new PlatformError('BadRequest', `end ${to} is before start ${from}`);
  const level = Number(given.level ?? USUAL_LEVEL);
  if (given.level === '' || !(level >= LEAST_LEVEL && level <= MOST_LEVEL)) {
    throw new PlatformError(
      'BadRequest',
      `level must be a number from ${LEAST_LEVEL} to ${MOST_LEVEL}, not "${given.level}"`,
    );
  }
  return { ...of, days: { from, to }, conversion: readConversion(given), level, now };
}

/** The question as the queries' parameters: what became of messages is looked for until today. */
export function questionParameters({ applicationId, originId, days, conversion, now }: ReportQuestion) {
  return {
    application_id: applicationId,
    origin_id: originId,
    from_day: days.from,
    to_day: days.to,
    until_day: dayOf(now),
    ...conversionParameters(conversion),
  };
}

function readDay(name: string, text: string | undefined): string | undefined {
  if (!text) return undefined;
  const instant = readInstant(text);
  if (!instant) {
    throw new PlatformError(
      'BadRequest',
      `${name} must be an ISO 8601 date, with a time or without, not "${text}"`,
    );
  }
  return dayOf(instant);
}

const dayOf = (instant: Date) => instant.toISOString().slice(0, 10);
