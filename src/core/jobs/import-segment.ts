import {
  countMembers,
  dropMembers,
  keepMembers,
  type MembersVersion,
} from '../../compiler/imported-members.ts';
import type { Ports } from '../../ports/ports.ts';
import { defineImportedSegment } from '../segments/segments.ts';
import type { ImportDefinition, ImportRun, Job } from './job.ts';

type ImportJob = Job<ImportDefinition>;
type Segment = NonNullable<ImportRun['segment']>;

/** Adds the rows of one piece to the segment of an import; with the first, the members it had before. */
export async function addImportMembers(
  ports: Ports,
  job: ImportJob,
  segment: Segment,
  { piece, isFirst }: { readonly piece: string; readonly isFirst: boolean },
): Promise<void> {
  const { segmentId, version, membersVersion } = segment;
  if (isFirst && membersVersion !== undefined) {
    await ports.queries.run(keepMembers(target(job, segment), membersVersion), `${job.Id}-kept`);
  }
  const registered = job.Definition.RegisterEndpoints;
  await ports.endpoints.addMembers(
    job.ApplicationId,
    { segmentId, version, registered },
    piece,
    new Date(job.CreationDate),
  );
}

/** Makes the segment, or its next version, of the members that were added. */
export async function defineSegmentOfImport(ports: Ports, job: ImportJob, segment: Segment): Promise<void> {
  const { Format, S3Url, RoleArn, SegmentName, ExternalId = '' } = job.Definition;
  await ports.endpoints.refreshLake();
  const counts = await ports.queries.query<{ channel: string; members: number }>(
    countMembers(target(job, segment)),
  );
  await defineImportedSegment(ports, job.ApplicationId, {
    segmentId: segment.segmentId,
    version: segment.version,
    name: SegmentName,
    importDefinition: {
      ExternalId,
      Format,
      RoleArn,
      S3Url,
      Size: counts.reduce((sum, { members }) => sum + members, 0),
      ChannelCounts: Object.fromEntries(counts.map(({ channel, members }) => [channel, members])),
    },
  });
}

/** Takes away what an import that failed added, so that the next version starts clean. */
export async function dropImportMembers(ports: Ports, job: ImportJob, segment: Segment): Promise<void> {
  await ports.queries.run(dropMembers(target(job, segment)), `${job.Id}-dropped`);
}

function target({ ApplicationId }: ImportJob, { segmentId, version }: Segment): MembersVersion {
  return { applicationId: ApplicationId, segmentId, version };
}
