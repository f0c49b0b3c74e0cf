import type { Ports } from '../../ports/ports.ts';
import { requireApp } from '../apps/apps.ts';
import { arnOf } from '../arn.ts';
import { noteRemoval } from '../definitions/changed-definitions.ts';
import { campaignRows } from '../definitions/definition-rows.ts';
import { PlatformError } from '../errors.ts';
import { type Page, type PageRequest, pageOf } from '../paging.ts';
import { checkTags, putTags, removeTags, type Tags, tagsOf, tagsWithin } from '../tags/tags.ts';
import { ACTIVE_STATUSES, type CampaignDefinition, type WriteCampaign } from './campaign.ts';
import {
  campaignNotFound,
  campaignVersions,
  changeCampaign,
  findCampaign,
  indexState,
  latestCampaigns,
  readDefinition,
  removeCampaign,
  requireCampaign,
  type StoredCampaign,
  statusOf,
  storeDefinition,
} from './campaign-documents.ts';
import { type CampaignResponse, campaignResponse } from './campaign-response.ts';
import { activeCampaigns, type CampaignKey, dropEntries, indexSorts } from './due-index.ts';
import { continuedTracks, newTracks } from './tracks.ts';
import { checkCampaign, readCampaign } from './validate-campaign.ts';

/** Source: pinpoint-api.md 4.2. */
const MAX_ACTIVE = 200;
const MAX_OF_KIND = { EVENT: 25, IN_APP_EVENT: 25 } as const;

/**
 * Creates a campaign and schedules it.
 * @param body a WriteCampaignRequest, not yet checked
 * @throws PlatformError `NotFound` for the application, `BadRequest` for a broken rule or a reference to nothing
 */
export async function createCampaign(
  ports: Ports,
  applicationId: string,
  body: unknown,
): Promise<CampaignResponse> {
  const request = readCampaign(body);
  checkTags(request.tags ?? {});
  await requireApp(ports, applicationId);
  const definition = await checkCampaign(ports, applicationId, request);
  await checkQuota(ports, applicationId, definition);
  const key = { applicationId, campaignId: ports.ids.resourceId() };
  const now = ports.clock.now();
  const Arn = arnOf(ports.stage, `apps/${applicationId}/campaigns/${key.campaignId}`);
  const first: StoredCampaign = {
    ApplicationId: applicationId,
    Arn,
    CreationDate: now.toISOString(),
    Id: key.campaignId,
    LastModifiedDate: now.toISOString(),
    Version: 1,
    frequency: definition.Schedule.Frequency ?? 'ONCE',
    isPaused: definition.IsPaused ?? false,
    tracks: newTracks(definition, now.getTime()),
    ...(await storeDefinition(ports, key, definition)),
  };
  await putTags(ports, Arn, request.tags);
  return campaignResponse(
    await changeCampaign(ports, key, (found) => found ?? first),
    definition,
    request.tags ?? {},
  );
}

/**
 * @param version the latest when absent
 * @throws PlatformError `NotFound` for the application, the campaign or the version
 */
export async function getCampaign(
  ports: Ports,
  key: CampaignKey,
  version?: number,
): Promise<CampaignResponse> {
  await requireApp(ports, key.applicationId);
  const campaign = await requireCampaign(ports, key, version);
  return describe(ports, campaign, await tagsOf(ports, campaign.Arn));
}

/** Latest versions, the newest campaign first. @throws PlatformError `NotFound` for the application */
export async function listCampaigns(
  ports: Ports,
  applicationId: string,
  request: PageRequest,
): Promise<Page<CampaignResponse>> {
  await requireApp(ports, applicationId);
  const campaigns = await latestCampaigns(ports, applicationId);
  const page = pageOf(campaigns, ({ CreationDate, Id }) => `${CreationDate}#${Id}`, request);
  const tags = await tagsWithin(ports, applicationId);
  const described = page.Item.map((campaign) => describe(ports, campaign, tags.get(campaign.Arn) ?? {}));
  return { ...page, Item: await Promise.all(described) };
}

/** The newest version first. @throws PlatformError `NotFound` for the application or the campaign */
export async function listCampaignVersions(
  ports: Ports,
  key: CampaignKey,
  request: PageRequest,
): Promise<Page<CampaignResponse>> {
  await requireApp(ports, key.applicationId);
  const latest = await requireCampaign(ports, key);
  const versions = await campaignVersions(ports, latest);
  const page = pageOf(versions, ({ Version }) => String(Version).padStart(10, '0'), request);
  const tags = await tagsOf(ports, latest.Arn);
  return { ...page, Item: await Promise.all(page.Item.map((version) => describe(ports, version, tags))) };
}

