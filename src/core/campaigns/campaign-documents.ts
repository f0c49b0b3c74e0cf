import { createHash } from 'node:crypto';
import type { DocumentKey } from '../../ports/document-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { applicationPartition } from '../apps/partition.ts';
import { noteChange } from '../definitions/changed-definitions.ts';
import { allDocuments } from '../documents.ts';
import { PlatformError } from '../errors.ts';
import { fewAtOnce } from '../few-at-once.ts';
import { ACTIVE_STATUSES, type CampaignDefinition, type CampaignStatus } from './campaign.ts';
import { type CampaignKey, dropEntries, type IndexState, indexSorts, putEntries } from './due-index.ts';
import type { Frequency } from './schedule.ts';
import type { Track } from './track.ts';

/*
 * How campaigns are stored. The newest version is at `campaign#{id}`, each older one at
 * `campaign-version#{id}#{version}`, put there just before the newest is replaced. A definition too
 * large for a document (five e-mails of 200 KB) lies in the lake bucket. Tags are kept by `src/core/tags`.
 */

/** One version of a campaign as it is stored. */
export interface StoredCampaign {
  ApplicationId: string;
  Arn: string;
  /** ISO 8601, UTC, milliseconds. */
  CreationDate: string;
  Id: string;
  LastModifiedDate: string;
  /** From 1, one more with every update. */
  Version: number;
  frequency: Frequency;
  isPaused: boolean;
  /** Set when it can never run again: it failed validation at run time, or its segment was deleted. */
  ended?: 'INVALID' | 'DELETED';
  tracks: Track[];
  /** When its newest run was due; ISO 8601, UTC. Here so that a list of campaigns is one read. */
  lastRunAt?: string;
  /** One of the two. */
  definition?: CampaignDefinition;
  definitionKey?: string;
}

/** Bytes of a definition that are kept in the document itself. */
const MAX_INLINE_BYTES = 100 * 1024;
const LATEST = 'campaign#';
const VERSION_DIGITS = 10;
/** Stops a writer that never gets its turn. */
const MAX_ATTEMPTS = 20;

function latestKey(applicationId: string, campaignId: string): DocumentKey {
  return { partition: applicationPartition(applicationId), sort: `${LATEST}${campaignId}` };
}

const versionPrefix = (campaignId: string) => `campaign-version#${campaignId}#`;

function versionKey(applicationId: string, campaignId: string, version: number): DocumentKey {
  return {
    partition: applicationPartition(applicationId),
    sort: versionPrefix(campaignId) + String(version).padStart(VERSION_DIGITS, '0'),
  };
}

/** @returns `undefined` when there is no such campaign or version; the latest when `version` is absent */
export async function findCampaign(
  { documents }: Ports,
  { applicationId, campaignId }: CampaignKey,
  version?: number,
): Promise<StoredCampaign | undefined> {
  const latest = await documents.get<StoredCampaign>(latestKey(applicationId, campaignId));
  if (latest === undefined || version === undefined || latest.value.Version === version) return latest?.value;
  return (await documents.get<StoredCampaign>(versionKey(applicationId, campaignId, version)))?.value;
}

/** @throws PlatformError `NotFound` */
export async function requireCampaign(
  ports: Ports,
  key: CampaignKey,
  version?: number,
): Promise<StoredCampaign> {
  const found = await findCampaign(ports, key, version);
  if (found === undefined) throw campaignNotFound(key, version);
  return found;
}

export function campaignNotFound({ applicationId, campaignId }: CampaignKey, version?: number) {
  const which = version === undefined ? campaignId : `${campaignId} version ${version}`;
  return new PlatformError('NotFound', `Campaign ${which} not found in application ${applicationId}`);
}

/** The latest version of every campaign of an application, in no order of meaning. */
export async function latestCampaigns(
  { documents }: Pick<Ports, 'documents'>,
  applicationId: string,
): Promise<StoredCampaign[]> {
  const found = await allDocuments<StoredCampaign>(documents, applicationPartition(applicationId), LATEST);
  return found.map(({ value }) => value);
}

/** All versions of a campaign, in no order of meaning. */
export async function campaignVersions(
  { documents }: Ports,
  latest: StoredCampaign,
): Promise<StoredCampaign[]> {
  const partition = applicationPartition(latest.ApplicationId);
  const older = await allDocuments<StoredCampaign>(documents, partition, versionPrefix(latest.Id));
  return [latest, ...older.map(({ value }) => value).filter(({ Version }) => Version !== latest.Version)];
}

/**
 * Changes a campaign, or stores a new one, and its entries in the index of due campaigns: new entries
 * stand before the campaign says so and old ones go after, so that a crash never loses a due campaign.
 * @param decide gets the stored campaign and says what it shall be, or returns it: then nothing is
 *   written. It may be called again when another writer came between.
 * @throws PlatformError `Conflict` when others were faster every time
 */
