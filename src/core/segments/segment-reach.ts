import { compileSegmentCount, compileSegmentOverlap, compileSegmentReach } from '../../compiler/segment.ts';
import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import type { StoredSegment } from './segment.ts';
import { requireSegment } from './segment-documents.ts';
import type { SegmentNode } from './segment-graph.ts';
import { contextOf } from './segment-size.ts';
import { keepSizes } from './size-history.ts';
import { resolveSegment } from './source-segments.ts';

/** How many endpoints a segment holds, and how many of them can be written to. */
export interface Reach {
  /** Opted-out and inactive ones included. */
  readonly count: number;
  /** Endpoints of the whole application. */
  readonly everyone: number;
  /** The largest first; endpoints without a channel have no `channelType`. */
  readonly channels: readonly ChannelReach[];
  /** ISO 8601, UTC. */
  readonly at: string;
}

export interface ChannelReach {
  readonly channelType?: string;
  readonly endpoints: number;
  /** Of these, active and not opted out of everything. Suppressed addresses are not looked at. */
  readonly reachable: number;
}

/** Endpoints by which of two segments hold them. */
export interface Overlap {
  readonly onlyFirst: number;
  readonly both: number;
  readonly onlySecond: number;
}

type ReachRow = { channel_type: string | null; endpoints: number; reachable: number };
type OverlapRow = { only_first: number; both_segments: number; only_second: number };

/** Of everyone in the application. */
const EVERYONE: SegmentNode = { kind: 'dimensional', groups: [], include: 'ALL' };

/** Of a segment's latest version; the count is kept as the day's size, so that a new segment has one at once. */
export async function segmentReach(ports: Ports, segment: StoredSegment): Promise<Reach> {
  const reach = await reachOf(ports, segment);
  await keepSizes(ports, segment.ApplicationId, [{ segment, size: reach.count }]);
  return reach;
}

/** @param segment need not be stored */
export async function reachOf(ports: Ports, segment: StoredSegment): Promise<Reach> {
  await ports.endpoints.refreshLake();
  const context = contextOf(ports, segment.ApplicationId);
  const node = await resolveSegment(ports, segment);
  const [rows, [total]] = await Promise.all([
    ports.queries.query<ReachRow>(compileSegmentReach(node, context).statement()),
    ports.queries.query<{ total: number }>(compileSegmentCount(EVERYONE, context).statement()),
  ]);
  return {
    count: rows.reduce((sum, { endpoints }) => sum + endpoints, 0),
    everyone: total?.total ?? 0,
    channels: rows.map(({ channel_type, endpoints, reachable }) => ({
      ...(channel_type !== null && { channelType: channel_type }),
      endpoints,
      reachable,
    })),
    at: context.at.toISOString(),
  };
}

/**
 * How two segments of an application meet, as they are now; one statement.
 * @throws PlatformError `NotFound` for the application or a segment
 */
export async function overlapOf(
  ports: Ports,
  applicationId: string,
  [first, second]: readonly [string, string],
): Promise<Overlap & { first: StoredSegment; second: StoredSegment; at: string }> {
  await requireApp(ports, applicationId);
  const segments = [
    await requireSegment(ports, applicationId, first),
    await requireSegment(ports, applicationId, second),
  ] as const;
  await ports.endpoints.refreshLake();
  const context = contextOf(ports, applicationId);
  const nodes = [await resolveSegment(ports, segments[0]), await resolveSegment(ports, segments[1])] as const;
  const [row] = await ports.queries.query<OverlapRow>(compileSegmentOverlap(nodes, context).statement());
  return {
    first: segments[0],
    second: segments[1],
    at: context.at.toISOString(),
    onlyFirst: row?.only_first ?? 0,
    both: row?.both_segments ?? 0,
    onlySecond: row?.only_second ?? 0,
  };
}