/**
 * Stores a new version; `tags` are ignored, as Pinpoint ignores them since 2023. Members that the
 * request does not have stay as they are, so that `{ IsPaused: true }` is a pause and nothing else
 * (ours); `{}` or `[]` clears one. A schedule that stays the same goes on; another one begins anew.
 * @param body a WriteCampaignRequest, not yet checked
 * @throws PlatformError `NotFound`; `BadRequest` for a broken rule or a reference to nothing
 */
export async function updateCampaign(
  ports: Ports,
  key: CampaignKey,
  body: unknown,
): Promise<CampaignResponse> {
  const request = readCampaign(body);
  await requireApp(ports, key.applicationId);
  const before = await requireCampaign(ports, key);
  const old = await readDefinition(ports, before);
  const definition = await checkCampaign(ports, key.applicationId, merged(old, request));
  if (!ACTIVE_STATUSES.includes(statusOf(before))) {
    await checkQuota(ports, key.applicationId, definition, key.campaignId);
  }
  const stored = await storeDefinition(ports, key, definition);
  const now = ports.clock.now();
  const campaign = await changeCampaign(ports, key, (found) => {
    if (found === undefined) throw campaignNotFound(key);
    const isPaused = definition.IsPaused ?? false;
    return {
      ...found,
      ...stored,
      LastModifiedDate: now.toISOString(),
      Version: found.Version + 1,
      frequency: definition.Schedule.Frequency ?? 'ONCE',
      isPaused,
      ended: undefined,
      tracks: continuedTracks(definition, found.tracks, now.getTime(), found.isPaused && !isPaused),
    };
  });
  return describe(ports, campaign, await tagsOf(ports, campaign.Arn));
}

/**
 * Deletes a campaign with all its versions. A run under way goes on; nothing else starts, and what
 * its runs left stays for its metrics.
 * @returns the campaign as it was, in state `DELETED`
 * @throws PlatformError `NotFound`
 */
export async function deleteCampaign(ports: Ports, key: CampaignKey): Promise<CampaignResponse> {
  await requireApp(ports, key.applicationId);
  const campaign = await requireCampaign(ports, key);
  const answer = await describe(ports, { ...campaign, ended: 'DELETED' }, await tagsOf(ports, campaign.Arn));
  const last = campaignRows(campaign, await readDefinition(ports, campaign));
  await noteRemoval(ports, { applicationId: key.applicationId, kind: 'campaign', id: campaign.Id }, last);
  await removeCampaign(ports, campaign);
  await removeTags(ports, campaign.Arn);
  return answer;
}

/** Another segment's version is not that of the old one. */
function merged({ SegmentVersion, ...old }: CampaignDefinition, request: WriteCampaign): WriteCampaign {
  const isSameSegment = request.SegmentId === undefined || request.SegmentId === old.SegmentId;
  return { ...old, ...(isSameSegment && { SegmentVersion }), ...request };
}

async function describe(ports: Ports, campaign: StoredCampaign, tags: Tags): Promise<CampaignResponse> {
  return campaignResponse(campaign, await readDefinition(ports, campaign), tags);
}

/** @throws PlatformError `BadRequest` when there are as many active campaigns as may be, or of its kind in the application */
async function checkQuota(
  ports: Ports,
  applicationId: string,
  { Schedule: { Frequency } }: CampaignDefinition,
  campaignId?: string,
): Promise<void> {
  await checkActive(ports);
  if (Frequency !== 'EVENT' && Frequency !== 'IN_APP_EVENT') return;
  const alike = (await latestCampaigns(ports, applicationId)).filter(
    (campaign) =>
      campaign.Id !== campaignId &&
      campaign.frequency === Frequency &&
      ACTIVE_STATUSES.includes(statusOf(campaign)),
  );
  if (alike.length >= MAX_OF_KIND[Frequency]) {
    throw new PlatformError(
      'BadRequest',
      `Application ${applicationId} has ${alike.length} active campaigns of Frequency ${Frequency}; at most ${MAX_OF_KIND[Frequency]} may be`,
    );
  }
}

async function checkActive(ports: Ports): Promise<void> {
  const listed = await activeCampaigns(ports);
  if (listed.length < MAX_ACTIVE) return;
  // Those of a deleted application stay listed until somebody looks.
  let active = 0;
  for (const key of listed) {
    const campaign = await findCampaign(ports, key);
    if (campaign !== undefined && indexState(campaign).isActive) active += 1;
    else await dropEntries(ports, indexSorts(key, { isActive: true }));
  }
  if (active >= MAX_ACTIVE) {
    throw new PlatformError('BadRequest', `${active} campaigns are active; at most ${MAX_ACTIVE} may be`);
  }
}
