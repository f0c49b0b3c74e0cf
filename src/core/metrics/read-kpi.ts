import type { Ports } from '../../ports/ports.ts';
import { PlatformError } from '../errors.ts';
import type { DateRange } from './date-range.ts';
import { KPIS, type Kpi, type KpiCounts, type KpiGroup, type KpiOwner } from './kpis.ts';

/** `KpiResult.Rows`: texts throughout, as Pinpoint answers. */
export interface KpiRow {
  readonly GroupedBys?: readonly KpiCell[];
  readonly Values: readonly KpiCell[];
}

export interface KpiCell {
  readonly Key: string;
  readonly Type: string;
  readonly Value: string;
}

export interface KpiQuestion extends DateRange {
  readonly applicationId: string;
  readonly owner: KpiOwner;
  /** The campaign's or journey's id. */
  readonly ownerId?: string;
  readonly name: string;
}

/** Keys for country and error are ours: pinpoint-events-kpis.md 3.1. */
const GROUP_KEYS: Readonly<Record<Exclude<KpiGroup, 'none'>, string>> = {
  date: 'Date',
  campaign: 'CampaignId',
  run: 'CampaignActivityId',
  activity: 'JourneyActivityId',
  country: 'Country',
  error: 'ErrorCode',
};

/**
 * A standard metric between two instants.
 * @returns one row, or one a group; none where nothing happened
 * @throws PlatformError `BadRequest` for a name that the owner does not have
 */
export async function readKpi(ports: Ports, question: KpiQuestion): Promise<KpiRow[]> {
  const kpi = KPIS[question.owner].get(question.name);
  if (!kpi) {
    throw new PlatformError('BadRequest', `${question.name} is not a metric of ${article(question.owner)}`);
  }
  const rows = await ports.queries.query(statementOf(ports, kpi, question));
  return rows.flatMap(({ grouped_by: _, group_key: group, ...counts }) =>
    rowOf(kpi, String(group), counts as KpiCounts),
  );
}

/** Which messages `message_metrics` counts, and how it groups them. */
export interface MessageCount extends DateRange {
  readonly applicationId: string;
  readonly origin: Kpi['origin'];
  /** One campaign or journey; all of them when absent. */
  readonly originId?: string;
  /** `each`: all of them, the days, and the runs or activities, by one reading of the events. */
  readonly group: KpiGroup | 'each';
}

export interface CountedGroup {
  readonly by: KpiGroup;
  readonly group: string;
  readonly counts: KpiCounts;
}

/** The rows of `message_metrics`; none where nothing happened. */
export async function countMessages(ports: Ports, asked: MessageCount): Promise<CountedGroup[]> {
  const { origin, originId = '' } = asked;
  const parameters = { ...rangeOf(asked), group_by: asked.group, origin, origin_id: originId };
  const rows = await ports.queries.query(ports.named('message_metrics', parameters));
  return rows.map(({ grouped_by, group_key: group, ...counts }) => ({
    by: grouped_by as KpiGroup,
    group: String(group),
    counts: counts as KpiCounts,
  }));
}

function statementOf(ports: Ports, { query, origin, group }: Kpi, question: KpiQuestion) {
  const of = query === 'message_metrics' ? { origin, origin_id: question.ownerId ?? '' } : {};
  return ports.named(query, { ...rangeOf(question), group_by: group, ...of });
}

function rangeOf({ applicationId, start, end }: DateRange & { readonly applicationId: string }) {
  return {
    application_id: applicationId,
    from_day: dayOf(start),
    to_day: dayOf(end),
    from_ms: start.getTime(),
    to_ms: end.getTime(),
  };
}

function rowOf(kpi: Kpi, group: string, counts: KpiCounts): KpiRow[] {
  const value = kpi.value(counts);
  if (value === undefined || (kpi.group === 'error' && value === 0)) return [];
  const Values = [{ Key: kpi.valueKey, Type: 'Double', Value: doubleText(value) }];
  if (kpi.group === 'none') return [{ Values }];
  return [{ GroupedBys: [{ Key: GROUP_KEYS[kpi.group], Type: 'String', Value: group }], Values }];
}

/** As Java prints a double, for which Pinpoint's samples speak: `123.0`. */
function doubleText(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

const dayOf = (instant: Date) => instant.toISOString().slice(0, 10);
const article = (owner: KpiOwner) => `${owner === 'application' ? 'an' : 'a'} ${owner}`;
