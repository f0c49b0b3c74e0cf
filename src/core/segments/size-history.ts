import type { DocumentKey } from '../../ports/document-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { applicationPartition } from '../apps/partition.ts';
import { allDocuments, changeDocument } from '../documents.ts';
import { PlatformError } from '../errors.ts';
import type { StoredSegment } from './segment.ts';

/*
 * How large segments were. Counting is one statement in the lake; what is kept of it is a number a day, in one
 * document for each segment and month. A chart of a year then reads twelve small documents and no table, and no
 * size waits for Athena. The last count of a day (UTC) is that day's size.
 */

/** The size that a segment had on a day. */
export interface DaySize {
  /** `yyyy-MM-dd`, UTC. */
  readonly day: string;
  /** Endpoints, opted-out and inactive ones included. */
  readonly size: number;
  /** The segment's version that was counted. */
  readonly version: number;
  /** When it was counted; ISO 8601, UTC. */
  readonly at: string;
}

/** Both days count. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

interface Month {
  /** By day, `yyyy-MM-dd`. */
  readonly days: Readonly<Record<string, Omit<DaySize, 'day'>>>;
}

const PREFIX = 'segment-sizes#';
const MONTH_LENGTH = 'yyyy-MM'.length;
const DAY_MS = 86_400_000;
/** When no `from` is given. The choice is ours. */
const USUAL_DAYS = 30;
/** A bound on what one answer reads; ours. */
const LONGEST_DAYS = 2 * 366;

export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 'yyyy-MM-dd'.length);
}

/**
 * The days that are asked for; thirty up to today when nothing is given.
 * @throws PlatformError `BadRequest` naming the parameter and its value
 */
export function readDayRange(given: { readonly from?: string; readonly to?: string }, now: Date): DayRange {
  const to = readDay('to', given.to) ?? dayOf(now);
  const from = readDay('from', given.from) ?? dayOf(new Date(Date.parse(to) - (USUAL_DAYS - 1) * DAY_MS));
  if (from > to) throw new PlatformError('BadRequest', `from ${from} is after to ${to}`);
  if (Date.parse(to) - Date.parse(from) >= LONGEST_DAYS * DAY_MS) {
    throw new PlatformError(
      'BadRequest',
      `from ${from} and to ${to} are more than ${LONGEST_DAYS} days apart`,
    );
  }
  return { from, to };
}

/** Keeps sizes just counted as those of the day. Those that are known already are not written again. */
export async function keepSizes(
  ports: Ports,
  applicationId: string,
  sized: readonly { readonly segment: StoredSegment; readonly size?: number }[],
): Promise<void> {
  const at = ports.clock.now().toISOString();
  const day = at.slice(0, 'yyyy-MM-dd'.length);
  const prefix = `${PREFIX}${day.slice(0, MONTH_LENGTH)}#`;
  const known = await monthsOf(ports, applicationId, prefix, sized);
  for (const { segment, size } of sized) {
    if (size === undefined) continue;
    const { Id, Version: version } = segment;
    const kept = known.get(prefix + Id)?.days[day];
    if (kept?.size === size && kept.version === version) continue;
    const key = { partition: applicationPartition(applicationId), sort: prefix + Id };
    await changeDocument<Month>(ports.documents, key, (found) => ({
      days: { ...found?.days, [day]: { size, version, at } },
    }));
  }
}

/** The sizes of one segment, the oldest first. Days on which nobody counted are absent. */
export async function sizesOf(
  ports: Ports,
  { ApplicationId, Id }: StoredSegment,
  range: DayRange,
): Promise<DaySize[]> {
  const keys = monthsBetween(range).map((month) => monthKey(ApplicationId, month, Id));
  const found = await Promise.all(keys.map((key) => ports.documents.get<Month>(key)));
  return found.flatMap((document) => daysWithin(document?.value, range));
}

/** The sizes of every segment of an application, by the segment's id. */
export async function sizesByDay(
  ports: Ports,
  applicationId: string,
  range: DayRange,
): Promise<ReadonlyMap<string, DaySize[]>> {
  const sizes = new Map<string, DaySize[]>();
  for (const month of monthsBetween(range)) {
    const prefix = `${PREFIX}${month}#`;
    const documents = await allDocuments<Month>(ports.documents, applicationPartition(applicationId), prefix);
    for (const { key, value } of documents) {
      const id = key.sort.slice(prefix.length);
      sizes.set(id, [...(sizes.get(id) ?? []), ...daysWithin(value, range)]);
    }
  }
  return sizes;
}

/** Of a segment that is deleted. */
export async function forgetSizes(
  ports: Ports,
  { ApplicationId, CreationDate, Id }: Pick<StoredSegment, 'ApplicationId' | 'CreationDate' | 'Id'>,
): Promise<void> {
  for (const month of monthsBetween({ from: CreationDate, to: dayOf(ports.clock.now()) })) {
    await ports.documents.delete(monthKey(ApplicationId, month, Id));
  }
}

/** What is kept of this month: of one segment by its key, else of all at once. */
async function monthsOf(
  ports: Ports,
  applicationId: string,
  prefix: string,
  sized: readonly { readonly segment: StoredSegment }[],
): Promise<ReadonlyMap<string, Month>> {
  const partition = applicationPartition(applicationId);
  const [only, ...others] = sized;
  if (only === undefined) return new Map();
  if (others.length > 0) {
    const documents = await allDocuments<Month>(ports.documents, partition, prefix);
    return new Map(documents.map(({ key, value }) => [key.sort, value]));
  }
  const found = await ports.documents.get<Month>({ partition, sort: prefix + only.segment.Id });
  return new Map(found && [[found.key.sort, found.value]]);
}

function monthKey(applicationId: string, month: string, segmentId: string): DocumentKey {
  return { partition: applicationPartition(applicationId), sort: `${PREFIX}${month}#${segmentId}` };
}

/** `yyyy-MM` of every month that the days lie in. */
function monthsBetween({ from, to }: DayRange): string[] {
  const months: string[] = [];
  const last = to.slice(0, MONTH_LENGTH);
  for (let month = from.slice(0, MONTH_LENGTH); month <= last; month = monthAfter(month)) months.push(month);
  return months;
}

function monthAfter(month: string): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, MONTH_LENGTH);
}

function daysWithin(month: Month | undefined, { from, to }: DayRange): DaySize[] {
  return Object.entries(month?.days ?? {})
    .filter(([day]) => day >= from && day <= to)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, size]) => ({ day, ...size }));
}

function readDay(name: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  if (day === undefined || Number.isNaN(day.getTime()) || dayOf(day) !== text) {
    throw new PlatformError('BadRequest', `${name} must be a day such as 2026-06-01, not "${text}"`);
  }
  return text;
}