export async function changeCampaign(
  ports: Pick<Ports, 'documents' | 'clock'>,
  key: CampaignKey,
  decide: (found: StoredCampaign | undefined) => StoredCampaign,
): Promise<StoredCampaign> {
  const { documents } = ports;
  const place = latestKey(key.applicationId, key.campaignId);
  for (let attempt = 1; ; attempt += 1) {
    const found = await documents.get<StoredCampaign>(place);
    const next = decide(found?.value);
    if (next === found?.value) return next;
    const sorts = indexSorts(key, indexState(next));
    await putEntries(ports, key, sorts);
    if (found?.value.Version !== next.Version) {
      await noteChange(ports, { applicationId: key.applicationId, kind: 'campaign', id: key.campaignId });
    }
    if (found !== undefined && found.value.Version !== next.Version) {
      await documents.put(versionKey(key.applicationId, key.campaignId, found.value.Version), found.value);
    }
    try {
      await documents.put(place, next, { ifVersion: found?.version ?? 'absent' });
    } catch (error) {
      const isLate = error instanceof PlatformError && error.code === 'Conflict';
      if (!isLate || attempt === MAX_ATTEMPTS) throw error;
      continue;
    }
    await putEntries(ports, key, sorts); // a scheduler may have taken them for stale before the campaign said so
    const before = found === undefined ? [] : indexSorts(key, indexState(found.value));
    await dropEntries(
      ports,
      before.filter((sort) => !sorts.includes(sort)),
    );
    return next;
  }
}

/** Changes a campaign as `changeCampaign` does; one that was deleted meanwhile stays deleted. */
export async function amendCampaign(
  ports: Pick<Ports, 'documents' | 'clock'>,
  key: CampaignKey,
  amend: (found: StoredCampaign) => StoredCampaign,
): Promise<void> {
  let isGone = false;
  await changeCampaign(ports, key, (found) => {
    isGone = found === undefined;
    if (found === undefined) throw campaignNotFound(key);
    return amend(found);
  }).catch((error: unknown) => {
    if (!isGone) throw error;
  });
}

/** Deletes the campaign with all its versions; what its runs left stays for its metrics. */
export async function removeCampaign(ports: Ports, campaign: StoredCampaign): Promise<void> {
  const { ApplicationId: applicationId, Id: campaignId } = campaign;
  await ports.documents.delete(latestKey(applicationId, campaignId));
  await dropEntries(ports, indexSorts({ applicationId, campaignId }, indexState(campaign)));
  const versions = await allDocuments(
    ports.documents,
    applicationPartition(applicationId),
    versionPrefix(campaignId),
  );
  for (const { key } of versions) await ports.documents.delete(key);
}

export function indexState(campaign: StoredCampaign): IndexState {
  const status = statusOf(campaign);
  const isActive = ACTIVE_STATUSES.includes(status);
  const dues = campaign.tracks.map(({ due }) => due).filter((due) => due !== undefined);
  return { isActive, ...(isActive && dues.length > 0 && { due: Math.min(...dues) }) };
}

/**
 * The state of a campaign, or of one of its treatments.
 * @remarks An A/B campaign is complete only when every treatment is (pinpoint-campaigns-journeys.md 1.9).
 */
export function statusOf({ ended, isPaused, tracks }: StoredCampaign, treatmentId?: string): CampaignStatus {
  if (ended !== undefined) return ended;
  const asked = tracks.filter(
    ({ treatments }) => treatmentId === undefined || treatments.includes(treatmentId),
  );
  const statuses = asked.map(({ status }) => status);
  if (statuses.every((status) => status === 'COMPLETED')) return 'COMPLETED';
  if (isPaused) return 'PAUSED';
  if (statuses.includes('EXECUTING')) return 'EXECUTING';
  return statuses.every((status) => status === 'SCHEDULED') ? 'SCHEDULED' : 'PENDING_NEXT_RUN';
}

/** The members that hold a definition: itself, or where it was put because a document is too small for it. */
export async function storeDefinition(
  ports: Ports,
  { applicationId, campaignId }: CampaignKey,
  definition: CampaignDefinition,
): Promise<Pick<StoredCampaign, 'definition' | 'definitionKey'>> {
  const text = JSON.stringify(definition);
  if (new TextEncoder().encode(text).byteLength <= MAX_INLINE_BYTES) {
    return { definition, definitionKey: undefined };
  }
  const hash = createHash('md5').update(text).digest('hex');
  const definitionKey = `campaigns/${applicationId}/${campaignId}/${hash}.json`;
  await ports.lake.put(definitionKey, text);
  return { definition: undefined, definitionKey };
}

export async function readDefinition(ports: Ports, campaign: StoredCampaign): Promise<CampaignDefinition> {
  if (campaign.definition !== undefined) return campaign.definition;
  const body = await ports.lake.get(campaign.definitionKey ?? '');
  if (body === undefined) {
    throw new PlatformError('Internal', `The definition of campaign ${campaign.Id} is gone from the lake`);
  }
  return JSON.parse(new TextDecoder().decode(body));
}

/** The definition of each campaign by its id: most are at hand, those that are too large for a document are read, a few at once. */
export async function readDefinitions(
  ports: Ports,
  campaigns: readonly StoredCampaign[],
): Promise<ReadonlyMap<string, CampaignDefinition>> {
  const read = async (campaign: StoredCampaign) =>
    [campaign.Id, await readDefinition(ports, campaign)] as const;
  return new Map(await fewAtOnce(campaigns, read));
}
