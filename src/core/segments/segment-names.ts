import type { Ports } from '../../ports/ports.ts';
import { latestSegments } from './segment-documents.ts';

/** Names of an application's segments by id; those without a name are left out. */
export async function segmentNames(ports: Ports, applicationId: string): Promise<Map<string, string>> {
  const segments = await latestSegments(ports, applicationId);
  return new Map(segments.flatMap(({ Id, Name }) => (Name ? [[Id, Name] as const] : [])));
}
