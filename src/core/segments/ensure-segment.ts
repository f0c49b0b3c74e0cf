import { isDeepStrictEqual } from 'node:util';
import type { DocumentKey } from '../../ports/document-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import { applicationPartition } from '../apps/partition.ts';
import { changeDocument } from '../documents.ts';
import type { Tags } from '../tags/tags.ts';
import { definitionOf, firstVersion, nextVersion, prepareNew } from './next-version.ts';
import type { SegmentDimensions, StoredSegment } from './segment.ts';
import { findSegment, latestSegments, storeVersion } from './segment-documents.ts';
import { validateSegment } from './validate-segment.ts';

/** Which segment `ensureSegment` keeps under a name; Pinpoint itself lets several have the same. */
interface NamedSegment {
  Id: string;
}

/**
 * Sees to it that the application has a dimensional segment of this name with these criteria. It is
 * created when there is none, and gets a new version only if its criteria differ. Running it again,
 * or several times at once, makes no second one. A segment that was renamed is no longer meant.
 * @param tags given to the segment when it is created
 * @throws PlatformError `NotFound` for the application, `BadRequest` for a broken rule
 */
export async function ensureSegment(
  ports: Ports,
  applicationId: string,
  name: string,
  dimensions: SegmentDimensions,
  tags: Tags = {},
): Promise<StoredSegment> {
  await requireApp(ports, applicationId);
  const request = validateSegment({ Name: name, Dimensions: dimensions });
  const id = await idOf(ports, applicationId, name);
  const first = firstVersion(ports, applicationId, id, request);
  if ((await findSegment(ports, applicationId, id)) === undefined) await prepareNew(ports, first, tags);
  return storeVersion(ports, applicationId, id, (latest) => {
    if (latest === undefined) return first;
    const isSame = isDeepStrictEqual(definitionOf(latest), definitionOf(request));
    return isSame ? latest : nextVersion(latest, request, ports.clock.now());
  });
}

/** The id that the name stands for; what is first written there holds for everyone. */
async function idOf(ports: Ports, applicationId: string, name: string): Promise<string> {
  const key: DocumentKey = { partition: applicationPartition(applicationId), sort: `segment-name#${name}` };
  const kept = await ports.documents.get<NamedSegment>(key);
  if (kept !== undefined) {
    const segment = await findSegment(ports, applicationId, kept.value.Id);
    if (segment === undefined || segment.Name === name) return kept.value.Id;
  }
  const oldest = (await latestSegments(ports, applicationId))
    .filter((segment) => segment.Name === name && segment.SegmentType === 'DIMENSIONAL')
    .sort((a, b) => (`${a.CreationDate}#${a.Id}` < `${b.CreationDate}#${b.Id}` ? -1 : 1))[0];
  const chosen: NamedSegment = { Id: oldest?.Id ?? ports.ids.resourceId() };
  const { Id } = await changeDocument<NamedSegment>(ports.documents, key, (found) =>
    found === undefined || found.Id === kept?.value.Id ? chosen : found,
  );
  return Id;
}
