import type { Ports } from '../../ports/ports.ts';
import { allDocuments } from '../documents.ts';
import { forgetJourney } from '../journeys/journey-documents.ts';
import { forgetApplication } from '../segments/segment-documents.ts';
import { applicationPartition } from './partition.ts';

/** Removes every document of an application's partition, and what finds its segments and journeys from outside. @returns how many */
export async function removeApplicationDocuments(
  ports: Pick<Ports, 'documents'>,
  applicationId: string,
): Promise<number> {
  const found = await allDocuments(ports.documents, applicationPartition(applicationId), '');
  for (const { key } of found) {
    const [, kind, id = ''] = /^(segment|journey)#(.+)$/.exec(key.sort) ?? [];
    if (kind === 'segment') await forgetApplication(ports, id);
    if (kind === 'journey') await forgetJourney(ports, id);
    await ports.documents.delete(key);
  }
  return found.length;
}
