import type { Ports } from '../../ports/ports.ts';
import { applicationFiles } from '../erasure/application-files.ts';
import { requestApplicationErasure } from '../erasure/request-erasure.ts';
import { forgetSuppressions } from '../suppression/suppressed-rows.ts';
import { type Application, applicationKey, forgetDefault, requireApp } from './apps.ts';
import { removeApplicationDocuments } from './remove-documents.ts';

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
  await requestApplicationErasure(ports, applicationId, await applicationFiles(ports, applicationId), {
    keyId,
  });
  await ports.endpoints.removeAll(applicationId);
  await forgetSuppressions(ports, applicationId);
  await removeApplicationDocuments(ports, applicationId);
  await ports.documents.delete(applicationKey(applicationId));
  return app;
}
