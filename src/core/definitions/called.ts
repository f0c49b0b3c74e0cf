import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import { findCampaign, readDefinition } from '../campaigns/campaign-documents.ts';
import { PlatformError } from '../errors.ts';
import { findJourney } from '../journeys/journey-documents.ts';
import { findSegment } from '../segments/segment-documents.ts';
import type { DefinitionKey } from './definition-name.ts';
import { keptNames } from './kept-names.ts';

/** What a definition is called, or was when it was deleted. */
export interface Called {
  readonly kind: DefinitionKey['kind'];
  readonly id: string;
  /** Absent where it has none. */
  readonly name?: string;
  readonly deleted: boolean;
}

/** @throws PlatformError `NotFound` for the application, and for what is not there and left no name */
export async function calledWhat(ports: Ports, key: DefinitionKey): Promise<Called> {
  await requireApp(ports, key.applicationId);
  const { kind, id } = key;
  const living = await livingName(ports, key);
  if (living !== undefined) return { kind, id, ...(living && { name: living }), deleted: false };
  const name = (await keptNames(ports, [key])).of(kind, id);
  if (name !== undefined) return { kind, id, name, deleted: true };
  throw new PlatformError(
    'NotFound',
    `No ${kind} ${id} is in application ${key.applicationId}, nor was one with a name`,
  );
}

/** @returns empty where it has no name, `undefined` when there is no such definition */
async function livingName(
  ports: Ports,
  { applicationId, kind, id }: DefinitionKey,
): Promise<string | undefined> {
  if (kind === 'campaign') {
    const campaign = await findCampaign(ports, { applicationId, campaignId: id });
    return campaign && ((await readDefinition(ports, campaign)).Name ?? '');
  }
  if (kind === 'journey') return (await findJourney(ports, applicationId, id))?.journey.Name;
  const segment = await findSegment(ports, applicationId, id);
  return segment && (segment.Name ?? '');
}
