import { compileSegmentCount, compileSegmentCounts, compileSegmentPreview } from '../../compiler/segment.ts';
import type { SegmentContext } from '../../compiler/segment-context.ts';
import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import type { StoredSegment } from './segment.ts';
import { latestSegments, requireSegment } from './segment-documents.ts';
import { keepSizes } from './size-history.ts';
import { resolveSegment } from './source-segments.ts';

/** What a marketer is shown of an endpoint. Members that the endpoint does not have are absent. */
export interface EndpointSummary {
  endpointId: string;
  channelType?: string;
  address?: string;
  userId?: string;
  optOut?: string;
  endpointStatus?: string;
  country?: string;
  /** ISO 8601, UTC. */
  effectiveDate?: string;
}

/**
 * How many endpoints a segment holds now, opted-out and inactive ones included. The latest version's count is
 * kept as the day's size.
 * @param version the latest when absent
 * @throws PlatformError `NotFound` for the application, the segment or the version
 */
export async function countSegment(
  ports: Ports,
  applicationId: string,
  segmentId: string,
  version?: number,
): Promise<number> {
  await requireApp(ports, applicationId);
  const segment = await requireSegment(ports, applicationId, segmentId, version);
  await ports.endpoints.refreshLake();
  const size = await count(ports, segment, contextOf(ports, applicationId));
  const latest = version === undefined ? segment : await requireSegment(ports, applicationId, segmentId);
  if (latest.Version === segment.Version) await keepSizes(ports, applicationId, [{ segment, size }]);
  return size;
}

/**
 * The first endpoints of a segment by their id, and how many it holds.
 * @param limit of `items`
 * @throws PlatformError `NotFound` for the application, the segment or the version
 */
export async function previewSegment(
  ports: Ports,
  applicationId: string,
  segmentId: string,
  { version, limit }: { version?: number; limit: number },
): Promise<{ total: number; items: EndpointSummary[] }> {
  await requireApp(ports, applicationId);
  const segment = await requireSegment(ports, applicationId, segmentId, version);
  return previewStored(ports, segment, limit);
}

/** The same of a segment at hand, which need not be stored. */
export async function previewStored(
  ports: Ports,
  segment: StoredSegment,
  limit: number,
): Promise<{ total: number; items: EndpointSummary[] }> {
  await ports.endpoints.refreshLake();
  const context = contextOf(ports, segment.ApplicationId);
  const node = await resolveSegment(ports, segment);
  const select = compileSegmentPreview(node, context, SUMMARY_COLUMNS, limit);
  const rows = await ports.queries.query<SummaryRow>(select.statement());
  return { total: await count(ports, segment, context), items: rows.map(summaryOf) };
}

/**
 * Every segment of an application with its size now, which is kept as the day's. Dimensional segments are
 * counted together in one scan; a segment whose source was deleted has no size.
 */
export async function segmentSizes(
  ports: Ports,
  applicationId: string,
): Promise<{ segment: StoredSegment; size?: number }[]> {
  await requireApp(ports, applicationId);
  return countTogether(ports, applicationId, await latestSegments(ports, applicationId));
}

/** The same of some segments of an application, in their latest versions. */
export async function countTogether(
  ports: Ports,
  applicationId: string,
  segments: readonly StoredSegment[],
): Promise<{ segment: StoredSegment; size?: number }[]> {
  await ports.endpoints.refreshLake();
  const nodes = await Promise.all(
    segments.map((segment) => resolveSegment(ports, segment).catch(() => undefined)),
  );
  const known = nodes.filter((node) => node !== undefined);
  const sizes = new Map<unknown, number>();
  for (const { statement, counted } of compileSegmentCounts(known, contextOf(ports, applicationId))) {
    const [row] = await ports.queries.query(statement.statement());
    counted.forEach((node, index) => {
      sizes.set(node, Number(row?.[`size_${index}`] ?? 0));
    });
  }
  const sized = segments.map((segment, index) => ({ segment, size: sizes.get(nodes[index]) }));
  await keepSizes(ports, applicationId, sized);
  return sized;
}

async function count(ports: Ports, segment: StoredSegment, context: SegmentContext): Promise<number> {
  const select = compileSegmentCount(await resolveSegment(ports, segment), context);
  const [row] = await ports.queries.query<{ total: number }>(select.statement());
  return row?.total ?? 0;
}

export function contextOf(ports: Ports, applicationId: string): SegmentContext {
  return { applicationId, at: ports.clock.now() };
}

const SUMMARY_COLUMNS = [
  'endpoint_id',
  'given_id',
  'channel_type',
  'address',
  'user_id',
  'opt_out',
  'endpoint_status',
  'location_country',
  'effective_date',
] as const;

type SummaryRow = {
  [Column in Exclude<(typeof SUMMARY_COLUMNS)[number], 'effective_date'>]: string | null;
} & {
  effective_date: Date | null;
};

function summaryOf(row: SummaryRow): EndpointSummary {
  return {
    endpointId: row.given_id ?? row.endpoint_id ?? '',
    channelType: row.channel_type ?? undefined,
    address: row.address ?? undefined,
    userId: row.user_id ?? undefined,
    optOut: row.opt_out ?? undefined,
    endpointStatus: row.endpoint_status ?? undefined,
    country: row.location_country ?? undefined,
    effectiveDate: row.effective_date?.toISOString(),
  };
}
