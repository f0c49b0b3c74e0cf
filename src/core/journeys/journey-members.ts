import { z } from 'zod';
import { parse, withoutNulls } from '../parse.ts';
import type { WriteJourney } from './journey.ts';
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
