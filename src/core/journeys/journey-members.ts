import { z } from 'zod';
import { parse } from '../parse.ts';
import type { Given, WriteJourney } from './journey.ts';
import { oneOf } from './member-shapes.ts';
import { writeJourneyRequest } from './write-journey.ts';

/**
 * A WriteJourneyRequest with every member in its bounds.
 * @throws PlatformError `BadRequest` naming each wrong member and its value
 */
export function readWriteJourney(body: unknown): WriteJourney {
  const request = parse(writeJourneyRequest, body, 'WriteJourneyRequest');
  return withoutNulls(request) as WriteJourney;
}

const journeyStateRequest = z.object({ State: oneOf(['ACTIVE', 'PAUSED', 'CANCELLED']) });
export type JourneyStateRequest = z.output<typeof journeyStateRequest>;

/** @throws PlatformError `BadRequest` */
export function readStateRequest(body: unknown): JourneyStateRequest {
  return parse(journeyStateRequest, body, 'JourneyStateRequest');
}

function withoutNulls<T>(value: T): Given<T> {
  if (Array.isArray(value)) return value.map(withoutNulls) as Given<T>;
  if (typeof value !== 'object' || value === null) return value as Given<T>;
  const given = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  return Object.fromEntries(given.map(([name, member]) => [name, withoutNulls(member)])) as Given<T>;
}
