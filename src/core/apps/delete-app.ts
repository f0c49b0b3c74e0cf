import type { Ports } from '../../ports/ports.ts';
import { allDocuments } from '../documents.ts';
import { requestApplicationErasure } from '../erasure/request-erasure.ts';
import { jobPrefix } from '../jobs/job-documents.ts';
import { forgetSuppressions } from '../suppression/suppressed-rows.ts';
import { type Application, applicationKey, forgetDefault, requireApp } from './apps.ts';
import { applicationPartition } from './partition.ts';

/**
 * Removes an application with its endpoints and every document of its partition, and asks for the erasure of its rows
 * and files.
 * The application itself goes last, so that a deletion cut short can be asked for again.
 * @returns the application as it was
 * @throws PlatformError `NotFound`
 */
export async function deleteApp(ports: Ports, applicationId: string, keyId?: string): Promise<Application> {
  const app = await requireApp(ports, applicationId);
  await forgetDefault(ports, applicationId);
  await requestApplicationErasure(ports, applicationId, await filePrefixes(ports, applicationId), { keyId });
  await ports.endpoints.removeAll(applicationId);
  await forgetSuppressions(ports, applicationId);
  for (const { key } of await allDocuments(ports.documents, applicationPartition(applicationId), '')) {
    await ports.documents.delete(key);
  }
  await ports.documents.delete(applicationKey(applicationId));
  return app;
}

/** Where the application's jobs keep files in the lake bucket; what was imported from and exported to is its owner's. */
async function filePrefixes(ports: Ports, applicationId: string): Promise<string[]> {
  const partition = applicationPartition(applicationId);
  const jobs = await Promise.all(
    ['import-job#', 'export-job#'].map((kind) => allDocuments(ports.documents, partition, kind)),
  );
  return jobs.flat().map(({ key }) => jobPrefix(key.sort.slice(key.sort.indexOf('#') + 1)));
}
