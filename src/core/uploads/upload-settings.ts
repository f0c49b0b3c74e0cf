import type { Ports } from '../../ports/ports.ts';
import { applicationPartition } from '../apps/partition.ts';
import { parseRfmSettings, type RfmSettings } from '../rfm/settings.ts';

const keyOf = (applicationId: string) => ({
  partition: applicationPartition(applicationId),
  sort: 'rfm-settings',
});

/** How an application's uploads are scored when the upload itself does not say. */
export async function rfmSettingsOf(ports: Ports, applicationId: string): Promise<RfmSettings> {
  const stored = await ports.documents.get<RfmSettings>(keyOf(applicationId));
  return stored?.value ?? parseRfmSettings({}, ports.stage.clusters);
}

/** @throws PlatformError `BadRequest` naming the member and its value */
export async function putRfmSettings(
  ports: Ports,
  applicationId: string,
  given: unknown,
): Promise<RfmSettings> {
  const settings = parseRfmSettings(given, ports.stage.clusters);
  await ports.documents.put(keyOf(applicationId), settings);
  return settings;
}
