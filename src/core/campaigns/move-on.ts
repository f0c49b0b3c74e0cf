import type { Ports } from '../../ports/ports.ts';
import { changeCampaign, findCampaign } from './campaign-documents.ts';
import type { CampaignBatch } from './run-documents.ts';
import { settled } from './track.ts';

/** After a batch is over: the track that waited for it is due again, or complete. Done again, it changes nothing. */
export async function moveOn(
  ports: Ports,
  applicationId: string,
  { campaignId, planned }: CampaignBatch,
): Promise<void> {
  const key = { applicationId, campaignId };
  const campaign = await findCampaign(ports, key);
  if (campaign === undefined) return; // deleted meanwhile
  const isIts = ({ running }: { running?: string }) => running === planned.batchId;
  await changeCampaign(ports, key, (found = campaign) =>
    found.tracks.some(isIts)
      ? { ...found, tracks: found.tracks.map((track) => (isIts(track) ? settled(track) : track)) }
      : found,
  );
}
