import { z } from 'zod';
import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import { applicationPartition } from '../apps/partition.ts';
import { PlatformError } from '../errors.ts';
import { parse } from '../parse.ts';

/** The stream that an application names for its events (EventStream). */
export interface EventStream {
  readonly ApplicationId: string;
  readonly DestinationStreamArn: string;
  readonly RoleArn: string;
  /** ISO 8601, UTC. */
  readonly LastModifiedDate: string;
  /** Id of the access key. */
  readonly LastUpdatedBy?: string;
}

const DESTINATION =
  /^arn:aws[\w-]*:(?:kinesis:[\w-]+:\d{12}:stream\/[\w.-]{1,128}|firehose:[\w-]+:\d{12}:deliverystream\/[\w.-]{1,64})$/;
const ROLE = /^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/;

const writeEventStream = z.object({
  DestinationStreamArn: z.string().regex(DESTINATION, {
    error: (issue) => `must be the ARN of a Kinesis or Firehose stream, not ${issue.input}`,
  }),
  RoleArn: z.string().regex(ROLE, { error: (issue) => `must be the ARN of an IAM role, not ${issue.input}` }),
});

const keyOf = (applicationId: string) => ({
  partition: applicationPartition(applicationId),
  sort: 'event-stream',
});

/**
 * Notes an application's event stream, in place of an earlier one. All events are in the lake
 * whether there is a stream or not; none is forwarded to it.
 * @param body a WriteEventStream, not yet checked
 * @throws PlatformError `NotFound` for the application, `BadRequest`
 */
export async function putEventStream(
  ports: Ports,
  applicationId: string,
  body: unknown,
  keyId?: string,
): Promise<EventStream> {
  await requireApp(ports, applicationId);
  const stream: EventStream = {
    ApplicationId: applicationId,
    ...parse(writeEventStream, body, 'WriteEventStream'),
    LastModifiedDate: ports.clock.now().toISOString(),
    LastUpdatedBy: keyId,
  };
  await ports.documents.put(keyOf(applicationId), stream);
  return stream;
}

/** @throws PlatformError `NotFound` for the application, or when it has no stream */
export async function getEventStream(ports: Ports, applicationId: string): Promise<EventStream> {
  await requireApp(ports, applicationId);
  const found = await ports.documents.get<EventStream>(keyOf(applicationId));
  if (!found) throw new PlatformError('NotFound', `Application ${applicationId} has no event stream`);
  return found.value;
}

/** @returns the stream as it was @throws as `getEventStream` */
export async function deleteEventStream(ports: Ports, applicationId: string): Promise<EventStream> {
  const stream = await getEventStream(ports, applicationId);
  await ports.documents.delete(keyOf(applicationId));
  return stream;
}
