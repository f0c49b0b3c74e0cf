import type { Document } from '../../ports/document-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { allDocuments } from '../documents.ts';

/*
 * Where a due campaign is found without looking at any other: one partition for all applications with
 * an entry `due#{instant}#…` for each campaign that has something to do, in the order of instants, and
 * an entry `active#…` for each that counts against the quota. The campaign's own document is the truth;
 * an entry that does not agree with it is stale and is dropped when it is seen.
 */
const PARTITION = 'campaign-schedule';
const DUE = 'due#';
const ACTIVE = 'active#';
const PAGE = 100;

export interface CampaignKey {
  readonly applicationId: string;
  readonly campaignId: string;
}

/** What a campaign's document says about its entries. */
export interface IndexState {
  /** Epoch milliseconds. */
  readonly due?: number;
  readonly isActive: boolean;
}

export function indexSorts(
  { applicationId, campaignId }: CampaignKey,
  { due, isActive }: IndexState,
): string[] {
  const own = `${applicationId}#${campaignId}`;
  return [
    ...(due === undefined ? [] : [`${DUE}${new Date(due).toISOString()}#${own}`]),
    ...(isActive ? [`${ACTIVE}${own}`] : []),
  ];
}

export async function putEntries(
  ports: Pick<Ports, 'documents'>,
  key: CampaignKey,
  sorts: readonly string[],
): Promise<void> {
  for (const sort of sorts) await ports.documents.put({ partition: PARTITION, sort }, key);
}

export async function dropEntries(ports: Pick<Ports, 'documents'>, sorts: readonly string[]): Promise<void> {
  for (const sort of sorts) await ports.documents.delete({ partition: PARTITION, sort });
}

export interface DueEntry extends CampaignKey {
  readonly sort: string;
  /** Epoch milliseconds. */
  readonly due: number;
}

/** Entries of what is due by `now`, the earliest first, behind `after`; at most a hundred. */
export async function dueEntries(ports: Ports, now: Date, after?: string): Promise<DueEntry[]> {
  return (await nextEntries(ports, after)).filter(({ due }) => due <= now.getTime());
}

/** Entries behind `after`, the earliest first; at most a hundred. */
export async function nextEntries(ports: Ports, after?: string): Promise<DueEntry[]> {
  const found = await ports.documents.query<CampaignKey>(PARTITION, DUE, { limit: PAGE, after });
  return found.map(entryOf);
}

/** Every campaign of the stage that counts as active. */
export async function activeCampaigns(ports: Ports): Promise<CampaignKey[]> {
  return (await allDocuments<CampaignKey>(ports.documents, PARTITION, ACTIVE)).map(({ value }) => value);
}

function entryOf({ key, value }: Document<CampaignKey>): DueEntry {
  return { ...value, sort: key.sort, due: Date.parse(key.sort.slice(DUE.length).split('#')[0] ?? '') };
}
