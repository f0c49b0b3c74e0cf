import { compileMembershipTests } from '../../compiler/customers.ts';
import type { Ports } from '../../ports/ports.ts';
import { latestSegments } from '../segments/segment-documents.ts';
import { resolveSegment } from '../segments/source-segments.ts';
import { type Customer, endpointIdsOf } from './customer.ts';

/** A segment that holds a customer now. */
export interface CustomerSegment {
  readonly id: string;
  readonly name?: string;
  readonly type: string;
  /** Which of the customer's endpoints it holds. */
  readonly endpointIds: readonly string[];
}

/** Whether a customer is in each segment of the application now. */
export interface Memberships {
  /** By name. */
  readonly segments: CustomerSegment[];
  /** Every segment that could be evaluated; one whose source was deleted could not. */
  readonly known: ReadonlySet<string>;
  readonly names: ReadonlyMap<string, string>;
  /** Ids of all segments that there are. */
  readonly all: ReadonlySet<string>;
}

/** Tests all segments together, in one statement where their text allows it. */
export async function membershipsOf(
  ports: Ports,
  applicationId: string,
  customer: Customer,
): Promise<Memberships> {
  const segments = await latestSegments(ports, applicationId);
  await ports.endpoints.refreshLake();
  const nodes = await Promise.all(
    segments.map((segment) => resolveSegment(ports, segment).catch(() => undefined)),
  );
  const resolved = nodes.filter((node) => node !== undefined);
  const context = { applicationId, at: ports.clock.now() };
  const holding = new Map<unknown, Set<string>>();
  for (const { statement, tested } of compileMembershipTests(resolved, endpointIdsOf(customer), context)) {
    const rows = await ports.queries.query(statement);
    tested.forEach((node, index) => {
      const held = rows.filter((row) => row[`in_${index}`] === true).map((row) => String(row.endpoint_id));
      holding.set(node, new Set(held));
    });
  }
  const found = segments.flatMap(({ Id, Name, SegmentType }, index): CustomerSegment[] => {
    const ids = holding.get(nodes[index]);
    if (ids === undefined || ids.size === 0) return [];
    return [{ id: Id, name: Name, type: SegmentType, endpointIds: [...ids].sort() }];
  });
  return {
    segments: found.sort((a, b) => ((a.name ?? a.id) < (b.name ?? b.id) ? -1 : 1)),
    known: new Set(segments.filter((_, index) => nodes[index] !== undefined).map(({ Id }) => Id)),
    all: new Set(segments.map(({ Id }) => Id)),
    names: new Map(segments.flatMap(({ Id, Name }) => (Name ? [[Id, Name] as const] : []))),
  };
}
